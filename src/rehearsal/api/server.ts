import { rmSync } from 'node:fs'
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server as PlainServer,
  type ServerResponse,
} from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { ApiError, badRequest } from '../store/errors.ts'
import { kindOfPath, type ResourceKind } from '../store/kinds.ts'
import { type ApiUser, type Attributes, actingAs, forbidden, isAllowed, unauthorized, userOf } from './access.ts'
import type { ServerCertificate } from './certificate.ts'
import type { ApiContext } from './context.ts'
import { discover } from './discovery.ts'
import { serveExec } from './exec.ts'
import { openApi } from './openapi.ts'
import { fromProtobuf, wholeNode } from './protobuf.ts'
import { ok, type Reply, statusOf } from './reply.ts'
import { parseRequest, type RequestInfo } from './request.ts'
import { missing, type ResourceCall, serveResource } from './rest.ts'
import { isReview, review } from './review.ts'
import { serveWatch } from './watch.ts'

/** A private door for the stand-ins and for tests, below /rehearsal/; undefined = no such path. */
export type ControlDoor = (path: string, body: unknown) => Promise<Reply | undefined>

/** The API server while it runs. */
export interface ApiServer {
  url: string
  close: () => Promise<void>
  /** While it is down every connection is cut before it is answered. */
  setDown: (down: boolean) => void
}

const protobufType = 'application/vnd.kubernetes.protobuf'

/** Largest request body. */
const maxBody = 8 * 1024 * 1024

/** Starts the API on 127.0.0.1 (`port` 0 = any free one) and, for the stand-ins, on a socket file. */
export async function startApiServer(
  context: ApiContext,
  certificate: ServerCertificate,
  control: ControlDoor,
  port = 0,
  socketPath?: string,
): Promise<ApiServer> {
  let down = false
  const server = createServer({ cert: certificate.cert, key: certificate.key })
  const local = createPlainServer()
  for (const each of [server, local]) {
    each.keepAliveTimeout = 60_000
    each.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (down) request.socket.destroy()
      else void answer(context, control, request, response)
    })
    each.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (down) socket.destroy()
      else serveExec(context, request, socket, head)
    })
    each.on('clientError', (_error: Error, socket: Duplex) => socket.destroy())
  }
  await listen(server, port)
  if (socketPath) {
    rmSync(socketPath, { force: true })
    await new Promise<void>((resolve, reject) => {
      local.once('error', reject)
      local.listen(socketPath, resolve)
    })
  }
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = (each: PlainServer) =>
    new Promise<void>((resolve) => {
      each.close(() => resolve())
      each.closeAllConnections()
    })
  const close = async () => {
    await Promise.all([stop(server), ...(socketPath ? [stop(local)] : [])])
  }
  const setDown = (value: boolean) => {
    down = value
  }
  return { url, close, setDown }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      // A saved port may be taken by now; any other one will do.
      if (port !== 0 && error.code === 'EADDRINUSE') listen(server, 0).then(resolve, reject)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

async function answer(
  context: ApiContext,
  control: ControlDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const reply = await route(context, control, request, response)
    if (reply) send(response, reply)
  } catch (error) {
    if (response.headersSent) {
      response.destroy()
      return
    }
    const known = error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error))
    send(response, { code: known.code, body: statusOf(known) })
  }
}

function send(response: ServerResponse, reply: Reply): void {
  const plain = (typeof reply.body === 'string' || reply.body instanceof Uint8Array) && reply.contentType
  const text = plain ? (reply.body as string | Uint8Array) : `${JSON.stringify(reply.body)}\n`
  if (reply.warnings) {
    const shown = reply.warnings.map((text) => `299 - ${JSON.stringify(text)}`)
    response.setHeader('Warning', shown)
  }
  response.writeHead(reply.code, {
    'content-type': reply.contentType ?? 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

async function route(
  context: ApiContext,
  control: ControlDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Reply | undefined> {
  const method = request.method ?? 'GET'
  const info = parseRequest(request.url ?? '/')
  const { authorization, 'impersonate-user': impersonated } = request.headers
  const caller = userOf(context.users, authorization)
  // Whether the server is well may be asked by anybody, but not with a token that is none.
  if (['/healthz', '/livez', '/readyz'].includes(info.path) && (caller || !authorization)) return ok('ok', 'text/plain')
  if (!caller) throw unauthorized()
  const user = typeof impersonated === 'string' ? actingAs(context.users, caller, impersonated) : caller
  const raw = await readBody(request)
  const contentType = request.headers['content-type'] ?? 'application/json'
  const accept = request.headers.accept ?? ''
  if (info.path.startsWith('/rehearsal/')) return (await control(info.path, parseJson(raw))) ?? missing()
  if (method === 'GET') {
    const known =
      discover(info.path, accept, context.kinds, context.gitVersion) ?? openApi(info.path, context.kinds, context.minor)
    if (known) return known
  }
  if (method === 'POST' && isReview(info.path)) {
    return review(info.path, user, await parseBody(raw, contentType), context.kinds) ?? missing()
  }
  const kind = servedKind(context, info)
  if (!kind || !info.resource) return missing()
  const { namespace, name, subresource } = info.resource
  const watching = method === 'GET' && ['1', 'true'].includes(info.query.get('watch') ?? '')
  authorize(user, method, watching, kind, info)
  const agent = request.headers['user-agent'] ?? ''
  const command = request.headers['x-rehearsal-command']
  const call: ResourceCall = {
    method,
    info,
    kind,
    ...(namespace ? { namespace } : {}),
    ...(name ? { name } : {}),
    ...(subresource ? { subresource } : {}),
    accept,
    contentType,
    body: contentType.startsWith(protobufType)
      ? wholeNode(fromProtobuf(raw), kind, context.store)
      : await parseBody(raw, contentType, kind.kind),
    manager: agent.split('/')[0] || 'unknown',
    ...(typeof command === 'string' ? { command } : {}),
    warnings: [],
  }
  if (watching) {
    serveWatch(context, call, response)
    return undefined
  }
  const reply = serveResource(context, call)
  return call.warnings.length > 0 ? { ...reply, warnings: call.warnings } : reply
}

/** The kind a path names, when this cluster serves it. */
function servedKind(context: ApiContext, info: RequestInfo): ResourceKind | undefined {
  const { group, version, plural } = info.resource ?? { group: '', version: '', plural: '' }
  const kind = kindOfPath(group, version, plural)
  return kind && context.kinds.includes(kind) ? kind : undefined
}

function authorize(user: ApiUser, method: string, watching: boolean, kind: ResourceKind, info: RequestInfo): void {
  const { name, namespace, subresource } = info.resource ?? {}
  const verbs: Record<string, string> = {
    GET: watching ? 'watch' : name ? 'get' : 'list',
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: name ? 'delete' : 'deletecollection',
  }
  const attributes: Attributes = {
    verb: verbs[method] ?? method.toLowerCase(),
    group: kind.group,
    resource: kind.plural,
    ...(subresource ? { subresource } : {}),
    ...(namespace ? { namespace } : {}),
  }
  if (!isAllowed(user, attributes)) throw forbidden(user, attributes, name)
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBody) {
        reject(new ApiError(413, 'RequestEntityTooLarge', 'limit is 8388608'))
        request.removeAllListeners('data')
        request.resume()
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

async function parseBody(raw: Buffer, contentType: string, kind = ''): Promise<unknown> {
  if (raw.length === 0) return undefined
  if (contentType.startsWith(protobufType)) return fromProtobuf(raw)
  if (!contentType.includes('yaml')) return parseJson(raw, kind)
  const { parse } = await import('../standins/shared/yaml-library.ts')
  return parse(raw.toString('utf8'), { maxAliasCount: 100 })
}

function parseJson(raw: Buffer, kind = ''): unknown {
  if (raw.length === 0) return undefined
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch (error) {
    const text = raw.toString('utf8')
    // Go's decoder tells these two apart; what else it says is not imitated.
    const atEnd =
      /position (\d+)/.exec((error as Error).message)?.[1] === String(text.length) || /end of/.test(String(error))
    const why = atEnd ? 'unexpected end of JSON input' : 'invalid character in JSON'
    const shown = text.startsWith('{') ? text.slice(0, 30) : raw.subarray(0, 30).toString('hex')
    const wanted = `must be of type ${kind}`
    throw badRequest(
      `the object provided is unrecognized (${wanted}): couldn't get version/kind; json parse error: ${why} (${shown})`,
    )
  }
}
