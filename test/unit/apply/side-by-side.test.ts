import { describe, expect, it } from 'vitest'
import { emptyHistory, foldRecords } from '../../../src/apply/core/history.ts'
import { nextForward } from '../../../src/apply/core/next.ts'
import { nextBackward } from '../../../src/apply/core/way-back.ts'
import type { Change, Operation, Plan, Stage } from '../../../src/model/plan.ts'

const meshOff: Change = {
  action: 'update',
  ref: { kind: 'BGPConfiguration', name: 'default' },
  fields: [{ path: ['spec', 'nodeToNodeMeshEnabled'], before: true, after: false }],
}
const label = (node: string, key: string): Change => ({
  action: 'update',
  ref: { kind: 'KubeNode', name: node },
  fields: [{ path: ['metadata', 'labels', key], after: 'x' }],
})
const operation = (id: string, ...changes: Change[]): Operation => ({
  id,
  summary: { key: 'k', params: {} },
  changes,
  command: { tool: 'kubectl', argv: [], effect: 'write' },
})
const stage = (id: number, operations: Operation[], gated = false): Stage => ({
  id,
  guideStep: 3,
  title: { key: '', params: {} },
  operations,
  ...(gated ? { gate: { conditions: [{ kind: 'sessions-as-forecast' }], timeoutSeconds: 1 } } : {}),
})
const planOf = (...stages: Stage[]) => ({ stages }) as unknown as Plan
const ids = (operations: Operation[]) => operations.map(({ id }) => id)

describe('what starts together', () => {
  it('are the operations of a stage, the one that turns the mesh off first', () => {
    const plan = planOf(
      stage(1, [operation('1.1', label('a', 'k')), operation('1.2', label('b', 'k')), operation('1.3', meshOff)]),
    )
    const step = nextForward(plan, emptyHistory(), { stage: 0 })
    expect(step.do === 'operations' && ids(step.operations)).toEqual(['1.3', '1.1', '1.2'])
  })

  it('are never two that write to one object, not even to other fields of it', () => {
    const plan = planOf(stage(1, [operation('1.1', label('a', 'k')), operation('1.2', label('a', 'l'))]))
    const step = nextForward(plan, emptyHistory(), { stage: 0 })
    expect(step.do === 'operations' && ids(step.operations)).toEqual(['1.1'])
  })

  it('waits for a fresh gate when one of them turns the mesh off, wherever in the stage it stands (M43)', () => {
    const settled = foldRecords([{ t: 'skipped', op: '1.1' }])
    const plan = planOf(
      stage(1, [operation('1.1', label('a', 'k'))], true),
      stage(2, [operation('2.1', label('b', 'k')), operation('2.2', meshOff)]),
    )
    const stale = nextForward(plan, settled, { gate: { stage: 0, fresh: false }, stage: 1 })
    expect(stale).toMatchObject({ do: 'gate', index: 0, again: true })
    const fresh = nextForward(plan, settled, { gate: { stage: 0, fresh: true }, stage: 1 })
    expect(fresh.do === 'operations' && ids(fresh.operations)).toEqual(['2.2', '2.1'])
  })

  it('comes back together, the mesh last', () => {
    const stamp = { at: 0, up: 0, boot: '' }
    const history = foldRecords([
      { t: 'intent', op: '1.1', changes: [meshOff], uids: {}, stamp },
      { t: 'intent', op: '1.2', changes: [label('a', 'k')], uids: {}, stamp },
      { t: 'intent', op: '1.3', changes: [label('b', 'k')], uids: {}, stamp },
    ])
    const operations = ['1.1', '1.3', '1.2']
    expect(nextBackward(history, [{ operations }])).toEqual({ do: 'undo', ops: ['1.3', '1.2', '1.1'] })
  })
})
