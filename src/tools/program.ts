import { cleanText } from '../model/clean-text.ts'
import { locate } from './locate.ts'
import { runChild } from './process.ts'

/** Runs a command line that the admin gave as words (never a shell), for reading only. */
export async function runProgram(
  words: string[],
  environment: Record<string, string>,
  timeoutMs: number,
): Promise<{ ok: true; stdout: string } | { ok: false; reason: string }> {
  const [name = '', ...argv] = words
  const file = locate(name, name.includes('/') ? name : undefined, environment['PATH'])
  if (!file) return { ok: false, reason: `${name}: not found` }
  const end = await runChild({ file, argv, env: environment, timeoutMs, mayStop: true })
  if (end.exitCode === 0 && !end.truncated) return { ok: true, stdout: cleanText(end.stdout) }
  const said = cleanText(end.stderr).trim().split('\n').at(-1)
  return {
    ok: false,
    reason: end.timedOut ? 'no answer in time' : (end.notStarted ?? said ?? `exit code ${end.exitCode}`),
  }
}
