import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../apply/clock.ts'
import { confirmRefusal } from '../apply/core/confirmable.ts'
import { foldRecords } from '../apply/core/history.ts'
import { nodeDisk } from '../apply/disk-node.ts'
import { type Preview, previewRun } from '../apply/preview.ts'
import { RunStore } from '../apply/run-store.ts'
import { openStateDir } from '../apply/state-dir.ts'
import { readIdentity } from '../cluster/read.ts'
import { speaker } from '../i18n/translate.ts'
import { commandEvent } from '../model/events.ts'
import { exitCodes } from '../model/outcome.ts'
import { renderPreview } from '../views/render-preview.ts'
import { sha256 } from './hash.ts'
import type { Io } from './io.ts'
import { latestRun } from './latest-run.ts'
import type { Options } from './options.ts'
import { problemError } from './problem-error.ts'
import { emptyResult } from './result.ts'
import { openScreen } from './screen.ts'
import { journalDirectory } from './state-dir.ts'
import { withWorld } from './with-world.ts'

/**
 * `resume --dry-run` and `rollback --dry-run`: what they would do now, by the same decisions. Writes nothing, neither in the
 * cluster nor in the state directory; what tools need lies in a directory that goes away.
 */
export async function previewCommand(
  verb: 'resume' | 'rollback',
  options: Options,
  args: string[],
  io: Io,
): Promise<number> {
  const store = storeToLookAt(options, io)
  const runId = args[0] ?? latestRun(store)
  const scratch = mkdtempSync(join(tmpdir(), 'crrw-look-'))
  try {
    return await withWorld(
      options,
      io,
      async (world, screen) => {
        const read = world.read
        const found = await previewRun(verb, runId, { store, read, identify: () => readIdentity(world.run) })
        if ('problem' in found) throw problemError(found.problem)
        await screen.result([
          ...renderPreview(found, screen.look),
          ...(found.way === 'none' ? [] : [speaker(screen.lang)('cli.dryRun')]),
        ])
        if (options.json) {
          for (const event of eventsOf(found)) screen.view.emit(event)
          const { way, steps, turnsAt } = found
          screen.view.emit(
            emptyResult('nothing-to-do', {
              dryRun: true,
              runId,
              way,
              planned: steps.flatMap(({ commands }) => commands).length,
              steps: steps.map(({ operation, status }) => ({ operation, status })),
              drift: steps.flatMap(({ drift }) => drift),
              ...(turnsAt === undefined ? {} : { turnsAt }),
            }),
          )
        }
        return exitCodes.done
      },
      scratch,
    )
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** `confirm --dry-run`: whether the run would be kept. Reads this host only. */
export async function previewConfirm(options: Options, args: string[], io: Io): Promise<number> {
  const screen = openScreen(options, io)
  try {
    const store = storeToLookAt(options, io)
    const runId = args[0] ?? latestRun(store)
    store.assertRun(runId)
    const history = foldRecords(store.peekWhole(runId).records)
    const kept = history.end === 'applied' && history.confirmed
    const refusal = kept ? undefined : confirmRefusal(runId, history, systemClock.stamp())
    if (refusal) throw problemError(refusal.problem)
    const say = speaker(screen.lang)
    await screen.result([say(kept ? 'preview.none' : 'preview.confirm', { runId }), say('cli.dryRun')])
    if (options.json) screen.view.emit(emptyResult('nothing-to-do', { dryRun: true, runId, wouldConfirm: !kept }))
    return exitCodes.done
  } finally {
    await screen.view.close()
  }
}

/** The runs of this host; a directory that is not there is not made. */
function storeToLookAt(options: Options, io: Io): RunStore {
  const directory = journalDirectory(options, io)
  return new RunStore(nodeDisk, existsSync(directory) ? openStateDir(directory) : directory, sha256)
}

function eventsOf(preview: Preview) {
  return preview.steps.flatMap(({ operation, commands, drift }) => [
    ...commands.map((command) => commandEvent(operation, command)),
    ...drift.map((each) => ({ type: 'drift' as const, drift: each })),
  ])
}
