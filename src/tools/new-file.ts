import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants

/** File systems that keep names their own way say so when a directory is to be synced; a directory may be closed to readers. */
const CANNOT_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EACCES', 'EPERM'])

/**
 * A file that is being made, beside the one that it is to become: under a name that nobody can have put there before, and for
 * us alone. Either all of it takes the place of what was there, or what was there stays as it was; after a power cut, too.
 */
export class NewFile {
  private readonly fd: number
  /** Where it is until it is kept; undefined once it is kept or thrown away. */
  private beside: string | undefined

  /** @param directory where it will be kept */
  constructor(directory: string, mode = 0o600) {
    this.beside = join(directory, `.${randomBytes(12).toString('hex')}.new`)
    this.fd = openSync(this.beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
    // A umask may take away what we need ourselves.
    if ((fstatSync(this.fd).mode & mode) !== mode) fchmodSync(this.fd, mode)
  }

  /** Writes all of it: on a full disk the system takes a part and says how much. */
  write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const took = writeSync(this.fd, bytes, done, bytes.length - done)
      if (took === 0) throw new Error('the system takes no more bytes of a file')
      done += took
    }
  }

  /** Puts it in the place of what is there, content and name on disk when it returns. */
  keepAs(path: string): void {
    if (this.beside === undefined) return
    fsyncSync(this.fd)
    renameSync(this.beside, path)
    this.beside = undefined
    closeSync(this.fd)
    syncDirectory(dirname(path))
  }

  /** Throws it away, unless it was kept. */
  discard(): void {
    if (this.beside === undefined) return
    closeSync(this.fd)
    unlinkSync(this.beside)
    this.beside = undefined
  }
}

/** Writes a whole file at once (`NewFile`). */
export function replaceFile(path: string, bytes: Uint8Array, mode: number): void {
  const file = new NewFile(dirname(path), mode)
  try {
    file.write(bytes)
    file.keepAs(path)
  } finally {
    file.discard()
  }
}

/** Until then a new name may be gone after a power cut. */
function syncDirectory(path: string): void {
  let fd: number | undefined
  try {
    fd = openSync(path, O_RDONLY | O_DIRECTORY)
    fsyncSync(fd)
  } catch (error) {
    if (!CANNOT_SYNC.has((error as { code?: string }).code ?? '')) throw error
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
