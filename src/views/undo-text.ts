import type { Look } from './look.ts'

/** How the run is undone: in sight for as long as it goes on. */
export function undoText(runId: string, look: Look): string {
  const command = look.command(`rollback ${runId}`)
  return command === undefined ? look.say('run.passing') : look.say('run.undo', { command })
}
