import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Every regular file and directory below a directory, with mode and hash: equal before and after means that nothing was
 * changed there.
 * @param without folders that are left out, relative
 */
export function treeOf(root: string, without: string[] = []): Record<string, string> {
  const found: Record<string, string> = {}
  const visit = (directory: string): void => {
    for (const name of readdirSync(directory).sort()) {
      const path = join(directory, name)
      const shown = relative(root, path)
      if (without.includes(shown)) continue
      const stat = lstatSync(path)
      const mode = (stat.mode & 0o777).toString(8)
      if (stat.isFile()) found[shown] = `${mode} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
      if (stat.isDirectory()) {
        found[shown] = mode
        visit(path)
      }
    }
  }
  visit(root)
  return found
}
