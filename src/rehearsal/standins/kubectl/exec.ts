import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { clientFrame, FrameReader } from '../../api/websocket.ts'
import { kindNamed } from '../../store/kinds.ts'
import { Fatal, pathOf, refusal } from './api.ts'
import type { Kubectl } from './context.ts'
import { flag } from './flags.ts'

const protocols = 'v5.channel.k8s.io, v4.channel.k8s.io'

/** kubectl exec over a websocket. Returns the exit code of the program. */
export async function exec(kubectl: Kubectl): Promise<number> {
  const { flags, output, api } = kubectl
  const [, target = ''] = flags.words
  const name = target.replace(/^pods?\//, '')
  if (!name) throw new Fatal('error: pod, type/name or --filename must be specified')
  if (flags.rest.length === 0) throw new Fatal('error: you must specify at least one command for the container')
  const namespace = flag(flags, 'namespace') ?? kubectl.namespace
  const pods = kindNamed('pods')
  const pod = (await api.ask({ path: pathOf(pods, namespace, name) })).json as {
    spec?: { containers?: { name: string }[] }
  }
  const container = flag(flags, 'container') ?? pod.spec?.containers?.[0]?.name ?? ''
  if (pod.spec?.containers && !pod.spec.containers.some((each) => each.name === container)) {
    throw new Fatal(`Error from server (BadRequest): container ${container} is not valid for pod ${name}`)
  }
  const query = new URLSearchParams({ container, stderr: 'true', stdout: 'true' })
  const stdin = flags.values['stdin'] ? readFileSync(0) : undefined
  if (stdin) query.append('stdin', 'true')
  for (const word of flags.rest) query.append('command', word)
  const socket = await connect(`${pathOf(pods, namespace, name)}/exec?${query}`, kubectl)
  if (stdin) {
    if (stdin.length > 0) socket.socket.write(clientFrame(2, Buffer.concat([Buffer.from([0]), stdin])))
    // Version 5 of the protocol: channel 255 says which stream is closed.
    socket.socket.write(clientFrame(2, Buffer.from([255, 0])))
  }
  const status = await converse(socket, (channel, text) => (channel === 1 ? output.out(text) : output.err(text)))
  const code = exitCode(status)
  if (code !== 0) output.err(`command terminated with exit code ${code}\n`)
  return code
}

interface Upgraded {
  socket: Duplex
  head: Buffer
}

async function connect(path: string, kubectl: Kubectl): Promise<Upgraded> {
  const { token } = kubectl.connection
  const transport = await kubectl.api.client.open()
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    'sec-websocket-protocol': protocols,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }
  return new Promise((resolve, reject) => {
    const request = transport.request(path, { method: 'GET', headers })
    request.on('upgrade', (_response: IncomingMessage, socket: Duplex, head: Buffer) => resolve({ socket, head }))
    request.on('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        let json: Record<string, unknown> | undefined
        try {
          json = JSON.parse(text)
        } catch {
          json = undefined
        }
        reject(refusal({ code: response.statusCode ?? 0, text, json }))
      })
    })
    request.on('error', (error) => reject(new Fatal(`error: ${error.message}`)))
    request.end()
  })
}

/** Reads channels until the program's end is told; the server's frames carry no mask. */
function converse({ socket, head }: Upgraded, print: (channel: number, text: string) => void): Promise<string> {
  const reader = new FrameReader({ masked: false })
  let status = ''
  // Text may be cut inside a character: collect per channel, print at the end.
  const texts: Record<number, Buffer[]> = { 1: [], 2: [] }
  return new Promise((resolve, reject) => {
    const finish = () => {
      for (const channel of [1, 2]) print(channel, Buffer.concat(texts[channel] ?? []).toString('utf8'))
      resolve(status)
    }
    const take = (chunk: Buffer) => {
      for (const { opcode, payload } of reader.push(chunk)) {
        if (opcode === 8) socket.destroy()
        else if (payload[0] === 3) status = payload.subarray(1).toString('utf8')
        else texts[payload[0] ?? 0]?.push(payload.subarray(1))
      }
    }
    socket.on('data', take)
    socket.on('error', (error) => reject(new Fatal(`error: ${error.message}`)))
    socket.on('close', finish)
    if (head.length > 0) take(head)
  })
}

function exitCode(status: string): number {
  if (!status) return 1
  const parsed = JSON.parse(status) as {
    status?: string
    details?: { causes?: { reason?: string; message?: string }[] }
  }
  if (parsed.status === 'Success') return 0
  const cause = parsed.details?.causes?.find(({ reason }) => reason === 'ExitCode')
  return Number(cause?.message ?? 1)
}
