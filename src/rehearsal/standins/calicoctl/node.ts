import type { StandinSettings } from '../install.ts'
import { KubeClient } from '../shared/kube-client.ts'
import { connectionOf, readKubeconfig, withSocket } from '../shared/kubeconfig-read.ts'
import type { Output } from '../shared/output.ts'
import type { Era } from './era.ts'

/** `calicoctl node status`, on the node the wizard stands on. Returns the exit code. */
export async function node(
  argv: string[],
  era: Era,
  settings: Partial<StandinSettings>,
  output: Output,
): Promise<number> {
  if (argv[0] !== 'status') {
    output.err('Usage:\n  calicoctl node <command> [<args>...]\n')
    if (!era.usageOnly) {
      const line = ['calicoctl', 'node', ...argv].join(' ')
      output.err(`Invalid option: '${line}'. Use flag '--help' to read about a specific subcommand.\n`)
    }
    return 1
  }
  if (!settings.localNode) {
    // As on a machine that is no node: nothing of Calico runs there.
    if (process.getuid?.() !== 0) {
      output.out('Need super user privileges: Operation not permitted\n')
      return 1
    }
    output.err('Calico process is not running.\n')
    return 1
  }
  const file = settings.kubeconfig as string
  const connection = connectionOf(await readKubeconfig(file), file)
  if (!connection) return 1
  const client = new KubeClient(withSocket(connection, settings), `calicoctl/${era.version}`)
  const answer = await client.send({
    method: 'POST',
    path: '/rehearsal/node-status',
    body: { node: settings.localNode },
  })
  client.close()
  output.out(String(answer.json?.['stdout'] ?? ''))
  return answer.code === 200 ? 0 : 1
}
