import { mkdirSync } from 'node:fs'
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
 * are taken out of every file; kubeconfigs are not in it at all.
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
  for (const name of ['journal', 'plan.json', 'forecast.json', 'commands.ndjson'] as const) {
    const bytes = store.readSide(runId, name)
    if (bytes) writePrivateFile(join(directory, name), redact(decoder.decode(bytes)))
  }
  const run = statusRuns(store).find((entry) => entry.runId === runId)
  const facts = { wizard: ownVersion(), node: process.version, host: hostname(), kernel: release(), run }
  writePrivateFile(join(directory, 'about.json'), `${JSON.stringify(facts, null, 1)}\n`)
}
