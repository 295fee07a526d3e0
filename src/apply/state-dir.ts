import { lstatSync, mkdirSync, type Stats, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { nodeDisk } from './disk-node.ts'
import { StoreError } from './store-error.ts'

const volatile: Record<number, string> = { 16914836: 'tmpfs', 2240043254: 'ramfs' }
const network: Record<number, string> = { 26985: 'nfs', 4283649346: 'cifs', 20859: 'smb', 1702057286: 'fuse' }

function refuse(path: string, what: string): never {
  throw new StoreError('E_STATE_DIR', `${path} ${what}`, path, ['name another directory with --state-dir'])
}

/** What is there; undefined where nothing is. */
function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // Below a file, or behind a directory that we may not enter.
    return refuse(path, `cannot be looked at: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A directory on the way to the state: nobody but root and us may put something else in its place (S8). */
function checkParent(path: string, me: number): void {
  const stats = lstatSync(path)
  // /var/run and the like are links that root made; a link of anyone else is a trap.
  if (stats.isSymbolicLink()) {
    if (stats.uid !== 0) refuse(path, `is a link made by user ${stats.uid}`)
    return
  }
  if (!stats.isDirectory()) refuse(path, 'is not a directory')
  if (stats.uid !== 0 && stats.uid !== me) refuse(path, `belongs to user ${stats.uid}`)
  const sticky = (stats.mode & 0o1000) !== 0
  if ((stats.mode & 0o022) !== 0 && !sticky) refuse(path, 'can be written by others')
}

/**
 * Makes the state directory, or checks the one that is there: ours, 0700, no link, no parent that others may change.
 * @param options.confirm the run must survive a reboot: a file system in memory is refused
 * @returns its absolute path
 */
export function openStateDir(path: string, options: { confirm: boolean } = { confirm: false }): string {
  const root = resolve(path)
  const me = process.getuid?.() ?? 0
  const missing: string[] = []
  for (let at = root; ; at = dirname(at)) {
    const stats = statsOf(at)
    if (!stats) missing.unshift(at)
    else if (at === root) {
      if (stats.isSymbolicLink()) refuse(at, 'is a link')
      if (!stats.isDirectory()) refuse(at, 'is not a directory')
      if (stats.uid !== me) refuse(at, `belongs to user ${stats.uid}`)
      if ((stats.mode & 0o077) !== 0)
        refuse(at, `is open to others (mode ${(stats.mode & 0o777).toString(8)}); it must be 0700`)
    } else checkParent(at, me)
    if (at === dirname(at)) break
  }
  try {
    for (const each of missing) {
      mkdirSync(each, { mode: 0o700 })
      nodeDisk.syncDir(dirname(each))
    }
  } catch (error) {
    refuse(root, `cannot be made: ${error instanceof Error ? error.message : String(error)}`)
  }
  checkFileSystem(root, options.confirm)
  return root
}

/** @param typeOf handed in by tests */
export function checkFileSystem(
  root: string,
  confirm: boolean,
  typeOf = (path: string) => statfsSync(path).type,
): void {
  const type = typeOf(root)
  const far = network[type]
  if (far !== undefined) refuse(root, `is on ${far}: a lock and a sync there cannot be relied on`)
  const gone = volatile[type]
  if (confirm && gone !== undefined) refuse(root, `is on ${gone}: a run to be confirmed must survive a reboot`)
}
