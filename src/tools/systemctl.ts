import { locate } from './locate.ts'
import { runChild } from './process.ts'

/** Runs systemctl with these arguments; a host without it answers like a program that failed. */
export async function systemctl(
  argv: string[],
  environment: Record<string, string>,
): Promise<{ exitCode?: number; stderr: string }> {
  const file = locate('systemctl', undefined, environment['PATH'])
  if (!file) return { exitCode: 127, stderr: 'systemctl: not found' }
  const end = await runChild({ file, argv, env: environment, timeoutMs: 20_000, mayStop: false })
  return { ...(end.exitCode !== undefined ? { exitCode: end.exitCode } : {}), stderr: end.notStarted ?? end.stderr }
}
