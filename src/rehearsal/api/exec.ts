import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { ApiError, badRequest } from '../store/errors.ts'
import { kindNamed } from '../store/kinds.ts'
import { forbidden, isAllowed, unauthorized, userOf } from './access.ts'
import type { ApiContext, ExecResult, ExecSession } from './context.ts'
import { closedDoor } from './pod-doors.ts'
import { statusOf } from './reply.ts'
import { parseRequest } from './request.ts'
import { SpdyConnection } from './spdy.ts'
import { acceptKey, FrameReader, frame } from './websocket.ts'

const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 }

/** Most bytes of stdin that a program is given. */
const mostInput = 64 * 1024

/** How long a client's stdin is waited for. */
const inputLimitMs = 60_000
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

/** Serves `kubectl exec` over websockets: runs the program, sends what it printed and how it ended. */
export function serveExec(context: ApiContext, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  try {
    const session = prepare(context, request)
    if (/^spdy\/3\.1$/i.test(String(request.headers.upgrade))) {
      converseSpdy(socket, head, request, session)
      return
    }
    const protocol = choose(request)
    const key = request.headers['sec-websocket-key']
    if (!protocol || !key) throw badRequest('Upgrade request required: websockets and SPDY/3.1 are spoken here')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptKey(key)}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    )
    converse(socket, head, session, wantsInput(request))
  } catch (error) {
    const known = error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error))
    const body = JSON.stringify(statusOf(known))
    socket.end(
      `HTTP/1.1 ${known.code} ${known.reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
}

function prepare(context: ApiContext, request: IncomingMessage): ExecSession {
  const info = parseRequest(request.url ?? '/')
  const user = userOf(context.users, request.headers.authorization)
  if (!user) throw unauthorized()
  const { plural, namespace, name, subresource } = info.resource ?? {}
  const refusal = plural === 'pods' ? closedDoor(subresource) : undefined
  if (refusal) throw refusal
  if (plural !== 'pods' || subresource !== 'exec' || !namespace || !name) {
    throw new ApiError(404, 'NotFound', 'the server could not find the requested resource')
  }
  const attributes = { verb: 'create', group: '', resource: 'pods', subresource: 'exec', namespace }
  if (!isAllowed(user, attributes)) throw forbidden(user, attributes, name)
  const pod = context.store.get(kindNamed('pods'), namespace, name)
  const argv = info.query.getAll('command')
  if (argv.length === 0) throw badRequest('you must specify at least one command for the container')
  return context.exec(pod, argv)
}

function choose(request: IncomingMessage): string | undefined {
  const offered = String(request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((text) => text.trim())
  return protocols.find((protocol) => offered.includes(protocol))
}

function wantsInput(request: IncomingMessage): boolean {
  return parseRequest(request.url ?? '/').query.get('stdin') === 'true'
}

function converse(socket: Duplex, head: Buffer, session: ExecSession, takesInput: boolean): void {
  const input: Buffer[] = []
  let size = 0
  let ran = false
  const run = () => {
    ran = true
    answer(socket, session(Buffer.concat(input).toString('utf8')))
  }
  const reader = new FrameReader()
  const timer = setTimeout(() => socket.destroy(), inputLimitMs)
  timer.unref()
  const take = (chunk: Buffer) => {
    try {
      for (const { opcode, payload } of reader.push(chunk)) {
        if (opcode === 8) socket.end()
        else if (ran || opcode > 2) continue
        else if (payload[0] === channel.stdin) {
          size += payload.length - 1
          if (size > mostInput) socket.destroy()
          else input.push(payload.subarray(1))
        } else if (payload[0] === channel.close && payload[1] === channel.stdin) run()
      }
    } catch {
      socket.destroy()
    }
  }
  socket.on('data', take)
  // A client that closes its side without a close frame is done too.
  socket.on('end', () => socket.end())
  socket.on('error', () => socket.destroy())
  socket.on('close', () => clearTimeout(timer))
  if (head.length > 0) take(head)
  if (!takesInput) run()
}

function answer(socket: Duplex, result: ExecResult): void {
  const send = (on: number, text: string) => {
    // Large outputs go out in pieces, as a real stream would.
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 32_768) {
      socket.write(frame(2, Buffer.concat([Buffer.from([on]), bytes.subarray(at, at + 32_768)])))
    }
  }
  send(channel.stdout, result.stdout)
  send(channel.stderr, result.stderr)
  send(channel.error, JSON.stringify(ending(result.code)))
  socket.write(frame(8, Buffer.from([0x03, 0xe8])))
}

/** The protocol in which older clients exec: a stream for each of stdout, stderr and the way it ended. */
const spdyProtocol = 'v4.channel.k8s.io'

function converseSpdy(socket: Duplex, head: Buffer, request: IncomingMessage, session: ExecSession): void {
  const offered = String(request.headers['x-stream-protocol-version'] ?? '')
  if (!offered.includes(spdyProtocol)) throw badRequest(`only ${spdyProtocol} is spoken over SPDY, not ${offered}`)
  const { query } = parseRequest(request.url ?? '/')
  const asked = ['stdin', 'stdout', 'stderr'].filter((name) => ['1', 'true'].includes(query.get(name) ?? ''))
  const missing = new Set(['error', ...asked])
  const streams = new Map<string, number>()
  const connection = new SpdyConnection(socket, (id, headers) => {
    const type = headers['streamtype'] ?? ''
    streams.set(type, id)
    missing.delete(type)
    if (missing.size === 0 && !streams.has('stdin')) finish()
  })
  const input: Buffer[] = []
  connection.onData = (id, bytes, ended) => {
    if (id !== streams.get('stdin')) return
    input.push(bytes)
    if (input.reduce((size, part) => size + part.length, 0) > mostInput) socket.destroy()
    else if (ended && missing.size === 0) finish()
  }
  const finish = () => {
    const result = session(Buffer.concat(input).toString('utf8'))
    const texts = { stdout: result.stdout, stderr: result.stderr, error: JSON.stringify(ending(result.code)) }
    for (const [type, text] of Object.entries(texts)) {
      const id = streams.get(type)
      if (id === undefined) continue
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += 32_768) connection.write(id, bytes.subarray(at, at + 32_768), false)
      connection.write(id, Buffer.alloc(0), true)
    }
    connection.end()
  }
  const timer = setTimeout(() => socket.destroy(), inputLimitMs)
  timer.unref()
  socket.on('close', () => clearTimeout(timer))
  const lines = ['Upgrade: SPDY/3.1', 'Connection: Upgrade', `X-Stream-Protocol-Version: ${spdyProtocol}`]
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
  if (head.length > 0) connection.take(head)
}

function ending(code: number): Record<string, unknown> {
  if (code === 0) return { metadata: {}, status: 'Success' }
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  }
}
