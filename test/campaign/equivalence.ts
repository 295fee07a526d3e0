import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.ts'
import type { FaultKind } from './faults.ts'
import { play } from './scenario.ts'
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

/** Plays one case with real processes until the run has ended. */
function playReal(
  program: string,
  home: string,
  what: RealCase,
): { outcome: string; exits: (number | string)[]; dump: string } {
  const cluster = join(home, 'cluster.json')
  const exits: (number | string)[] = []
  let last: Said | undefined
  for (let attempt = 0; attempt < 8; attempt++) {
    const verb = attempt === 0 ? 'apply' : what.recovery
    const args = [program, verb, join(home, 'state'), cluster, what.topology as string, String(what.index), what.kind]
    const { status, signal, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
    exits.push(signal ?? status ?? 'none')
    last = stdout.trim() === '' ? undefined : (JSON.parse(stdout) as Said)
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
    const real = playReal(program, home, what)
    const same = real.outcome === sim.outcome && real.dump === sim.dump() && sim.violations.length === 0
    const difference = same
      ? undefined
      : `sim ${sim.outcome} ${sim.violations.join()}, real ${real.outcome} (${real.exits.join(' ')})`
    return { difference, exits: real.exits }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}
