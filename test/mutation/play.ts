import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Test } from './stand-in.ts'

/**
 * One process that plays mutants: `play.mjs BUNDLES MEMORY`. Each line of its input is a mutant's number; each answer is one JSON line.
 * The first process plays all tests on the sound engine, learns which mutants each of them reaches, and leaves that in MEMORY.
 */
const [, , list = '', memory = ''] = process.argv
const bundles = JSON.parse(readFileSync(list, 'utf8')) as string[]
const TEST_MS = 20_000
/** What takes longer than this is no test of the code that runs while a module is loaded. */
const SLOW_MS = 150
/** Every load of a bundle stays in memory: after this many another process goes on. */
const LOADS = 200
let loads = 0

let active = 0
/** Calls of the active mutant's switch: a loop that no longer ends is a killed mutant, not a hung run. */
let calls = 0
let limit = Number.POSITIVE_INFINITY
/** Calls of every switch by the test of the moment, while learning. */
const counts = new Uint32Array(100_000)
let learning = true

Object.assign(globalThis, {
  __mutant: (id: number): boolean => {
    if (learning) counts[id]!++
    if (id !== active) return false
    if (++calls > limit) throw new Error('a loop without an end')
    return true
  },
})

/** A test and the place of its bundle in the list. */
interface Placed extends Test {
  bundle: number
}

interface Known extends Placed {
  ms: number
  reached: Map<number, number>
}

async function fails(test: Test): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), TEST_MS)
  })
  try {
    await Promise.race([test.run(), late])
    return undefined
  } catch (error) {
    return error ?? new Error('thrown')
  } finally {
    clearTimeout(timer)
  }
}

async function load(bundle: number): Promise<Placed[]> {
  const module = (await import(`${bundles[bundle]}?for=${active}`)) as { tests: Test[] }
  return module.tests.map((test) => ({ ...test, bundle }))
}

// A mutant may leave a promise behind that fails later.
let stray: unknown
process.on('unhandledRejection', (error) => {
  stray = error
})

interface Learnt {
  sittingOut: number
  atLoad: number[]
  tests: { index: number; ms: number; reached: [id: number, calls: number][] }[]
}

function take(): [number, number][] {
  const reached = [...counts.entries()].filter(([, calls]) => calls > 0)
  counts.fill(0)
  return reached
}

/** Plays every test on the sound engine. */
async function learn(tests: readonly Placed[]): Promise<Learnt> {
  const learnt: Learnt = { sittingOut: 0, atLoad: take().map(([id]) => id), tests: [] }
  for (const [index, test] of tests.entries()) {
    const started = performance.now()
    const error = await fails(test)
    if (needsVitest(error)) learnt.sittingOut++
    else if (error !== undefined)
      throw new Error(`${test.name} fails on the sound engine: ${(error as Error).stack ?? String(error)}`)
    else learnt.tests.push({ index, ms: performance.now() - started, reached: take() })
    counts.fill(0)
  }
  return learnt
}

const needsVitest = (error: unknown) => error instanceof Error && error.constructor.name === 'NeedsVitest'

const tests: Placed[] = []
for (const bundle of bundles.keys()) tests.push(...(await load(bundle)))
if (!existsSync(memory)) writeFileSync(memory, JSON.stringify(await learn(tests)))
const { sittingOut, atLoad: loaded, tests: learnt } = JSON.parse(readFileSync(memory, 'utf8')) as Learnt
learning = false
const atLoad = new Set(loaded)
const known: Known[] = learnt
  .map(({ index, ms, reached }) => ({ ...(tests[index] as Placed), ms, reached: new Map(reached) }))
  .sort((a, b) => a.ms - b.ms)
say({ ready: true, tests: known.length, sittingOut, ms: Math.round(known.reduce((sum, test) => sum + test.ms, 0)) })

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

/**
 * @param beside first and last mutant of the same file
 * @returns the name of the first test that notices, or undefined
 */
async function killer(id: number, beside: { first: number; last: number }): Promise<string | undefined> {
  active = id
  for (const test of known) {
    const usual = test.reached.get(id)
    if (usual === undefined) continue
    calls = 0
    limit = 50 * usual + 10_000
    stray = undefined
    if ((await fails(test)) !== undefined || stray !== undefined) return test.name
  }
  if (!atLoad.has(id)) return undefined
  calls = 0
  limit = 1e6
  // What a test reads of a table is not seen; that it runs code of the same file is.
  const inFile = (other: number) => other >= beside.first && other <= beside.last
  const quick = known.filter(({ ms }) => ms <= SLOW_MS)
  const near = quick.filter(({ reached }) => [...reached.keys()].some(inFile))
  return await noticedAnew(near.length > 0 ? near : quick)
}

/** Plays tests in bundles that are loaded with the mutant in place, the quickest bundle first. */
async function noticedAnew(chosen: readonly Known[]): Promise<string | undefined> {
  const cost = new Map<number, number>()
  for (const { bundle, ms } of chosen) cost.set(bundle, (cost.get(bundle) ?? 0) + ms)
  for (const bundle of [...cost.keys()].sort((a, b) => (cost.get(a) ?? 0) - (cost.get(b) ?? 0))) {
    loads++
    try {
      const fresh = await load(bundle)
      for (const { name } of chosen.filter((test) => test.bundle === bundle)) {
        const test = fresh.find((each) => each.name === name) as Placed
        const error = await fails(test)
        if (error !== undefined && !needsVitest(error)) return `anew: ${name}`
      }
    } catch {
      return 'loading it'
    }
  }
  return undefined
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...beside } = JSON.parse(line) as { id: number; first: number; last: number }
  const covered = atLoad.has(id) || known.some((test) => test.reached.has(id))
  const started = performance.now()
  const by = covered ? await killer(id, beside) : undefined
  active = 0
  say({ id, covered, by: by ?? null, ms: Math.round(performance.now() - started), tired: loads >= LOADS })
}
