import type { RunCommand } from '../model/command-result.ts'
import type { ObjectRef, ReadObject } from '../model/plan.ts'
import { safetyNet } from '../plan/moves/safety-net.ts'
import { remoteCommands } from '../plan/remote-commands.ts'
import { lastLine } from './kube-json.ts'

/** Reads the safety net of one node over ssh: its table and its two rules. */
export async function readHostRoutes(run: RunCommand, ref: ObjectRef): Promise<ReadObject> {
  const host = ref.host ?? ref.name
  const ask = (...argv: string[]) => run({ tool: 'ssh', argv: [host, ...argv], effect: 'read' })
  const rules = await ask(...remoteCommands.showRules)
  const table = await ask(...remoteCommands.showRoutes)
  // iproute2 answers "FIB table does not exist" with exit 2 for a table nobody has used yet: that is an empty table.
  for (const result of [rules, table])
    if (result.exitCode !== 0 && !/FIB table does not exist/i.test(result.stderr))
      return { ref, status: 'unreadable', reason: lastLine(result.stderr) || result.notStarted || `ssh ${host} failed` }
  const ours = rules.stdout
    .split('\n')
    .map((line) => /^(\d+):\s*(?:not )?from all (lookup .+?)\s*$/.exec(line.trim()))
    .filter((match) => match !== null)
    .filter((match) => [safetyNet.betterRoutesRule, safetyNet.netRule].includes(Number(match[1]) as 10178 | 10179))
    .map((match) => `pref ${match[1]} ${match[2]!.replace(/\s+/g, ' ').trim()}`)
  const routes = table.stdout
    .split('\n')
    .map((line) => /^(\S+) via (\S+)/.exec(line.trim()))
    .filter((match) => match !== null)
    .map((match) => `${match[1]} via ${match[2]}`)
  if (ours.length === 0 && routes.length === 0) return { ref, status: 'absent' }
  return { ref, status: 'present', content: { routes, rules: ours } }
}

/** Reads calicoctl of one node over ssh: its hash, or that there is none. */
export async function readRemoteCalicoctl(run: RunCommand, ref: ObjectRef): Promise<ReadObject> {
  const result = await run({ tool: 'ssh', argv: [ref.host ?? '', ...remoteCommands.hashCalicoctl], effect: 'read' })
  if (result.exitCode !== 0)
    return {
      ref,
      status: 'unreadable',
      reason: lastLine(result.stderr) || result.notStarted || `ssh ${ref.host} failed`,
    }
  const sha256 = /^\\?([0-9a-f]{64})\s/.exec(result.stdout)?.[1]
  return sha256 === undefined
    ? { ref, status: 'absent' }
    : { ref, status: 'present', content: { sha256, mode: '0755' } }
}
