import { statSync } from 'node:fs'

/**
 * What tells a program file from any other that could stand in its place: device, inode, size, and both times. The time of
 * the last change of an inode cannot be set back by whoever swaps a file.
 * @returns undefined when there is none
 */
export function programMark(path: string | undefined): string | undefined {
  const stat = path === undefined ? undefined : statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':')
}
