/** A file that is being written; every method throws what the system said. */
export interface DiskFile {
  append(bytes: Uint8Array): void
  truncate(length: number): void
  /** fdatasync. When it fails the file is done for: its pages may be marked clean (PostgreSQL's fsync lesson). */
  sync(): void
  close(): void
}

/** The few file operations of the run store. The real one is disk-node.ts; the campaign has one that forgets and tears. */
export interface Disk {
  /** Makes one directory, 0700; it is an error if it exists. */
  makeDir(path: string): void
  /** O_CREAT|O_EXCL|O_APPEND|O_NOFOLLOW, 0600. */
  create(path: string): DiskFile
  /** Opens for appending: a plain file of ours, not a link, not shared; else throws. */
  append(path: string): DiskFile
  /** @returns undefined when there is no such file; throws when it is longer than `limit`, a link or not ours */
  read(path: string, limit: number): Uint8Array | undefined
  /** Names in a directory; empty when there is none. */
  list(path: string): string[]
  remove(path: string): void
  /** fsync of a directory: until then a new name may be gone after a power cut. */
  syncDir(path: string): void
  freeBytes(path: string): number
}

/** Whether an error says that the disk is full: only then the reserve helps. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === 'ENOSPC' || code === 'EDQUOT'
}
