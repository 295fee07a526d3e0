// Child processes of the lab: argv arrays, a time limit on every one, and the whole group killed when it is over.

import { spawn } from 'node:child_process'

/**
 * Runs one program to its end. Never throws for an exit code; a program that cannot be started or that outlives its
 * limit is reported as such, because "it failed" and "nobody knows" are different findings in a lab.
 */
export function run(file, args, options = {}) {
  const { input, env, cwd, timeoutMs = 60_000, onLine } = options
  return new Promise((resolve) => {
    const started = process.hrtime.bigint()
    const child = spawn(file, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    })
    const out = []
    const err = []
    let timedOut = false
    let pending = ''
    const timer = setTimeout(() => {
      timedOut = true
      killGroup(child.pid, 'SIGKILL')
    }, timeoutMs)
    child.stdout.on('data', (chunk) => {
      out.push(chunk)
      if (!onLine) return
      pending += chunk.toString('utf8')
      const lines = pending.split('\n')
      pending = lines.pop() ?? ''
      for (const line of lines) onLine(line)
    })
    child.stderr.on('data', (chunk) => err.push(chunk))
    // A program may end without reading its input; that is its own affair, not a failure of the lab.
    child.stdin.on('error', () => {})
    child.stdin.end(input ?? '')
    const finish = (exitCode, signal, failure) => {
      clearTimeout(timer)
      resolve({
        file,
        args,
        exitCode,
        signal,
        timedOut,
        failure,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
        ms: Number(process.hrtime.bigint() - started) / 1e6,
      })
    }
    child.on('error', (error) => finish(null, null, error.message))
    child.on('close', (code, signal) => finish(code, signal))
  })
}

/** As `run`, for steps of the lab itself that must succeed. */
export async function must(file, args, options = {}) {
  const result = await run(file, args, options)
  if (result.exitCode === 0) return result
  const why = result.timedOut ? 'outlived its limit' : (result.failure ?? `exit ${result.exitCode ?? result.signal}`)
  const tail = `${result.stderr}\n${result.stdout}`.trim().split('\n').slice(-25).join('\n')
  throw new Error(`${file} ${args.join(' ').slice(0, 400)}: ${why}\n${tail}`)
}

export function killGroup(pid, signal) {
  if (!pid) return
  try {
    process.kill(-pid, signal)
  } catch {
    // Already gone, which is what was wanted.
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Asks again until the answer is truthy; throws with `what` and the last answer when the time is up. */
export async function waitFor(what, ask, { timeoutMs = 30_000, everyMs = 100 } = {}) {
  const end = Date.now() + timeoutMs
  let last
  for (;;) {
    try {
      last = await ask()
      if (last) return last
    } catch (error) {
      last = error
    }
    if (Date.now() > end) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last)
      throw new Error(`waited ${timeoutMs} ms for ${what}; last seen: ${seen}`)
    }
    await sleep(everyMs)
  }
}
