import { ok, type Reply } from './api/reply.ts'
import type { ControlDoor } from './api/server.ts'
import type { Network } from './daemons/network.ts'
import { nodeStatusText } from './daemons/node-status.ts'
import type { CommandGate, CommandNotice } from './faults/command-gate.ts'

/** What the stand-ins ask of the rehearsal besides the Kubernetes API. */
export function makeControl(parts: { gate: CommandGate; network: Network; clock: () => number }): ControlDoor {
  const { gate, network, clock } = parts
  return async (path: string, body: unknown): Promise<Reply | undefined> => {
    const given = (body ?? {}) as Record<string, unknown>
    if (path === '/rehearsal/commands') return ok(await gate.begin(given as unknown as CommandNotice))
    if (path === '/rehearsal/node-status') {
      const node = network.node(String(given['node']))
      return node ? ok({ stdout: nodeStatusText(node, clock()) }) : undefined
    }
    if (path === '/rehearsal/host') {
      const host = String(given['host'])
      const name = network.nodeWith(host) ?? (network.node(host) ? host : undefined)
      return name ? ok({ node: name }) : undefined
    }
    return undefined
  }
}
