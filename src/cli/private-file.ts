import { closeSync, constants, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'

/** Writes a file that only we may read, atomically: beside the old one, synced, renamed over it. */
export function writePrivateFile(path: string, text: string, mode = 0o600): void {
  const beside = `${path}.${process.pid}.new`
  const fd = openSync(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, mode)
  try {
    writeSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(beside, path)
}
