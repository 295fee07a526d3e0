import { execa, type Options } from 'execa'

/** One child process: an absolute program, arguments as a list, never a shell. */
export interface ChildSpec {
  file: string
  argv: string[]
  stdin?: string
  /** Path of a file fed to stdin. */
  stdinFile?: string
  env: Record<string, string>
  timeoutMs: number
  /** A read may be stopped when nobody waits for it any more; a write never is. */
  mayStop: boolean
}

/** How a child ended, without judging what it did. */
export interface ChildEnd {
  exitCode?: number
  signal?: string
  timedOut: boolean
  truncated: boolean
  notStarted?: string
  stdout: string
  stderr: string
  ms: number
}

/** Output beyond this is cut and the child stopped. 5,000 nodes as JSON are about 60 MB. */
const MAX_OUTPUT = 128 * 1024 * 1024

/** Seconds between the polite and the hard stop of a child that ran out of time. */
const KILL_DELAY_MS = 3000

/** Runs a child process to its end. Never throws for what the child does. */
export async function runChild(spec: ChildSpec, signal?: AbortSignal): Promise<ChildEnd> {
  const start = performance.now()
  const options: Options = {
    reject: false,
    extendEnv: false,
    env: spec.env,
    shell: false,
    preferLocal: false,
    cwd: '/',
    encoding: 'utf8',
    stripFinalNewline: false,
    ...standardInput(spec.stdin, spec.stdinFile),
    timeout: spec.timeoutMs,
    forceKillAfterDelay: KILL_DELAY_MS,
    maxBuffer: MAX_OUTPUT,
    // Every child has a session of its own: the terminal's Ctrl-C and hang-up reach the wizard only, which decides. An
    // attached write would be cut in the middle, and an attached read of the lock would look like a lock that was lost.
    detached: true,
    cleanup: false,
    ...(signal && spec.mayStop ? { cancelSignal: signal } : {}),
  }
  const result = await execa(spec.file, spec.argv, options)
  const notStarted = result.exitCode === undefined && result.signal === undefined && !result.timedOut
  return {
    ...(result.exitCode !== undefined ? { exitCode: result.exitCode } : {}),
    ...(result.signal !== undefined ? { signal: result.signal } : {}),
    timedOut: result.timedOut,
    truncated: result.isMaxBuffer,
    ...(notStarted ? { notStarted: startFailure(spec.file, result.code, result.originalMessage) } : {}),
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    ms: Math.round(performance.now() - start),
  }
}

/** A file, a text, or nothing at all: a child must never wait for a key press. */
function standardInput(text: string | undefined, file: string | undefined): Options {
  if (file !== undefined) return { inputFile: file }
  return text === undefined ? { stdin: 'ignore' } : { input: text }
}

function startFailure(file: string, code: string | undefined, message: string | undefined): string {
  if (code === 'ENOENT') return `${file}: not found`
  if (code === 'EACCES') return `${file}: not executable`
  return `${file}: ${message ?? code ?? 'could not be started'}`
}
