import type { WizardEvent } from '../../../src/model/events.ts'
import type { GateCondition } from '../../../src/model/plan.ts'

/** A run of two stages; the second one waits at its gate, and then passes or fails and is undone. */
export function sampleRun(ends: 'applied' | 'rolled-back'): WizardEvent[] {
  const title = (key: string) => ({ key: `order.stage.${key}`, params: {} })
  const labels = {
    key: 'plan.update.KubeNode',
    params: { count: 3, names: 'node1, node2, node3', fields: 'rr-group: (none) -> rr1' },
  }
  const mesh = { key: 'plan.create.BGPConfiguration', params: { names: 'default', count: 1 } }
  const conditions: GateCondition[] = [
    { kind: 'routes-as-forecast' },
    { kind: 'leaf-blocks', leafs: ['leaf01', 'leaf02'] },
  ]
  const gate = { type: 'gate', stage: 2, wanted: 6, conditions } as const
  const failed = ends === 'rolled-back'
  return [
    { type: 'check', name: 'kubectl', status: 'ok', text: 'kubectl reaches https://127.0.0.1:6443' },
    { type: 'run-start', runId: '7f3a', stages: 2, operations: 2, rehearsal: true },
    { type: 'stage-start', stage: 1, of: 2, guideStep: 5, title: title('labels') },
    {
      type: 'command',
      operation: '1.1',
      tool: 'kubectl',
      argv: ['label', 'nodes', 'node1', 'rr-group=rr1'],
      effect: 'write',
    },
    { type: 'operation', operation: '1.1', status: 'done', summary: labels, ms: 80 },
    { type: 'stage-end', stage: 1, status: 'done' },
    { type: 'stage-start', stage: 2, of: 2, guideStep: 3, title: title('mesh-off') },
    {
      type: 'command',
      operation: '2.1',
      tool: 'calicoctl',
      argv: ['create', '-f', '-'],
      stdin: 'kind: X\n',
      effect: 'write',
    },
    { type: 'operation', operation: '2.1', status: 'done', summary: mesh, ms: 1500 },
    { ...gate, status: 'waiting', seen: 5, missing: ['leaf02 lacks 10.233.66.0/26'], seconds: 1 },
    { ...gate, status: 'waiting', seen: 5, missing: ['leaf02 lacks 10.233.66.0/26'], seconds: 2 },
    failed
      ? { ...gate, status: 'failed', seen: 5, missing: ['leaf02 lacks 10.233.66.0/26'], seconds: 90 }
      : { ...gate, status: 'passed', seen: 6, missing: [], seconds: 3 },
    { type: 'stage-end', stage: 2, status: failed ? 'failed' : 'done' },
    ...(failed
      ? ([
          { type: 'rollback-start', operations: 2, why: 'a gate was not passed' },
          { type: 'undo', operation: '2.1', status: 'undone', summary: mesh },
          { type: 'undo', operation: '1.1', status: 'undone', summary: labels },
        ] as const)
      : []),
    {
      type: 'result',
      outcome: ends,
      operations: failed ? 4 : 2,
      sessions: [{ node: 'node1', peer: '172.20.0.12', type: 'node', state: 'Established', localAs: 1, remoteAs: 1 }],
      lostPairs: 0,
    },
  ]
}
