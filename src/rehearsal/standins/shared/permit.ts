import type { CommandPermit } from '../../faults/command-gate.ts'
import type { KubeClient } from './kube-client.ts'
import type { Output } from './output.ts'

/**
 * Announces a mutating command to the rehearsal and plays the fault it is given. Against a real cluster (no settings from
 * a wrapper) nothing is announced.
 */
export async function announce(
  client: KubeClient,
  output: Output,
  notice: { tool: string; argv: string[] },
): Promise<void> {
  const answer = await client.send({ method: 'POST', path: '/rehearsal/commands', body: notice }).catch(() => undefined)
  if (answer?.code !== 200) return
  const permit = answer.json as unknown as CommandPermit
  client.command = permit.id
  switch (permit.fault) {
    case 'exit':
      output.err('error: rehearsed failure: the command was stopped before it did anything\n')
      output.exit(1)
      break
    case 'garbage':
      output.out('\u0000<html><body>502 Bad Gateway</body>{"kind": "Li\n')
      output.exit(0)
      break
    case 'timeout':
      setInterval(() => undefined, 60_000)
      await new Promise(() => undefined)
      break
    case 'lost-ack':
      output.replaceEnding('error: rehearsed failure: unexpected EOF while waiting for the answer\n', 1)
      break
    default:
  }
}
