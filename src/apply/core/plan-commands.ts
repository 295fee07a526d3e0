import type { Plan } from '../../model/plan.ts'
import { commandsFor, sameCommand } from '../../plan/commands.ts'

/**
 * Builds every command of a plan again from its typed changes and compares. A plan whose printed command is another than
 * the one its changes give was edited, or made by another version: nothing of it is run (S20).
 * @returns the id of the first such operation
 */
export function firstForeignCommand(plan: Plan): string | undefined {
  for (const operation of plan.stages.flatMap((stage) => stage.operations)) {
    const [only, ...more] = commandsFor(operation.changes)
    if (!only || more.length > 0 || !sameCommand(only.command, operation.command)) return operation.id
  }
  return undefined
}
