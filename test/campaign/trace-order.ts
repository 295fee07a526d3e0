/** Evidence, and locks: after a power cut nobody needs them (another boot makes every lock that of a dead process). */
const needless = /\/(commands\.ndjson|forecast\.json|lock\.\d+|\.ticket-[^/]*)$/

const parentOf = (path: string) => path.slice(0, path.lastIndexOf('/'))

/** Reads an strace line by line and remembers what a power cut would take away. */
class Disk {
  readonly violations: string[] = []
  execs = 0
  private readonly paths = new Map<string, string>()
  /** Which process or thread opened it. */
  private readonly openers = new Map<string, string>()
  /** Files that were written or cut since they were synced. */
  private readonly dirty = new Set<string>()
  private readonly cut = new Set<string>()
  private readonly unsyncedDirs = new Set<string>()
  private journal = ''
  private intent = false
  private readonly home: string

  constructor(home: string) {
    this.home = home
  }

  open(path: string, flags: string, mode: string | undefined, fd: string, by: string): void {
    this.paths.set(fd, path)
    this.openers.set(fd, by)
    if (!flags.includes('O_CREAT')) return
    this.entry(path)
    if (path.startsWith(`${this.home}/`)) this.dirty.add(path)
    // The program that the timer runs is copied with the modes it has.
    if (!path.includes('/state/') || path.includes('/program/')) return
    if (mode !== '0600') this.violations.push(`${path} made with mode ${mode}`)
    if (!flags.includes('O_EXCL') || !flags.includes('O_NOFOLLOW')) this.violations.push(`${path} opened with ${flags}`)
  }

  /** The number of a closed file is soon that of a pipe. */
  close(fd: string, by: string): void {
    if (this.openers.get(fd) === by) this.paths.delete(fd)
  }

  /** A name came or went. */
  entry(path: string): void {
    if (path.startsWith(`${this.home}/`) && !needless.test(path)) this.unsyncedDirs.add(parentOf(path))
  }

  gone(path: string): void {
    this.dirty.delete(path)
    this.entry(path)
  }

  /** A file that is given another name must be whole by then. */
  named(from: string, to: string): void {
    if (this.dirty.has(from)) this.violations.push(`${to} named before its bytes were synced`)
    this.entry(to)
  }

  written(fd: string, text: string): void {
    const path = this.paths.get(fd)
    if (!path?.startsWith(`${this.home}/`)) return
    if (this.cut.has(path)) this.violations.push(`${path} written behind a cut before the cut was synced`)
    this.dirty.add(path)
    if (!path.endsWith('/journal')) return
    this.journal = path
    this.intent = /\\"t\\":\\"(undo-)?intent\\"/.test(text)
  }

  truncated(fd: string): void {
    const path = this.paths.get(fd)
    if (path === undefined) return
    this.dirty.add(path)
    this.cut.add(path)
  }

  synced(fd: string): void {
    const path = this.paths.get(fd)
    if (path === undefined) return
    for (const unsynced of [this.dirty, this.cut, this.unsyncedDirs]) unsynced.delete(path)
  }

  /** A child that changes something starts. Everything it may need to be undone must be on disk. */
  child(of: string): void {
    this.execs++
    const name = `child ${this.execs} (${of})`
    if (of === 'command' && !(this.journal && this.intent)) this.violations.push(`${name} without an intent`)
    for (const path of this.dirty) if (!needless.test(path)) this.violations.push(`${name} before ${path} was synced`)
    for (const path of this.unsyncedDirs) this.violations.push(`${name} before the directory ${path} was synced`)
  }
}

/**
 * Lines of an strace, each call in one piece; process ids are padded to five digits. While another thread does something strace prints a call's beginning and its
 * end apart; it counts from its end, when it is known to have come about. Writes and starts of programs count from their
 * beginning: from then on they may have an effect.
 */
function inOnePiece(trace: string): string[] {
  const begun = new Map<string, string>()
  return trace.split('\n').flatMap((line) => {
    const [by = ''] = line.split(' ')
    const start = /^(\d+ +(?:openat|fsync|fdatasync|mkdir|link|rename|unlink)\(.*?) <unfinished \.\.\.>$/.exec(line)
    if (start) {
      begun.set(by, start[1]!)
      return []
    }
    const end = /^\d+ +<\.\.\. \w+ resumed>(.*)$/.exec(line)
    const first = begun.get(by)
    if (!end || first === undefined) return [line]
    begun.delete(by)
    return [first + end[1]!]
  })
}

/**
 * What is wrong with the order of effects in an strace of a run (ORD-1); empty when nothing is.
 * @param home only what lies below it counts
 */
export function orderViolations(trace: string, home: string): { execs: number; violations: string[] } {
  const disk = new Disk(home)
  for (const line of inOnePiece(trace)) {
    const open = /openat\(AT_FDCWD, "([^"]+)", ([A-Z_|]+)(?:, (0\d+))?\)\s+= (\d+)/.exec(line)
    if (open) disk.open(open[1]!, open[2]!, open[3], open[4]!, line.split(' ')[0]!)
    // A forked child closes copies; only who opened a file closes it.
    const closed = /^(\d+) +close\((\d+)/.exec(line)
    if (closed) disk.close(closed[2]!, closed[1]!)
    const made = /\bmkdir\("([^"]+)", 0\d+\)\s+= 0/.exec(line)
    if (made) disk.entry(made[1]!)
    const gone = /\bunlink\("([^"]+)"\)\s+= 0/.exec(line)
    if (gone) disk.gone(gone[1]!)
    const named = /\b(?:link|rename)\("([^"]+)", "([^"]+)"\)\s+= 0/.exec(line)
    if (named) disk.named(named[1]!, named[2]!)
    const write = /\bwrite\((\d+), "(.*)/.exec(line)
    if (write) disk.written(write[1]!, write[2]!)
    const cut = /\bftruncate\((\d+), /.exec(line)
    if (cut) disk.truncated(cut[1]!)
    const sync = /\bf(?:data)?sync\((\d+)\)\s+= 0/.exec(line)
    if (sync) disk.synced(sync[1]!)
    const child = /execve\("\/bin\/true", \["[^"]*", "([^"]*)"(?!.* = -1)/.exec(line)
    if (child) disk.child(child[1]!)
  }
  return { execs: disk.execs, violations: disk.violations }
}
