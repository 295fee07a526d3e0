import { describe, expect, it } from 'vitest'
import { parsePlanFile } from '../../../src/apply/core/plan-file.ts'
import { asPlan } from '../../../src/apply/core/plan-shape.ts'

/** One of everything a plan may hold. */
const sound = () => ({
  schema: 1,
  madeBy: '1',
  cluster: { context: 'c', server: 's', uid: 'u' },
  calicoVersion: 'v3.27.0',
  order: 'safe',
  strategy: 's',
  design: { racks: [] },
  stages: [
    {
      id: 1,
      guideStep: 3,
      title: { key: 'k', params: { text: 'a', count: 2 } },
      operations: [
        {
          id: '1.1',
          summary: { key: 'k', params: {} },
          changes: [
            {
              action: 'update',
              ref: { kind: 'KubeNode', name: 'n' },
              fields: [{ path: ['a'], before: 1, after: [2] }, { path: [] }],
            },
            { action: 'create', ref: { kind: 'BGPConfiguration', name: 'n', uid: 'u' }, content: null },
            { action: 'delete', ref: { kind: 'BGPPeer', name: 'n' }, content: {} },
            { action: 'create', ref: { kind: 'File', name: '/f', host: 'h' }, content: {} },
            { action: 'create', ref: { kind: 'HostRoutes', name: 'n', host: 'n' }, content: {} },
          ],
          command: { tool: 'kubectl', argv: ['a', '-b'], stdin: '', stdinFile: 'f', effect: 'write' },
          keepOnUndo: { key: 'k', params: {} },
        },
        ...['calicoctl', 'ssh', 'internal'].map((tool, n) => ({
          id: `1.${n + 2}`,
          summary: { key: 'k', params: {} },
          changes: [],
          command: { tool, argv: [], effect: 'read' },
        })),
      ],
      gate: {
        conditions: [
          { kind: 'sessions-as-forecast' },
          { kind: 'leaf-sessions', nodes: ['n'] },
          { kind: 'routes-as-forecast' },
          { kind: 'leaf-blocks', leafs: ['l'] },
        ],
        timeoutSeconds: 180,
      },
      manual: [{ key: 'k', params: {} }],
    },
  ],
  guards: [{ subject: 's', sha256: 'x' }],
})
type Keys = (string | number)[]
/** The plan with one value put at a path, or taken away. */
function changed(path: Keys, value?: unknown): unknown {
  const copy = sound() as unknown
  let at = copy as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  const last = path.at(-1) as string | number
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}
const problem = (value: unknown) => {
  const parsed = asPlan(value)
  return parsed.ok ? undefined : parsed.problem
}
/** Every path of a value, leaves and branches. */
function paths(value: unknown, at: Keys = []): Keys[] {
  if (value === null || typeof value !== 'object') return [at]
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  return [...(at.length === 0 ? [] : [at]), ...entries.flatMap(([key, item]) => paths(item, [...at, key]))]
}
const spell = (path: Keys) =>
  path.reduce<string>((text, key) => text + (typeof key === 'number' ? `[${key}]` : `.${key}`), 'plan')

const op: Keys = ['stages', 0, 'operations', 0]
const first: Keys = [...op, 'changes', 0]

describe('the shape of a plan', () => {
  it('has room for everything a plan may hold, and for less where it may', () => {
    expect(asPlan(sound())).toEqual({ ok: true, plan: sound() })
    for (const optional of [
      ['stages', 0, 'gate'],
      ['stages', 0, 'manual'],
      [...op, 'keepOnUndo'],
      [...op, 'command', 'stdin'],
      [...op, 'command', 'stdinFile'],
      [...first, 'fields', 0, 'before'],
      [...first, 'fields', 0, 'after'],
      [...op, 'changes', 1, 'ref', 'uid'],
      [...op, 'changes', 3, 'ref', 'host'],
    ])
      expect(problem(changed(optional))).toBeUndefined()
  })
  // `design` and the values of objects are checked where they are used: a plan may hold any.
  const free = (path: Keys) => path[0] === 'design' || /\.(content|before|after)\b/.test(spell(path))
  const typed = paths(sound()).filter((path) => !free(path))
  it.each(typed.map((path) => [spell(path), path] as const))('%s is nothing else', (spelt, path) => {
    // A list of one empty object is nowhere what is wanted.
    const wrong = problem(changed(path, [{}]))
    expect(wrong).toBeDefined()
    expect(wrong?.startsWith(spelt), `${wrong} names ${spelt}`).toBe(true)
    for (const value of [null, true]) expect(problem(changed(path, value)), String(value)).toContain(spelt)
  })
  it('has no fields that are not known, at any depth', () => {
    for (const path of typed.filter((each) => typeof each.at(-1) === 'string')) {
      const extra = [...path.slice(0, -1), 'extra']
      if (path.at(-2) === 'params') continue
      expect(problem(changed(extra, 1))).toBe(`${spell(extra)}: is not known`)
      // What an optional field is written like inside the wizard is no name for one.
      const marked = [...path.slice(0, -1), 'gate?']
      expect(problem(changed(marked, 1))).toBe(`${spell(marked)}: is not known`)
    }
  })
  it.each([
    ['a missing field', changed(['cluster', 'uid']), 'plan.cluster.uid: is missing'],
    ['a number that is none', changed(['stages', 0, 'id'], Number.NaN), 'plan.stages[0].id: must be a number'],
    [
      'a number beyond all',
      changed(['stages', 0, 'id'], Number.POSITIVE_INFINITY),
      'plan.stages[0].id: must be a number',
    ],
    ['a number as text', changed(['stages', 0, 'id'], '1'), 'plan.stages[0].id: must be a number'],
    ['a text that is a number', changed(['madeBy'], 1), 'plan.madeBy: must be a text'],
    [
      'a parameter that is a list',
      changed(['stages', 0, 'title', 'params', 'x'], []),
      'plan.stages[0].title.params.x: must be a text or a number',
    ],
    ['a list that is a map', changed(['guards'], {}), 'plan.guards: must be a list'],
    ['a map that is a list', changed(['design'], []), 'plan.design: must be a map'],
    ['a map that is a text', changed(['design'], 'x'), 'plan.design: must be a map'],
    ['an empty name', changed([...first, 'ref', 'name'], ''), `${spell(first)}.ref.name: must be a name`],
    [
      'a name beyond all length',
      changed([...first, 'ref', 'name'], 'a'.repeat(4097)),
      `${spell(first)}.ref.name: must be a name`,
    ],
    [
      'a name with a delete character',
      changed([...first, 'ref', 'name'], 'a\u007f'),
      `${spell(first)}.ref.name: must not hold control characters`,
    ],
    [
      'a name with an escape',
      changed([...first, 'ref', 'name'], 'a\u001b'),
      `${spell(first)}.ref.name: must not hold control characters`,
    ],
    [
      'a host like an option',
      changed([...op, 'changes', 3, 'ref', 'host'], '-oProxyCommand=x'),
      `${spell(op)}.changes[3].ref.host: must not begin with "-"`,
    ],
    ['an unknown order', changed(['order'], 'fast'), 'plan.order: must be one of safe, guide'],
    [
      'an unknown action',
      changed([...first, 'action'], 'exec'),
      `${spell(first)}.action: must be one of update, create, delete`,
    ],
    [
      'an action of the language',
      changed([...first, 'action'], 'toString'),
      `${spell(first)}.action: must be one of update, create, delete`,
    ],
    ['an operation id twice', changed([...op, 'id'], '1.2'), 'plan.stages: operation 1.2 is there twice'],
  ])('%s is refused with its place', (_, value, wanted) => {
    expect(problem(value)).toBe(wanted)
  })
  it('takes names as long and as odd as the cluster does', () => {
    for (const odd of ['a'.repeat(4096), 'a b', 'a-', '~', '名'])
      expect(problem(changed([...first, 'ref', 'name'], odd))).toBeUndefined()
  })
})

describe('the text of a plan', () => {
  const refusal = (text: string) => {
    const parsed = parsePlanFile(text)
    return parsed.ok ? undefined : parsed.problem
  }
  const nested = (depth: number, inside = '') => `${'['.repeat(depth)}${inside}${']'.repeat(depth)}`
  it('may nest as deep as 64 levels, brackets in texts not counted', () => {
    expect(refusal(nested(64))).toBe('plan: must be an object')
    expect(refusal(nested(65))).toBe('the plan nests deeper than 64 levels')
    expect(refusal('[1, {"a": '.repeat(33))).toBe('the plan nests deeper than 64 levels')
    expect(refusal(nested(65).replace('[', '{'))).toBe('the plan nests deeper than 64 levels')
    expect(refusal(nested(60, `"${'['.repeat(100)}"`))).toBe('plan: must be an object')
    expect(refusal(nested(60, `"\\"${'{'.repeat(100)}\\\\"`))).toBe('plan: must be an object')
    expect(refusal(nested(60, `"a\\\\",${nested(10)}`))).toBe('the plan nests deeper than 64 levels')
    expect(refusal(`[${Array.from({ length: 100 }, () => '[],{}').join(',')}]`)).toBe('plan: must be an object')
  })
  it('may be 16 MiB long', () => {
    const limit = 16 * 1024 * 1024
    expect(refusal(' '.repeat(limit - 4).concat('null'))).toBe('plan: must be an object')
    expect(refusal(' '.repeat(limit - 3).concat('null'))).toBe(`the plan is longer than ${limit} bytes`)
  })
  it.each(['__proto__', 'constructor', 'prototype'])('has no key %j, however deep, not in lists either', (key) => {
    expect(refusal(`{"${key}": 1}`)).toBe(`the key "${key}" is not allowed`)
    expect(refusal(`[1, null, {"a": [{"${key}": 1}]}]`)).toBe(`the key "${key}" is not allowed`)
  })
  it('that is no JSON is told with the place', () => {
    expect(refusal('{"a": nonsense}')).toMatch(/^not JSON: .*nonsense|^not JSON: .*token/)
    expect(parsePlanFile(JSON.stringify(sound()))).toEqual({ ok: true, plan: sound() })
  })
})
