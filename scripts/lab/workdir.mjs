// One directory per running lab, with a record of every process group and network namespace it made.
//
// A lab can die at any instant (kill -9, power), so whoever comes next must be able to clean up after it: the record is
// written before the thing exists, names the owner, and a process is only ever killed when its start time still matches.

import { spawn } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killGroup, run, sleep } from './run.mjs'

const PREFIX = 'crrw-lab-'
const SETPRIV = '/usr/bin/setpriv'

/** Start time of a process in clock ticks since boot: with the pid it names one process for good. */
function startTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

export function createWorkdir(purpose) {
  const dir = mkdtempSync(join(tmpdir(), PREFIX))
  const record = join(dir, 'record.ndjson')
  const note = (entry) => appendFileSync(record, `${JSON.stringify(entry)}\n`)
  note({ kind: 'owner', pid: process.pid, start: startTime(process.pid), purpose })
  const children = new Set()

  return {
    dir,
    path: (...parts) => join(dir, ...parts),
    mkdir(...parts) {
      const path = join(dir, ...parts)
      mkdirSync(path, { recursive: true })
      return path
    },
    /** Notes a network namespace before it is made. */
    noteNamespace: (name) => note({ kind: 'netns', name }),
    /** Starts a long-lived program whose output goes to a log file in this directory. */
    start(name, file, args, { env, cwd } = {}) {
      const log = openSync(join(dir, `${name}.log`), 'a')
      // Killed by the kernel when this process dies, however it dies; the record is for what even that cannot reach.
      const [program, argv] = existsSync(SETPRIV) ? [SETPRIV, ['--pdeathsig', 'KILL', file, ...args]] : [file, args]
      const child = spawn(program, argv, { env: env ?? process.env, cwd, stdio: ['ignore', log, log], detached: true })
      children.add(child)
      child.exited = new Promise((resolve) => {
        child.on('error', (error) => resolve(error.message))
        child.on('exit', (code, signal) => resolve(signal ?? code))
      })
      child.exited.then(() => children.delete(child))
      if (child.pid) note({ kind: 'process', pid: child.pid, start: startTime(child.pid), name })
      return child
    },
    logTail(name, lines = 20) {
      const path = join(dir, `${name}.log`)
      return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(-lines).join('\n') : ''
    },
    async stopProcess(child, signal = 'SIGTERM') {
      killGroup(child.pid, signal)
      const done = await Promise.race([child.exited.then(() => true), sleep(3000).then(() => false)])
      if (!done) killGroup(child.pid, 'SIGKILL')
      await Promise.race([child.exited, sleep(2000)])
    },
    async destroy() {
      for (const child of children) killGroup(child.pid, 'SIGTERM')
      await Promise.race([Promise.all([...children].map((child) => child.exited)), sleep(3000)])
      await cleanWorkdir(dir)
    },
  }
}

function readRecord(dir) {
  const path = join(dir, 'record.ndjson')
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      try {
        return [JSON.parse(line)]
      } catch {
        // The last line of a crash may be torn; what it would have named was not started yet.
        return []
      }
    })
}

/** Kills what a lab left, removes its namespaces and its directory. Returns how many things were still there. */
async function cleanWorkdir(dir) {
  let found = 0
  const record = readRecord(dir)
  for (const entry of record.filter((one) => one.kind === 'process')) {
    if (startTime(entry.pid) === undefined || startTime(entry.pid) !== entry.start) continue
    found += 1
    killGroup(entry.pid, 'SIGKILL')
  }
  for (const entry of record.filter((one) => one.kind === 'netns')) {
    if (!existsSync(join('/run/netns', entry.name))) continue
    found += 1
    // Whatever still runs inside was started by this lab: it holds the namespace open.
    const pids = await run('ip', ['netns', 'pids', entry.name], { timeoutMs: 10_000 })
    for (const pid of pids.stdout.split('\n').map(Number).filter(Boolean)) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // Gone in between.
      }
    }
    await run('ip', ['netns', 'del', entry.name], { timeoutMs: 10_000 })
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  return found
}

/** Cleans after labs whose owner no longer lives; with `all`, after every lab of this machine. */
export async function cleanLeftovers({ all = false, log = () => {} } = {}) {
  let labs = 0
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const dir = join(tmpdir(), name)
    const owner = readRecord(dir).find((entry) => entry.kind === 'owner')
    const alive = owner && startTime(owner.pid) === owner.start
    if (alive && (!all || owner.pid === process.pid)) continue
    const found = await cleanWorkdir(dir)
    labs += 1
    log(`cleaned ${dir} (${owner?.purpose ?? 'no record'}): ${found} processes or namespaces were left`)
  }
  return labs
}

export function writePrivate(path, text) {
  writeFileSync(path, text, { mode: 0o600 })
  return path
}
