import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import { bundle } from './bundle.ts'
import type { FaultKind } from './faults.ts'
import { play } from './scenario.ts'
import { SIGNAL_ME } from './signal-me.ts'
import { type SimObject, sorted } from './sim-cluster.ts'
import { prepare, topologies } from './topology.ts'

/** Faults that mean the same in a simulation and in a real process. */
export const realKinds: FaultKind[] = [
  'kill-before',
  'kill-after',
  'sigint',
  'sigterm',
  'sighup',
  'exit',
  'lost-ack',
  'timeout-done',
  'killed-child',
  'lying-success',
  'partial',
  'conflict',
  'garbage',
]

/** Bundles the program of one real process. */
export async function buildProcess(): Promise<{ program: string; scratch: string }> {
  const scratch = mkdtempSync(join(tmpdir(), 'crrw-process-'))
  const program = join(scratch, 'process.mjs')
  await bundle(fileURLToPath(new URL('./real-process.ts', import.meta.url)), program)
  return { program, scratch }
}

export interface RealCase {
  topology: keyof typeof topologies
  index: number
  kind: FaultKind
  recovery: 'resume' | 'rollback'
}

interface Said {
  outcome: string
  exitCode: number
  state: string
}

function dumpOf(objects: readonly (readonly [string, SimObject])[]): string {
  return JSON.stringify(objects.map(([key, object]) => [key, sorted(object.content)] as const).sort())
}

/** Nothing of a case takes this long; a process that does hangs. */
const HANGS_MS = 60_000

/** One process in a terminal of its own, and the signal of the case when it says that it is time. */
function inTerminal(args: string[], kind: FaultKind): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const terminal = spawn(process.execPath, args, { cols: 80, rows: 24, env: { PATH: process.env['PATH'] ?? '' } })
    const hangs = setTimeout(() => {
      process.kill(terminal.pid, 'SIGKILL')
      reject(new Error(`hangs: ${args.slice(1).join(' ')}`))
    }, HANGS_MS)
    let text = ''
    terminal.onData((data) => {
      const before = text.includes(SIGNAL_ME)
      text += data
      if (before || !text.includes(SIGNAL_ME)) return
      // As a person does it: Ctrl-C is a key, a hang-up is a window that is closed.
      if (kind === 'sigint') terminal.write('\u0003')
      else if (kind === 'sighup') (terminal as unknown as { destroy(): void }).destroy()
      else process.kill(terminal.pid, 'SIGTERM')
    })
    terminal.onExit(({ exitCode, signal }) => {
      clearTimeout(hangs)
      resolve(signal ? (signal === 9 ? 'SIGKILL' : `signal ${signal}`) : exitCode)
    })
  })
}

/** Plays one case with real processes in real terminals until the run has ended. */
async function playReal(
  program: string,
  home: string,
  what: RealCase,
): Promise<{ outcome: string; exits: (number | string)[]; dump: string }> {
  const cluster = join(home, 'cluster.json')
  const said = join(home, 'said.json')
  const exits: (number | string)[] = []
  let last: Said | undefined
  for (let attempt = 0; attempt < 8; attempt++) {
    const verb = attempt === 0 ? 'apply' : what.recovery
    const state = join(home, 'state')
    rmSync(said, { force: true })
    const args = [program, verb, state, cluster, said, what.topology as string, String(what.index), what.kind]
    exits.push(await inTerminal(args, what.kind))
    last = existsSync(said) ? (JSON.parse(readFileSync(said, 'utf8')) as Said) : undefined
    const over = last?.state === 'ended' && !(last.outcome === 'applied' && what.recovery === 'rollback')
    if (over) break
  }
  const stored = JSON.parse(readFileSync(cluster, 'utf8')) as { objects: [string, SimObject][] }
  return { outcome: last?.outcome ?? 'killed', exits, dump: dumpOf(stored.objects) }
}

/** @returns what differs between the simulation and the real processes; undefined when both end the same */
export async function differs(
  program: string,
  scratch: string,
  what: RealCase,
): Promise<{ difference: string | undefined; exits: (number | string)[] }> {
  const home = mkdtempSync(join(scratch, 'case-'))
  try {
    const { plan, fill } = prepare(topologies[what.topology]!)
    const faults = [{ place: 'command' as const, index: what.index, kind: what.kind, forever: false }]
    const sim = await play({ plan, fill, seed: 1, faults, recovery: what.recovery })
    const real = await playReal(program, home, what)
    const same = real.outcome === sim.outcome && real.dump === sim.dump() && sim.violations.length === 0
    const difference = same
      ? undefined
      : `sim ${sim.outcome} ${sim.violations.join()}, real ${real.outcome} (${real.exits.join(' ')})`
    return { difference, exits: real.exits }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
