import { describe, expect, it } from 'vitest'
import { emptyHistory, foldRecords, type History } from '../../../src/apply/core/history.ts'
import { nextForward, type Seen } from '../../../src/apply/core/next.ts'
import type { JournalRecord } from '../../../src/apply/core/record.ts'
import { nextBackward } from '../../../src/apply/core/way-back.ts'
import type { Change, Gate, Operation, Plan, Stage } from '../../../src/model/plan.ts'

const peer = (name: string): Change => ({ action: 'create', ref: { kind: 'BGPPeer', name }, content: {} })
const configuration = { kind: 'BGPConfiguration' as const, name: 'default' }
const meshOff: Change = {
  action: 'update',
  ref: configuration,
  fields: [{ path: ['spec', 'nodeToNodeMeshEnabled'], before: true, after: false }],
}
const op = (id: string, ...changes: Change[]): Operation => ({
  id,
  summary: { key: 'k', params: {} },
  changes,
  command: { tool: 'kubectl', argv: [], effect: 'write' },
})
const gate: Gate = { conditions: [{ kind: 'sessions-as-forecast' }], timeoutSeconds: 1 }
const stage = (id: number, operations: Operation[], gated = true): Stage => ({
  id,
  guideStep: 3,
  title: { key: 'k', params: {} },
  operations,
  ...(gated ? { gate } : {}),
})
const planOf = (...stages: Stage[]) => ({ stages }) as unknown as Plan
const stamp = { at: 0, up: 0, boot: '' }
const did = (id: string, status: 'done' | 'failed' | 'unknown' = 'done'): JournalRecord[] => [
  { t: 'intent', op: id, changes: [peer(id)], uids: {}, stamp },
  { t: 'observed', op: id, status, uids: {} },
]
const verified: JournalRecord = { t: 'verified', stamp }

describe('the way forward', () => {
  const plan = planOf(
    stage(1, [op('1.1', peer('a')), op('1.2', peer('b'))]),
    stage(2, [op('2.1', peer('c'))], false),
    stage(3, [op('3.1', peer('d'))]),
  )
  /** The next step in a few words. */
  const next = (records: JournalRecord[], seen: Seen = {}, of = plan) => {
    const step = nextForward(of, foldRecords(records), seen)
    if (step.do === 'operations') return `make ${step.operations.map(({ id }) => id).join(' ')} of ${step.index}`
    if (step.do === 'start-stage') return `start ${step.index} (${step.stage.id})`
    if (step.do === 'gate') return `${step.again ? 'ask again' : 'ask'} ${step.index} (${step.stage.id})`
    return step.do
  }
  const passed = (index: number, fresh = true) => ({ gate: { stage: index, fresh } })
  const one = [...did('1.1'), ...did('1.2')]
  const two = [...one, ...did('2.1')]
  const all = [...two, ...did('3.1')]

  it.each([
    ['a stage is started before its operations', [], {}, 'start 0 (1)'],
    ['all of a stage is made at once', [], { stage: 0 }, 'make 1.1 1.2 of 0'],
    ['what is done is not made again', did('1.1'), { stage: 0 }, 'make 1.2 of 0'],
    ['what was skipped neither', [{ t: 'skipped', op: '1.1' }], { stage: 0 }, 'make 1.2 of 0'],
    [
      'what failed or is not known is',
      [...did('1.1', 'failed'), ...did('1.2', 'unknown')],
      { stage: 0 },
      'make 1.1 1.2 of 0',
    ],
    ['another process starts the stage anew', did('1.1'), {}, 'start 0 (1)'],
    ['the gate comes once all is made', one, { stage: 0 }, 'ask 0 (1)'],
    ['the next stage begins behind it', one, { stage: 0, ...passed(0) }, 'start 1 (2)'],
    ['and is made', one, { stage: 1, ...passed(0) }, 'make 2.1 of 1'],
    ['a stage without a gate is followed at once', two, { stage: 1, ...passed(0) }, 'start 2 (3)'],
    ['a process that has seen no gate asks the one before', two, {}, 'ask again 0 (1)'],
    ['once it has, it goes on', two, passed(0), 'start 2 (3)'],
    [
      'a gate whose stage was followed by another is not asked',
      [...one, ...did('2.1', 'failed')],
      passed(0),
      'start 1 (2)',
    ],
    ['the last gate is asked when all is made', all, passed(0), 'ask 2 (3)'],
    ['everything is read once more', all, passed(2), 'verify'],
    ['nothing is left', [...all, verified], passed(2), 'finish'],
    ['a run that is verified asks no gate again', [...all, verified], {}, 'finish'],
  ] as [string, JournalRecord[], Seen, string][])('%s', (_, records, seen, wanted) => {
    expect(next(records, seen)).toBe(wanted)
  })
  it('a stage half made by another process begins behind its gate; half made by this one it goes on', () => {
    const long = planOf(stage(1, [op('1.1', peer('a'))]), stage(2, [op('2.1', peer('b')), op('2.2', peer('c'))]))
    const half = [...did('1.1'), ...did('2.1')]
    expect(next(half, {}, long)).toBe('ask again 0 (1)')
    expect(next(half, { stage: 1 }, long)).toBe('make 2.2 of 1')
  })
  it('the gate in the middle is asked though nothing behind it was touched, and never one behind it', () => {
    const three = planOf(...[1, 2, 3].map((id) => stage(id, [op(`${id}.1`, peer(`p${id}`))])))
    const middle = [...did('1.1'), ...did('2.1')]
    expect(next(middle, {}, three)).toBe('ask 1 (2)')
    expect(next([...middle, verified], {}, three)).toBe('ask 1 (2)')
    expect(next(middle, passed(0), three)).toBe('ask 1 (2)')
    expect(next(middle, passed(1), three)).toBe('start 2 (3)')
    expect(next([...middle, ...did('3.1', 'failed')], {}, three)).toBe('ask again 1 (2)')
  })
  it('before the mesh goes off the gate is asked again when it is stale, in the middle of a stage, too', () => {
    const off = planOf(stage(1, [op('1.1', peer('a'))]), stage(2, [op('2.1', peer('b')), op('2.2', meshOff)]))
    expect(next(did('1.1'), { stage: 1, ...passed(0, false) }, off)).toBe('ask again 0 (1)')
    expect(next([...did('1.1'), ...did('2.1')], { stage: 1, ...passed(0, false) }, off)).toBe('ask again 0 (1)')
    expect(next(did('1.1'), { stage: 1, ...passed(0) }, off)).toBe('make 2.2 2.1 of 1')
    const ungated = planOf(stage(1, [op('1.1', meshOff)]))
    expect(next([], { stage: 0 }, ungated)).toBe('make 1.1 of 0')
  })
  it('at most forty are on their way', () => {
    const many = planOf(
      stage(
        1,
        Array.from({ length: 41 }, (_, n) => op(`1.${n + 1}`, peer(`p${n}`))),
      ),
    )
    const step = nextForward(many, emptyHistory(), { stage: 0 })
    expect(step.do === 'operations' && step.operations.length).toBe(40)
  })
})

describe('the way back', () => {
  const places = [stage(1, []), stage(2, [])]
  const groups = [
    { operations: ['2.1', '2.2'], gate: { stage: places[1]!, gate } },
    { operations: ['1.1'], gate: { stage: places[0]!, gate } },
  ]
  const made = [...did('1.1'), ...did('2.1'), ...did('2.2')]
  const undone = (id: string): JournalRecord => ({ t: 'undone', op: id, results: [] })
  const seen = (stageId: number): JournalRecord => ({ t: 'gate', stage: stageId, direction: 'back', status: 'passed' })
  const next = (...more: JournalRecord[]) => nextBackward(foldRecords([...made, ...more]), groups)

  it('undoes a group, asks its gate, goes on, and verifies', () => {
    // What touches different objects starts together.
    expect(next()).toEqual({ do: 'undo', ops: ['2.1', '2.2'] })
    expect(next(undone('2.1'))).toEqual({ do: 'undo', ops: ['2.2'] })
    const first = [undone('2.1'), undone('2.2')]
    expect(next(...first)).toEqual({ do: 'gate', stage: places[1], gate })
    expect(next(...first, seen(1))).toEqual({ do: 'gate', stage: places[1], gate })
    expect(next(...first, seen(2))).toEqual({ do: 'undo', ops: ['1.1'] })
    // Behind the last group everything is looked at anyway.
    expect(next(...first, undone('1.1'))).toEqual({ do: 'verify' })
  })
  it('asks for a group whose operations nobody has made, too, and leaves a gate out where all is undone', () => {
    const history: History = emptyHistory()
    expect(nextBackward(history, groups)).toEqual({ do: 'undo', ops: ['2.1', '2.2'] })
    expect(nextBackward(foldRecords([undone('2.1'), undone('2.2')]), groups)).toMatchObject({ do: 'gate' })
    const half = [...groups, { operations: ['1.1', '3.1'] }]
    const history2 = foldRecords([undone('2.1'), undone('2.2'), undone('1.1'), seen(2)])
    expect(nextBackward(history2, half)).toMatchObject({ do: 'gate', stage: { id: 1 } })
    expect(nextBackward(history, [])).toEqual({ do: 'verify' })
  })
})
