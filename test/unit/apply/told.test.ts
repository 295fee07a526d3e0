import { hash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { type Fault, kindsAt } from '../../campaign/faults.ts'
import { playSeed } from '../../campaign/random.ts'
import { type Ended, play } from '../../campaign/scenario.ts'
import { prepare, topologies } from '../../campaign/topology.ts'

// What the engine tells of a run, word for word: every event and every result of every process, in runs that end in each of
// the ways a run can end; what it did, effect by effect; and what its journal holds. Written anew, to be read, by
// `CRRW_RECORD=1 npx vitest run test/unit/apply/told.test.ts`.

interface Story {
  topology: keyof typeof topologies
  recovery: 'resume' | 'rollback'
  faults: Fault[]
  options?: { applyBudgetMs?: number; rollbackBudgetMs?: number; unverified?: boolean }
}

const once = (place: Fault['place'], index: number, kind: Fault['kind'], forever = false): Fault => ({
  place,
  index,
  kind,
  forever,
})
const command = (index: number, kind: Fault['kind'], forever = false) => once('command', index, kind, forever)

const stories: Record<string, Story> = {
  applied: { topology: 'flat', recovery: 'resume', faults: [] },
  'applied and taken back': { topology: 'flat', recovery: 'rollback', faults: [] },
  'a command fails': { topology: 'flat', recovery: 'resume', faults: [command(6, 'exit')] },
  'a conflict is tried again': { topology: 'flat', recovery: 'resume', faults: [command(4, 'conflict')] },
  'conflicts without end': { topology: 'flat', recovery: 'resume', faults: [command(4, 'conflict', true)] },
  'half of a batch': { topology: 'guide-order', recovery: 'resume', faults: [command(3, 'partial')] },
  'a gate fails': { topology: 'flat', recovery: 'resume', faults: [once('gate', 1, 'gate-fails')] },
  'a gate is blind': { topology: 'flat', recovery: 'resume', faults: [once('gate', 0, 'gate-blind')] },
  'blind gates, unverified': {
    topology: 'guide-order',
    recovery: 'rollback',
    faults: [once('gate', 0, 'gate-blind', true)],
    options: { unverified: true },
  },
  'a verifier breaks': { topology: 'flat', recovery: 'resume', faults: [once('gate', 0, 'gate-throws')] },
  'a node is not looked at': { topology: 'flat', recovery: 'resume', faults: [once('gate', 1, 'gate-misses-node')] },
  'a node joins behind every gate': {
    topology: 'flat',
    recovery: 'resume',
    faults: [once('gate', 0, 'node-joins', true)],
  },
  'a node leaves': { topology: 'flat', recovery: 'rollback', faults: [command(3, 'node-leaves')] },
  'somebody else writes': { topology: 'flat', recovery: 'rollback', faults: [command(5, 'admin-same')] },
  'somebody else deletes': { topology: 'guide-order', recovery: 'rollback', faults: [command(9, 'admin-delete')] },
  'somebody else makes it anew': {
    topology: 'guide-order',
    recovery: 'rollback',
    faults: [command(8, 'admin-recreate')],
  },
  'somebody else adds a field': { topology: 'guide-order', recovery: 'rollback', faults: [command(8, 'admin-other')] },
  'the cluster cannot be read': { topology: 'flat', recovery: 'resume', faults: [once('read', 3, 'unreadable', true)] },
  'the way back cannot be read': {
    topology: 'safety-net',
    recovery: 'rollback',
    faults: [once('read', 31, 'unreadable', true)],
  },
  'killed and resumed': { topology: 'flat', recovery: 'resume', faults: [command(4, 'kill-after')] },
  'killed with a child and rolled back': {
    topology: 'flat',
    recovery: 'rollback',
    faults: [command(4, 'kill-child-hangs')],
  },
  'Ctrl-C': { topology: 'flat', recovery: 'resume', faults: [command(3, 'sigint')] },
  'Ctrl-C in the middle of the way back': { topology: 'flat', recovery: 'rollback', faults: [command(10, 'sigint')] },
  'a hang-up on the way back': { topology: 'flat', recovery: 'rollback', faults: [command(12, 'sighup')] },
  'the lock is lost': { topology: 'flat', recovery: 'resume', faults: [once('lock', 3, 'lock-lost')] },
  'a full disk': { topology: 'flat', recovery: 'resume', faults: [once('disk', 14, 'ENOSPC')] },
  'a dying disk': { topology: 'flat', recovery: 'resume', faults: [once('disk', 15, 'EIO-sync')] },
  'no time left': { topology: 'flat', recovery: 'resume', faults: [], options: { applyBudgetMs: 20_000 } },
  'no time left on the way back': {
    topology: 'flat',
    recovery: 'rollback',
    faults: [command(14, 'conflict', true)],
    options: { rollbackBudgetMs: 1000 },
  },
}

const fileOf = (name: string) => new URL(`./told/${name.replaceAll(/[ ,]+/g, '-').toLowerCase()}.txt`, import.meta.url)

/** What a run told, did and wrote, as text. Times are left out, and what is written is followed by its sync. */
function tellOf(ended: Ended): { told: string[]; did: string[]; journal: string[] } {
  const told = ended.told.filter((item) => !('type' in item) || item.type !== 'command')
  const did = (ended.trace ?? []).map((line) => line.replace(/\/state\/[^/ ]+\//, ''))
  return {
    told: [...told.map((item) => JSON.stringify(item)), ended.outcome],
    did: did.filter((line, index) => line !== 'sync journal' || did[index - 1] !== 'append journal'),
    journal: ended.journal.map((record) => JSON.stringify({ ...record, stamp: undefined })),
  }
}

describe('what is told of a run', () => {
  it.each(Object.entries(stories))('%s', async (name, { topology, recovery, faults, options }) => {
    const { plan, fill } = prepare(topologies[topology]!)
    const ended = await play({
      plan,
      fill,
      seed: 1,
      faults,
      recovery,
      keepTrace: true,
      ...(options ? { options } : {}),
    })
    // Nobody can hold gates against a run that was told to go on without them.
    if (!options?.unverified) expect(ended.violations).toEqual([])
    const { told, did, journal } = tellOf(ended)
    const text = [...told, '', 'did', ...did, '', 'journal', ...journal, ''].join('\n')
    if (process.env['CRRW_RECORD'] === '1') {
      mkdirSync(new URL('./told/', import.meta.url), { recursive: true })
      writeFileSync(fileOf(name), text)
    }
    expect(text).toBe(readFileSync(fileOf(name), 'utf8'))
  })
})

// Every kind of fault once more, as a digest a line: what a story shows at length, this notices. `CRRW_SHOW=1` prints a case whose
// line has changed.
const places: [Fault['place'], number][] = [
  ['command', 19],
  ['read', 24],
  ['disk', 40],
  ['gate', 5],
  ['lock', 12],
]
const cases = places.flatMap(([place, most]) =>
  kindsAt[place].flatMap((kind, n) =>
    Object.keys(topologies).map((topology, t) => ({
      topology,
      fault: once(place, (n * 5 + t * 7 + 2) % most, kind, (n + t) % 4 === 0),
      recovery: (n + t) % 2 === 0 ? ('rollback' as const) : ('resume' as const),
    })),
  ),
)

/** As many runs of the random campaign: several faults, admins who edit, nodes that come and go. */
const seeds = Array.from({ length: 100 }, (_, seed) => seed)

describe('every kind of fault ends as it did', () => {
  const file = fileOf('every fault')
  const recorded = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const now: string[] = []

  it.each(cases)('%#', async ({ topology, fault, recovery }) => {
    const { plan, fill } = prepare(topologies[topology]!)
    const ended = await play({ plan, fill, seed: 7, faults: [fault], recovery, keepTrace: true })
    const { place, kind, index, forever } = fault
    compare(`${topology}, ${kind} at ${place} ${index}${forever ? ' for ever' : ''}, ${recovery}`, ended)
  })

  it.each(seeds)('seed %i', async (seed) => compare(`seed ${seed}`, await playSeed(seed, { keepTrace: true })))

  function compare(what: string, ended: Ended): void {
    const parts = Object.entries(tellOf(ended)).map(([part, lines]) => `${part} ${lines.length} ${shortHash(lines)}`)
    const line = `${what}: ${ended.outcome}; ${parts.join('; ')}`
    now.push(line)
    if (process.env['CRRW_RECORD'] === '1') return
    if (process.env['CRRW_SHOW'] === '1' && !recorded.includes(line)) console.log(tellOf(ended))
    expect(recorded).toContain(line)
  }

  afterAll(() => {
    if (process.env['CRRW_RECORD'] === '1') writeFileSync(file, `${now.join('\n')}\n`)
  })
})

function shortHash(lines: string[]): string {
  return hash('sha256', lines.join('\n')).slice(0, 12)
}
