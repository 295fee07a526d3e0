import type { CommandResult } from '../../model/command-result.ts'

/** What a command's own account says. It never decides an outcome; it only decides whether trying again makes sense. */
export type Account = 'ok' | 'conflict' | 'transient' | 'error' | 'no-answer'

const conflict = /the object has been modified|update conflict|\bConflict\b|resource version conflict|error code 409/i
const transient = /connection refused|etcdserver: |too many requests|TLS handshake timeout|leader changed|i\/o timeout/i

/** Reads both streams: calicoctl prints some of its errors on stdout (facts: reliability 2.2). */
export function accountOf(result: CommandResult): Account {
  if (result.timedOut || result.signal !== undefined || result.truncated || result.exitCode === undefined) {
    return 'no-answer'
  }
  if (result.exitCode === 0) return 'ok'
  const text = `${result.stderr}\n${result.stdout}`
  if (conflict.test(text)) return 'conflict'
  return transient.test(text) ? 'transient' : 'error'
}

/** What went wrong in a few words, for the journal and for people; already bounded, not yet redacted. */
export function describeResult(result: CommandResult): string {
  if (result.notStarted !== undefined) return `not started: ${result.notStarted}`
  if (result.timedOut) return `no answer within ${result.ms} ms`
  if (result.signal !== undefined) return `killed by ${result.signal}`
  if (result.truncated) return 'more output than allowed'
  const lines = `${result.stderr}\n${result.stdout}`.split('\n').map((line) => line.trim())
  const text = lines
    .filter((line) => line !== '')
    .slice(-3)
    .join(' / ')
  return `exit ${result.exitCode ?? '?'}${text ? `: ${text.slice(0, 600)}` : ''}`
}
