// Runs the wizard as a person or a pipeline would: its own process, real arguments, NDJSON read line by line.

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { REPOSITORY } from './oracle/load-forecast.mjs'
import { killGroup } from './run.mjs'

/** The build in this repository, or another one that is to be tried. */
export const CLI = process.env.CRRW_LAB_CLI ?? join(REPOSITORY, 'bin', 'calico-rr-wizard.js')

/**
 * @param onEvent called with each event; returning 'kill' sends SIGKILL at that instant
 * @returns exit code or signal, all events with the time they were read, the result, stderr
 */
export function runWizard(args, { env = {}, home, timeoutMs = 300_000, onEvent } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const events = []
    const other = []
    let stderr = ''
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      killGroup(child.pid, 'SIGKILL')
    }, timeoutMs)
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      let event
      try {
        event = JSON.parse(line)
      } catch {
        other.push(line)
        return
      }
      events.push({ ...event, readAt: Date.now() })
      // Only the wizard itself: its children live in sessions of their own and finish what they are doing, as they would
      // after the kill -9 that is played here.
      if (onEvent?.(event) === 'kill') child.kill('SIGKILL')
    })
    child.on('error', (error) => {
      stderr += error.message
    })
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer)
      resolve({
        args,
        exitCode,
        signal,
        timedOut,
        events,
        other,
        stderr,
        result: events.findLast((event) => event.type === 'result'),
      })
    })
  })
}

/** Flags that point the wizard at a lab. */
export function labFlags(lab, { stateDir, ssh } = {}) {
  return [
    '--json',
    '--kubeconfig',
    lab.kubeconfigs.admin,
    '--kubectl',
    lab.kubectl,
    '--calicoctl',
    lab.calicoctl,
    ...(ssh ? ['--ssh', ssh] : []),
    '--state-dir',
    stateDir,
  ]
}

/**
 * When each stage began, by the events' own times, as titles that a table can show. On the way back a stage is told by
 * the operations that are undone; what they are called is known from the way there.
 * @param forth events of the way there, when these are those of the way back
 */
export function stageTimes(events, forth = events) {
  const titles = new Map(
    forth
      .filter((event) => event.type === 'stage-start')
      .map((event) => [String(event.stage), event.title.key.replace(/^(order\.)?stage\./, '')]),
  )
  const times = []
  let back = false
  for (const event of events) {
    const start = event.time ? Date.parse(event.time) : event.readAt
    if (event.type === 'stage-start') times.push({ stage: event.stage, title: titles.get(String(event.stage)), start })
    if (event.type === 'rollback-start') {
      back = true
      times.push({ title: 'rollback', start })
    }
    if (!back || event.type !== 'command' || event.effect !== 'write') continue
    const stage = event.operation.split('.')[0]
    const title = `undo ${titles.get(stage) ?? stage}`
    if (times.at(-1)?.title !== title) times.push({ stage: Number(stage), title, start })
  }
  return times
}

/** Gates that took their time, with what they were still missing: where a move was slow, this tells why. */
export function gatesThatTookTime(run) {
  return run.events
    .filter((event) => event.type === 'gate' && (event.status !== 'passed' || event.seconds > 10))
    .map((event) => `${event.stage} ${event.status} ${event.seconds} s ${event.missing.slice(0, 4).join('; ')}`.trim())
    .slice(-6)
}

/**
 * When the mesh was switched off: the moment from which pods of different racks can be expected to reach each other on the
 * guide's fabric, where they cannot before. The stage's beginning would count other commands of the stage as loss.
 */
export function meshOffTime(events) {
  const command = events.find(
    (event) =>
      event.type === 'command' &&
      event.effect === 'write' &&
      /nodeToNodeMeshEnabled["\s:]+false/.test([...event.argv, event.stdin ?? ''].join(' ')),
  )
  return command ? (command.time ? Date.parse(command.time) : command.readAt) : undefined
}
