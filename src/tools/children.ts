import { readdirSync, readFileSync } from 'node:fs'

/** Variable that a writing child carries: the run on whose behalf it works. Never inherited (environment.ts drops it). */
export const RUN_MARK = 'CALICO_RR_WIZARD_RUN'

/**
 * Process ids of the children of a run that still live, whoever started them: a wizard that was killed leaves its writing
 * children at work, and only their environment tells for which run. Their own children are found with them. Linux only.
 * @returns undefined where processes cannot be listed
 */
export function childrenOf(runId: string, proc = '/proc'): number[] | undefined {
  let names: string[]
  try {
    names = readdirSync(proc).filter((name) => /^\d+$/.test(name))
  } catch {
    return undefined
  }
  return names.filter((pid) => isMarked(`${proc}/${pid}/environ`, runId)).map(Number)
}

/** Asks the children of a run to end; one that has ended meanwhile needs no asking. */
export function stopChildren(runId: string, signal: 'SIGTERM' | 'SIGKILL', proc = '/proc'): void {
  for (const pid of childrenOf(runId, proc) ?? []) {
    try {
      process.kill(pid, signal)
    } catch {
      // It ended while we looked.
    }
  }
}

function isMarked(environ: string, runId: string): boolean {
  try {
    return readFileSync(environ, 'utf8').split('\0').includes(`${RUN_MARK}=${runId}`)
  } catch {
    // It ended while we looked, or belongs to somebody else and so is no child of ours.
    return false
  }
}
