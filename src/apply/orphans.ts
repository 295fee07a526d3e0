import { readdirSync, readFileSync } from 'node:fs'
import type { Command } from '../model/plan.ts'
import { commandsFor } from '../plan/commands.ts'
import type { RunContext } from './context.ts'

/** Whether a child of the dead process may still be at work on an operation. */
function mayStillRun(context: RunContext, id: string): boolean {
  const operation = context.history.operations.get(id)
  if (!operation || !context.ports.isRunning) return true
  const commands = commandsFor([...operation.intents.values()])
  return commands.some(({ command }) => {
    // A patch as it was run names the resourceVersion of its moment: only the other arguments can be compared.
    const argv = command.argv.filter((arg) => !/^[{[]/.test(arg))
    return context.ports.isRunning?.({ ...command, argv }) !== false
  })
}

/**
 * After a kill, a child of the dead process may still be at work. Every child ends within the command's time limit, so an
 * intent without an outcome is judged only after that time, or as soon as no such child is seen. The compare-and-set in
 * the commands makes a later write harmless.
 */
export async function settleOrphans(context: RunContext): Promise<void> {
  const now = context.stamp()
  const limit = context.options.commandTimeoutMs
  const open = [...context.history.operations.values()].filter((known) => known.status === 'intended').length
  for (const [id, { status, intendedAt }] of context.history.operations) {
    if (status !== 'intended' || intendedAt === undefined || intendedAt.boot !== now.boot) continue
    // Intents of operations that start together are all written first: a child may have started as late as the commands
    // before it took.
    const end = now.up + Math.min(limit, intendedAt.up + limit * open - now.up)
    let told = false
    while (context.stamp().up < end && mayStillRun(context, id)) {
      context.checkStop()
      const left = end - context.stamp().up
      if (!told)
        context.emit({ type: 'note', key: 'engine.waitForOrphan', params: { seconds: Math.ceil(left / 1000) } })
      told = true
      await context.ports.clock.sleep(Math.min(left, 250), context.ports.stop.soon)
    }
  }
}

/**
 * Looks for a process that runs this command (flags that the tool adds do not matter), Linux only.
 * @returns undefined where processes cannot be listed
 */
export function isCommandRunning(command: Command, proc = '/proc'): boolean | undefined {
  let names: string[]
  try {
    names = readdirSync(proc).filter((name) => /^\d+$/.test(name))
  } catch {
    return undefined
  }
  return names.some((pid) => {
    try {
      const args = readFileSync(`${proc}/${pid}/cmdline`, 'utf8').split('\0')
      return args.length > command.argv.length && command.argv.every((arg) => args.includes(arg))
    } catch {
      // It ended while we looked.
      return false
    }
  })
}
