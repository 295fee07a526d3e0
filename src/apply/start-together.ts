import type { CommandResult } from '../model/command-result.ts'
import type { Command } from '../model/plan.ts'
import type { RunContext } from './context.ts'

/** The commands of one operation, to be run one after the other. */
export interface Job {
  op: string
  commands: Command[]
}

/** How many commands run at the same time: what a small API server takes without queueing. */
const AT_ONCE = 8

/**
 * Runs the commands of several operations at the same time, some at a time. The caller has made sure of the lock; it is
 * asked again before every further lot (fencing).
 * @returns what each operation's commands said
 */
export async function startTogether(context: RunContext, jobs: readonly Job[]): Promise<Map<string, CommandResult[]>> {
  const results = new Map<string, CommandResult[]>()
  for (let from = 0; from < jobs.length; from += AT_ONCE) {
    if (from > 0) await context.fence()
    const lot = jobs.slice(from, from + AT_ONCE)
    await Promise.all(
      lot.map(async ({ op, commands }) => {
        const said: CommandResult[] = []
        results.set(op, said)
        for (const command of commands) {
          const result = await context.run(op, command)
          if (result) said.push(result)
        }
      }),
    )
  }
  return results
}
