import type { IncomingMessage } from 'node:http'
import type { Connection } from './kubeconfig-read.ts'
import { openTransport, type Transport } from './transport.ts'

/** What the API answered. */
export interface Answer {
  code: number
  text: string
  /** Parsed body, when it is JSON. */
  json: Record<string, unknown> | undefined
}

/** No answer came: the text is Go's for the same failure. */
export class Unreachable extends Error {}

export interface Call {
  method?: string
  /** Path and query. */
  path: string
  body?: unknown
  contentType?: string
  accept?: string
}

/** Largest answer that is read. */
const maxAnswer = 256 * 1024 * 1024

/** Talks to a Kubernetes API over connections that are kept open. */
export class KubeClient {
  readonly connection: Connection
  private readonly userAgent: string
  private transport: Promise<Transport> | undefined
  /** Set on each request once a permit for a mutating command was given. */
  command: string | undefined
  /** Whom the requests act for (`kubectl --as`). */
  actingAs: string | undefined

  constructor(connection: Connection, userAgent: string) {
    this.connection = connection
    this.userAgent = userAgent
  }

  /** The way to the server; also for requests that are no plain calls. */
  open(): Promise<Transport> {
    this.transport ??= openTransport(this.connection)
    return this.transport
  }

  /** Sends one request and reads the whole answer. */
  async send(call: Call): Promise<Answer> {
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body))
    const headers: Record<string, string | number> = {
      accept: call.accept ?? 'application/json',
      'user-agent': this.userAgent,
      ...(this.connection.token ? { authorization: `Bearer ${this.connection.token}` } : {}),
      ...(this.actingAs ? { 'impersonate-user': this.actingAs } : {}),
      ...(this.command ? { 'x-rehearsal-command': this.command } : {}),
      ...(body ? { 'content-type': call.contentType ?? 'application/json', 'content-length': body.length } : {}),
    }
    const transport = await this.open()
    return new Promise((resolve, reject) => {
      const request = transport.request(call.path, { method: call.method ?? 'GET', headers }, (response) => {
        readAnswer(response).then(resolve, reject)
      })
      request.on('error', (error: NodeJS.ErrnoException) => {
        reject(new Unreachable(goError(error, new URL(this.connection.server))))
      })
      request.end(body)
    })
  }

  /** Lets the process end although a connection is kept open. */
  close(): void {
    void this.transport?.then((transport) => transport.close())
  }
}

function readAnswer(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    response.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxAnswer) response.destroy(new Error('answer too large'))
      else chunks.push(chunk)
    })
    response.on('error', reject)
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const isJson = String(response.headers['content-type'] ?? '').includes('json')
      let json: Record<string, unknown> | undefined
      try {
        json = isJson ? JSON.parse(text) : undefined
      } catch {
        json = undefined
      }
      resolve({ code: response.statusCode ?? 0, text, json })
    })
  })
}

function goError(error: NodeJS.ErrnoException, url: URL): string {
  const address = `${url.hostname}:${url.port || 443}`
  switch (error.code) {
    case 'ECONNREFUSED':
      return `dial tcp ${address}: connect: connection refused`
    case 'ECONNRESET':
    case 'EPIPE':
      return 'EOF'
    case 'ENOTFOUND':
      return `dial tcp: lookup ${url.hostname}: no such host`
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'x509: certificate signed by unknown authority'
    default:
      return error.message
  }
}
