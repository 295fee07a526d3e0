/** What is wrong with the order of effects in an strace of a run (ORD-1); empty when nothing is. */
export function orderViolations(trace: string): { execs: number; violations: string[] } {
  const violations: string[] = []
  const files = new Map<string, { path: string; intent: boolean; dirty: boolean }>()
  const unsyncedDirs = new Set<string>()
  let execs = 0
  for (const line of trace.split('\n')) {
    const open = /openat\(AT_FDCWD, "([^"]+)", ([A-Z_|]+)(?:, (0\d+))?\) = (\d+)/.exec(line)
    if (open) {
      const [, path = '', flags = '', mode, fd = ''] = open
      files.set(fd, { path, intent: false, dirty: false })
      if (flags.includes('O_CREAT') && path.includes('/state/')) {
        if (mode !== '0600') violations.push(`${path} made with mode ${mode}`)
        if (!flags.includes('O_EXCL') || !flags.includes('O_NOFOLLOW')) violations.push(`${path} opened with ${flags}`)
        if (path.endsWith('/journal')) unsyncedDirs.add(path.slice(0, path.lastIndexOf('/')))
      }
      continue
    }
    const write = /\bwrite\((\d+), "(.*)/.exec(line)
    const written = write && files.get(write[1] as string)
    if (write && written?.path.endsWith('/journal')) {
      written.intent = /\\"t\\":\\"(undo-)?intent\\"/.test(write[2] as string)
      written.dirty = true
      continue
    }
    const sync = /\bf(?:data)?sync\((\d+)\)\s+= 0/.exec(line)
    const synced = sync && files.get(sync[1] as string)
    if (synced) {
      synced.dirty = false
      unsyncedDirs.delete(synced.path)
      continue
    }
    if (!/execve\("\/bin\/true", .* = 0/.test(line)) continue
    execs++
    const journal = [...files.values()].filter((file) => file.path.endsWith('/journal')).at(-1)
    if (!journal?.intent) violations.push(`child ${execs} without an intent`)
    else if (journal.dirty) violations.push(`child ${execs} before its intent was synced`)
    if (unsyncedDirs.size > 0) violations.push(`child ${execs} before ${[...unsyncedDirs].join(', ')} was synced`)
  }
  return { execs, violations }
}
