import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { CommandResult } from '../model/command-result.ts'
import type { Command, ObjectRef, ReadObject } from '../model/plan.ts'

/** File work of this host that the wizard does itself, as if it were a program: write-file, install-file, remove-file. */
export interface InternalContext {
  /** "/" for real; in a rehearsal the directory that stands for it. */
  hostRoot: string
  /** Directory in which files wait under their SHA-256: downloaded binaries, and what stood in the place of one. */
  binaries: string
}

/** Paths the guide names; nothing else of this host is ever written (promise of design.md). */
const ALLOWED = [/^\/etc\/calico\/calicoctl\.cfg$/, /^\/usr\/local\/bin\/calicoctl$/]

/** Runs one internal command. A failure is reported like a program's: exit code 1 and a line on stderr. */
export async function runInternal(command: Command, context: InternalContext): Promise<CommandResult> {
  const start = performance.now()
  const end = (exitCode: number, stderr: string): CommandResult => ({
    command,
    exitCode,
    timedOut: false,
    truncated: false,
    stdout: '',
    stderr,
    ms: Math.round(performance.now() - start),
  })
  try {
    const [verb, path = '', ...flags] = command.argv
    const target = hostPath(path, context)
    const mode = Number.parseInt(flagValue(flags, '--mode') ?? currentMode(target) ?? '0600', 8)
    if (verb === 'remove-file') unlinkSync(target)
    else if (verb === 'write-file') replaceFile(target, mode, (fd) => writeAll(fd, Buffer.from(command.stdin ?? '')))
    else if (verb === 'install-file') {
      const sha256 = flagValue(flags, '--sha256') ?? ''
      const source = binaryPath(sha256, context)
      const bytes = readFileSync(source)
      if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        return end(1, `${source} changed since it was checked`)
      replaceFile(target, mode, (fd) => writeAll(fd, bytes))
    } else return end(2, `unknown internal command ${verb}`)
    syncDirectory(dirname(target))
    return end(0, '')
  } catch (error) {
    return end(1, error instanceof Error ? error.message : String(error))
  }
}

/** Reads a File object back. */
export function readFileObject(ref: ObjectRef, context: InternalContext): ReadObject {
  try {
    const target = hostPath(ref.name, context)
    const stat = lstatSync(target)
    if (!stat.isFile()) return { ref, status: 'unreadable', reason: `${target} is no regular file` }
    const bytes = readFileSync(target)
    const mode = `0${(stat.mode & 0o777).toString(8)}`
    // A program is known by its hash; a text file by its text.
    const isProgram = (stat.mode & 0o111) !== 0 || bytes.includes(0)
    return isProgram
      ? { ref, status: 'present', content: { sha256: createHash('sha256').update(bytes).digest('hex'), mode } }
      : { ref, status: 'present', content: { text: bytes.toString('utf8'), mode } }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { ref, status: 'absent' }
    return { ref, status: 'unreadable', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Where a binary of this hash waits. @throws when the text is no hash */
export function binaryPath(sha256: string, context: InternalContext): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`"${sha256.slice(0, 80)}" is no SHA-256`)
  return join(context.binaries, sha256)
}

/** Where a host path lies in this context. @throws for a path the guide does not name */
export function hostPath(path: string, context: InternalContext): string {
  if (!ALLOWED.some((pattern) => pattern.test(path)))
    throw new Error(`${path} is none of the files the wizard may write`)
  return join(resolve(context.hostRoot), path)
}

/** Writes beside the old file, syncs, renames over it: at every instant the path holds the old or the new content. */
function replaceFile(target: string, mode: number, write: (fd: number) => void): void {
  makeDirectory(dirname(target))
  const beside = `${target}.crrw-${process.pid}`
  const fd = openSync(beside, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, mode)
  try {
    // The umask of the wizard is strict; the guide's files must be readable by those who read them before.
    fchmodSync(fd, mode)
    write(fd)
    fsyncSync(fd)
  } catch (error) {
    closeSync(fd)
    unlinkSync(beside)
    throw error
  }
  closeSync(fd)
  renameSync(beside, target)
}

/** Makes a directory and those above it that are missing; each name is on disk before anything is put below it. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return
  makeDirectory(dirname(path))
  mkdirSync(path, { mode: 0o755 })
  syncDirectory(dirname(path))
}

/** A change of the text alone keeps the file's mode. */
function currentMode(target: string): string | undefined {
  const stat = lstatSync(target, { throwIfNoEntry: false })
  return stat ? (stat.mode & 0o777).toString(8) : undefined
}

function writeAll(fd: number, bytes: Buffer): void {
  let written = 0
  while (written < bytes.length) written += writeSync(fd, bytes, written)
}

function syncDirectory(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function flagValue(flags: string[], name: string): string | undefined {
  const at = flags.indexOf(name)
  return at < 0 ? undefined : flags[at + 1]
}
