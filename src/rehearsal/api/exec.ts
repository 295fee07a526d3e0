import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { ApiError, badRequest } from '../store/errors.ts'
import { kindNamed } from '../store/kinds.ts'
import { forbidden, isAllowed, unauthorized, userOf } from './access.ts'
import type { ApiContext, ExecResult } from './context.ts'
import { closedDoor } from './pod-doors.ts'
import { statusOf } from './reply.ts'
import { parseRequest } from './request.ts'
import { acceptKey, FrameReader, frame } from './websocket.ts'

const channel = { stdout: 1, stderr: 2, error: 3 }
const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io']

/** Serves `kubectl exec` over websockets: runs the program, sends what it printed and how it ended. */
export function serveExec(context: ApiContext, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  try {
    const result = run(context, request)
    const protocol = choose(request)
    const key = request.headers['sec-websocket-key']
    if (!protocol || !key) throw badRequest('Upgrade request required: only websockets are spoken here')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptKey(key)}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    )
    converse(socket, head, result)
  } catch (error) {
    const known = error instanceof ApiError ? error : new ApiError(500, 'InternalError', String(error))
    const body = JSON.stringify(statusOf(known))
    socket.end(
      `HTTP/1.1 ${known.code} ${known.reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  }
}

function run(context: ApiContext, request: IncomingMessage): ExecResult {
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

function converse(socket: Duplex, head: Buffer, result: ExecResult): void {
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
  const reader = new FrameReader()
  const timer = setTimeout(() => socket.destroy(), 5000)
  timer.unref()
  const take = (chunk: Buffer) => {
    try {
      if (reader.push(chunk).some(({ opcode }) => opcode === 8)) socket.end()
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
