import type { Disk, DiskFile } from '../../src/apply/disk.ts'
import type { Prng } from './prng.ts'

interface SimFile {
  bytes: Uint8Array
  length: number
  /** Bytes that survive a power cut. */
  synced: number
  /** The name itself survives a power cut. */
  durable: boolean
}

/** Told before every effect on the disk; throws what the fault plan wants. */
export type DiskHook = (effect: 'append' | 'sync' | 'create' | 'other', path: string) => void

/** A disk that keeps only what was synced when the power goes, and tears what was not. */
export class SimDisk {
  readonly files = new Map<string, SimFile>()
  readonly dirs = new Map<string, { durable: boolean }>([['/state', { durable: true }]])
  /** Bytes until the disk is full. */
  free = 1 << 30
  /** Files that were handed to a writer; appending to one after a failed sync is a violation of G2. */
  readonly broken = new Set<string>()

  /** The disk as one process sees it. */
  view(hook: DiskHook): Disk {
    const handle = (path: string, file: SimFile): DiskFile => ({
      append: (bytes) => {
        hook('append', path)
        if (bytes.length > this.free) {
          // A full disk takes what fits: the record is cut.
          this.put(file, bytes.subarray(0, Math.min(bytes.length, 7)))
          throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
        }
        this.put(file, bytes)
      },
      truncate: (length) => {
        hook('other', path)
        file.length = Math.min(file.length, length)
        file.synced = Math.min(file.synced, length)
      },
      sync: () => {
        hook('sync', path)
        file.synced = file.length
      },
      close: () => {},
    })
    return {
      makeDir: (path) => {
        hook('other', path)
        if (this.dirs.has(path)) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' })
        this.dirs.set(path, { durable: false })
      },
      create: (path) => {
        hook('create', path)
        if (this.files.has(path)) throw Object.assign(new Error('EEXIST'), { code: 'EEXIST' })
        const file = { bytes: new Uint8Array(4096), length: 0, synced: 0, durable: false }
        this.files.set(path, file)
        return handle(path, file)
      },
      append: (path) => {
        hook('other', path)
        const file = this.files.get(path)
        if (!file) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
        return handle(path, file)
      },
      read: (path) => {
        const file = this.files.get(path)
        return file?.bytes.slice(0, file.length)
      },
      list: (path) => {
        const names = new Set<string>()
        for (const each of [...this.files.keys(), ...this.dirs.keys()]) {
          if (each.startsWith(`${path}/`)) names.add(each.slice(path.length + 1).split('/')[0] as string)
        }
        return [...names]
      },
      remove: (path) => {
        hook('other', path)
        const file = this.files.get(path)
        if (file) this.free += file.length
        this.files.delete(path)
      },
      syncDir: (path) => {
        hook('sync', path)
        for (const [name, file] of this.files) if (parent(name) === path) file.durable = true
        for (const [name, dir] of this.dirs) if (parent(name) === path) dir.durable = true
      },
      freeBytes: () => this.free,
    }
  }

  private put(file: SimFile, bytes: Uint8Array): void {
    // The reserve: nobody reads it, only its room counts.
    if (bytes.length >= 1 << 20) {
      this.free -= bytes.length
      file.length += bytes.length
      return
    }
    if (file.length + bytes.length > file.bytes.length) {
      const bigger = new Uint8Array(2 * (file.length + bytes.length))
      bigger.set(file.bytes.subarray(0, file.length))
      file.bytes = bigger
    }
    file.bytes.set(bytes, file.length)
    file.length += bytes.length
    this.free -= bytes.length
  }

  /** The power goes: names never synced may be lost, bytes never synced are cut, or come back as zeros. */
  powerCut(prng: Prng): void {
    const lostDirs = [...this.dirs].filter(([, dir]) => !dir.durable && prng.chance(0.5)).map(([path]) => path)
    for (const path of lostDirs) this.dirs.delete(path)
    for (const [path, file] of this.files) {
      if (lostDirs.some((dir) => path.startsWith(`${dir}/`)) || (!file.durable && prng.chance(0.5))) {
        this.files.delete(path)
        continue
      }
      const unsynced = file.length - file.synced
      if (unsynced === 0) continue
      const kept = prng.below(unsynced + 1)
      if (prng.chance(0.3)) file.bytes.fill(0, file.synced + prng.below(kept + 1), file.synced + kept)
      file.length = file.synced + kept
    }
  }

  /** A journal as a power cut at this instant would surely leave it. */
  syncedText(path: string): string {
    const file = this.files.get(path)
    if (!file || !(this.dirs.get(parent(path))?.durable && file.durable)) return ''
    return new TextDecoder('latin1').decode(file.bytes.subarray(0, file.synced))
  }
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
