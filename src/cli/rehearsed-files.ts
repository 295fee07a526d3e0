import type { RunCommand } from '../model/command-result.ts'
import type { Rehearsal } from '../rehearsal/start.ts'

/**
 * The wizard's own file work counts among the mutating commands of a rehearsal, and `--fail` may hit it like any other:
 * no stand-in runs it, so the fault is played here.
 */
export function withRehearsedFiles(run: RunCommand, rehearsal: Rehearsal): RunCommand {
  return async (command, limits) => {
    if (command.tool !== 'internal') return run(command, limits)
    const { fault } = await rehearsal.beginCommand({ tool: 'internal', argv: command.argv })
    const nothing = { command, timedOut: false, truncated: false, stdout: '', stderr: '', ms: 0 }
    switch (fault) {
      case 'exit':
      case 'conflict':
        return { ...nothing, exitCode: 1, stderr: 'rehearsed fault' }
      case 'timeout':
        return { ...nothing, timedOut: true }
      case 'garbage':
        return { ...nothing, exitCode: 0, stdout: '<html>502 Bad Gateway</html>' }
      case 'lost-ack':
        return { ...(await run(command, limits)), exitCode: 1, stderr: 'rehearsed fault after the change' }
      case 'kill-after':
        await run(command, limits)
        process.kill(process.pid, 'SIGKILL')
        return nothing
      default:
        return run(command, limits)
    }
  }
}
