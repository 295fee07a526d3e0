import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { answersFromDesign } from '../design/answers/write.ts'
import type { Plan } from '../model/plan.ts'
import { countOperations } from '../plan/make.ts'
import { quoteArgument } from '../views/shell.ts'
import type { Decision } from './decide.ts'
import type { Io } from './io.ts'
import type { Options } from './options.ts'
import { ownCommand } from './own-command.ts'
import { writePrivateFile } from './private-file.ts'
import { stateDirectory } from './state-dir.ts'
import type { World } from './world.ts'

/**
 * Saves the answers that reproduce a run, beside its journal; those of a rehearsal that leaves no journal in this host's
 * own state directory, and only when somebody was asked for them.
 * @param tell told why they could not be saved
 * @returns the files; none when there is nothing to say again, or nowhere to write
 */
export function saveAnswers(
  world: World,
  options: Options,
  io: Io,
  runId: string,
  decision: Decision,
  plan: Plan,
  tell: (why: string) => void,
): string[] {
  const asked = !options.yes && !options.json
  if (countOperations(plan) === 0 || (world.passing && !asked)) return []
  const directory = join(world.passing ? stateDirectory(options, io) : world.stateDir, 'answers')
  const file = join(directory, `${runId}.yaml`)
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    writePrivateFile(file, answersFromDesign(decision.design, decision.choices))
  } catch (error) {
    // The run has ended well or badly already; a full disk or a missing home directory does not change how.
    if (!world.passing) tell(error instanceof Error ? error.message : String(error))
    return []
  }
  return [file]
}

/** The command that does a rehearsal again without questions; undefined where nothing was saved. */
export function againCommand(world: World, options: Options, saved: readonly string[]): string | undefined {
  const [file] = saved
  if (!world.rehearsal || !file) return undefined
  const flags = [
    ...(options.scenario ? ['--scenario', options.scenario] : []),
    ...(typeof options.fromCluster === 'string' ? ['--from-cluster', options.fromCluster] : []),
    ...(options.calicoVersion ? ['--calico-version', options.calicoVersion] : []),
  ]
  return ownCommand(['rehearse', '--answers', file, '--yes', ...flags].map(quoteArgument).join(' '), options)
}
