import * as expecting from '@vitest/expect'

/**
 * What of vitest the engine's tests use, without its processes: a mutant has to be answered in milliseconds. Assertions are
 * vitest's own.
 */
type Work = (...args: never[]) => unknown

export interface Test {
  name: string
  /** Hooks around it, and the test itself. */
  run: () => Promise<void>
}

interface Suite {
  name: string
  before: Work[]
  after: Work[]
}

const suites: Suite[] = [{ name: '', before: [], after: [] }]
/** All tests in the order they were declared. */
export const tests: Test[] = []

const { chai, JestExtend, JestChaiExpect, JestAsymmetricMatchers } = expecting
chai.use(JestExtend)
chai.use(JestChaiExpect)
chai.use(JestAsymmetricMatchers)

/** A tool of vitest that is not copied here: tests that need it sit out. */
export class NeedsVitest extends Error {}

export const vi = new Proxy({} as Record<string, never>, {
  get: () => () => {
    throw new NeedsVitest('vi')
  },
})

type Expect = ((value: unknown, message?: string) => unknown) & Record<string, unknown>
const base = ((value: unknown, message?: string) => chai.expect(value, message)) as unknown as Expect
Object.assign(base, (chai.expect as unknown as Record<string, unknown>) ?? {})
expecting.setState({ assertionCalls: 0, currentTestName: '' } as never, base as never)
Object.defineProperty(globalThis, expecting.GLOBAL_EXPECT, { value: base, writable: true, configurable: true })
export const expect = base

export function describe(name: string, work: () => void): void {
  const outer = suites.at(-1) as Suite
  suites.push({ name: `${outer.name}${name} > `, before: [...outer.before], after: [...outer.after] })
  work()
  suites.pop()
}
describe.skipIf = (skip: boolean) => (skip ? () => {} : describe)
describe.each =
  <Row>(rows: readonly Row[]) =>
  (name: string, work: (row: Row) => void): void => {
    for (const [index, row] of rows.entries()) describe(`${name} [${index}]`, () => work(row))
  }

function add(name: string, work: Work, args: unknown[] = []): void {
  const { name: prefix, before, after } = suites.at(-1) as Suite
  const run = async () => {
    for (const hook of before) await hook()
    try {
      await work(...(args as never[]))
    } finally {
      for (const hook of after) await hook()
    }
  }
  tests.push({ name: prefix + name, run })
}

type Declared = (name: string, second: unknown, third?: unknown) => void
interface It extends Declared {
  each: (rows: readonly unknown[]) => Declared
  skipIf: (skip: boolean) => It
}

/** `it(name, work)` or `it(name, options, work)`. */
const workOf = (second: unknown, third: unknown) => (typeof second === 'function' ? second : third) as Work

export const it: It = Object.assign(
  (name: string, second: unknown, third?: unknown) => add(name, workOf(second, third)),
  {
    each:
      (rows: readonly unknown[]): Declared =>
      (name, second, third) => {
        for (const [index, row] of rows.entries())
          add(`${name} [${index}]`, workOf(second, third), Array.isArray(row) ? row : [row])
      },
    skipIf: (skip: boolean): It => (skip ? (Object.assign(() => {}, { each: () => () => {} }) as unknown as It) : it),
  },
)
export const beforeEach = (work: Work): void => void (suites.at(-1) as Suite).before.push(work)
export const afterEach = (work: Work): void => void (suites.at(-1) as Suite).after.unshift(work)
/** What is done after all tests is recording, and a mutant is never recorded. */
export const afterAll = (_work: Work): void => undefined
