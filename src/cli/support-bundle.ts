import { mkdirSync, rmSync } from 'node:fs'
import { hostname, release } from 'node:os'
import { join } from 'node:path'
import { redact } from '../apply/core/redact.ts'
import { statusRuns } from '../apply/run.ts'
import type { RunStore } from '../apply/run-store.ts'
import { StoreError } from '../apply/store-error.ts'
import { writePrivateFile } from './private-file.ts'
import { ownVersion } from './version.ts'

/**
 * Collects what somebody who helps needs to see: journal, plan, forecast, commands with exit codes and durations, versions. Secrets
 * are taken out of every file; kubeconfigs are not in it at all. A file that cannot be used hides no other: `not-collected.txt`
 * says which are missing, and why.
 * @returns the directory
 * @throws StoreError where there is no such run, or its directory or that of the bundle cannot be used
 */
export function writeSupportBundle(store: RunStore, runId: string, output: string | undefined): string {
  store.assertRun(runId)
  const directory = output ?? join(store.path(runId), 'support')
  try {
    writeInto(directory, store, runId)
  } catch (error) {
    if (error instanceof StoreError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new StoreError('E_STATE_DIR', why, directory, ['name a writable directory for it with --output DIR'])
  }
  return directory
}

function writeInto(directory: string, store: RunStore, runId: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const decoder = new TextDecoder()
  const missing: string[] = []
  for (const name of ['journal', 'plan.json', 'forecast.json', 'commands.ndjson'] as const) {
    const bytes = tryRead(store, runId, name)
    if (bytes instanceof StoreError) missing.push(`${name}: ${bytes.problem.what}`)
    else if (bytes) writePrivateFile(join(directory, name), redact(decoder.decode(bytes)))
  }
  const list = join(directory, 'not-collected.txt')
  if (missing.length > 0) writePrivateFile(list, `${missing.join('\n')}\n`)
  else rmSync(list, { force: true })
  const run = statusRuns(store).find((entry) => entry.runId === runId)
  const facts = { wizard: ownVersion(), node: process.version, host: hostname(), kernel: release(), run, missing }
  writePrivateFile(join(directory, 'about.json'), `${JSON.stringify(facts, null, 1)}\n`)
}

/** @returns the refusal where the file is there and cannot be used: a link, a directory, somebody else's */
function tryRead(
  store: RunStore,
  ...[runId, name]: Parameters<RunStore['readSide']>
): ReturnType<RunStore['readSide']> | StoreError {
  try {
    return store.readSide(runId, name)
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
}
