import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path'

/**
 * Finds a program once, as an absolute real path, so that a changed PATH or working directory cannot swap it later (S16).
 * A link to a file of another name stays: k3s is also kubectl, by the name that it is called by.
 * @param wanted a path given by flag, or undefined to search PATH
 * @returns undefined when there is none
 */
export function locate(name: string, wanted: string | undefined, path: string | undefined): string | undefined {
  if (wanted !== undefined)
    return isAbsolute(wanted) || wanted.includes('/') ? executable(wanted, name) : locate(wanted, undefined, path)
  for (const directory of (path ?? '').split(delimiter)) {
    // A relative entry of PATH means "wherever the admin happens to stand".
    if (!isAbsolute(directory)) continue
    const found = executable(join(directory, name), name)
    if (found) return found
  }
  return undefined
}

function executable(path: string, name: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    if (!statSync(path).isFile()) return undefined
    const real = realpathSync(path)
    return basename(real) === name ? real : join(realpathSync(dirname(path)), basename(path))
  } catch {
    return undefined
  }
}

/**
 * Who else could replace a program we are about to run as root: the file or a directory above it that others may write; of a
 * link also what it leads to.
 * @returns the first such path, or undefined when there is none
 */
export function writableByOthers(file: string): string | undefined {
  return writableAbove(realpathSync(file)) ?? writableAbove(file)
}

function writableAbove(file: string): string | undefined {
  let path = file
  for (;;) {
    const stat = statSync(path)
    const sticky = (stat.mode & 0o1000) !== 0
    if ((stat.mode & 0o002) !== 0 && !sticky) return path
    const parent = join(path, '..')
    if (parent === path) return undefined
    path = parent
  }
}
