import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  statfsSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { Disk, DiskFile } from './disk.ts'

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR } = constants

/** Whether a file is one that only we could have written: ours, plain, without a second name, closed to others. */
function assertOurs(stats: Stats, path: string): void {
  const problem = !stats.isFile()
    ? 'is not a plain file'
    : stats.uid !== process.getuid?.()
      ? `belongs to user ${stats.uid}`
      : stats.nlink !== 1
        ? 'has a second name (hard link)'
        : (stats.mode & 0o077) !== 0
          ? `is open to others (mode ${(stats.mode & 0o777).toString(8)})`
          : undefined
  if (problem) throw new Error(`${path} ${problem}`)
}

/** Opens what is no link, and waits for nobody: a pipe in place of a file would be waited for until somebody writes to it. */
function openPlain(path: string, flags: number): number {
  try {
    return openSync(path, flags | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if ((error as { code?: string }).code === 'ELOOP') throw new Error(`${path} is a link`, { cause: error })
    throw error
  }
}

/** Opens first and looks at the open file afterwards: between a look and an open the name could change (S9). */
function openOurs(path: string, flags: number): number {
  const fd = openPlain(path, flags)
  try {
    const open = fstatSync(fd)
    assertOurs(open, path)
    if (!stillNamed(fd, open, path)) throw new Error(`${path} was changed for another file`)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/**
 * Whether the name a file was opened by is still one of its names. A second name that is taken away between the open and the look
 * would make another's file look like ours; what had one name at the look, and still has this one after it, had no other.
 * Linux says of an open file whether its name is gone (proc(5), /proc/pid/fd), and a name that is gone does not come back. A rename
 * counts the names down before it takes the name away, both under the directory's lock: reading the directory waits for it.
 * Looking the name up again is no proof, since it can change between the look-up and the count; it is what other systems have.
 */
function stillNamed(fd: number, open: Stats, path: string): boolean {
  try {
    readdirSync(dirname(path))
    return !readlinkSync(`/proc/self/fd/${fd}`).endsWith(' (deleted)')
  } catch {
    const named = lstatSync(path)
    return named.ino === open.ino && named.dev === open.dev && named.nlink === 1
  }
}

class NodeFile implements DiskFile {
  private readonly fd: number

  constructor(fd: number) {
    this.fd = fd
  }

  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.fd, bytes, done, bytes.length - done)
  }

  truncate(length: number): void {
    ftruncateSync(this.fd, length)
  }

  sync(): void {
    fdatasyncSync(this.fd)
  }

  close(): void {
    closeSync(this.fd)
  }
}

/** The file system of this host. Modes are given when a file is made, never corrected afterwards (S10). */
export const nodeDisk: Disk = {
  makeDir(path) {
    mkdirSync(path, { mode: 0o700 })
  },
  create(path) {
    return new NodeFile(openSync(path, O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_RDWR, 0o600))
  },
  append(path) {
    return new NodeFile(openOurs(path, O_APPEND | O_RDWR))
  },
  read(path, limit) {
    let fd: number
    try {
      fd = openOurs(path, O_RDONLY)
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined
      throw error
    }
    try {
      const { size } = fstatSync(fd)
      if (size > limit) throw new Error(`${path} is longer than ${limit} bytes`)
      const bytes = new Uint8Array(size)
      let done = 0
      while (done < size) {
        const got = readSync(fd, bytes, done, size - done, done)
        if (got === 0) break
        done += got
      }
      return bytes.subarray(0, done)
    } finally {
      closeSync(fd)
    }
  },
  list(path) {
    try {
      return readdirSync(path)
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '')) return []
      throw error
    }
  },
  remove(path) {
    unlinkSync(path)
  },
  syncDir(path) {
    const fd = openSync(path, O_RDONLY | O_DIRECTORY)
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  },
  freeBytes(path) {
    const { bavail, bsize } = statfsSync(path)
    return bavail * bsize
  },
}
