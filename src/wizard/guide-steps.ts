import type { Change, Operation, Plan } from '../model/plan.ts'

/**
 * What of a plan a step of the guide is about. A stage may hold several steps (AS numbers, cluster ids and the mesh in one),
 * so each operation is judged by what it changes. The step's own come first, what only prepares them (routes on hosts) last.
 */
export function operationsOfStep(plan: Plan, guideStep: number): Operation[] {
  const own: Operation[] = []
  const beside: Operation[] = []
  for (const stage of plan.stages)
    for (const operation of stage.operations) {
      const steps = operation.changes.map(stepOfChange).filter((step) => step !== undefined)
      if (steps.includes(guideStep)) own.push(operation)
      else if (steps.length === 0 && stage.guideStep === guideStep) beside.push(operation)
    }
  return [...own, ...beside]
}

/** The guide's step of one change; undefined where only its stage knows (files, routes on hosts). */
function stepOfChange(change: Change): number | undefined {
  const { kind } = change.ref
  if (kind === 'BGPPeer') return 6
  if (kind === 'BGPConfiguration') return changes(change, 'serviceClusterIPs') && !changes(change, 'asNumber') ? 8 : 3
  if (kind !== 'KubeNode') return undefined
  return changes(change, 'labels') ? 5 : 4
}

function changes(change: Change, name: string): boolean {
  if (change.action === 'update') return change.fields.some((field) => field.path.includes(name))
  return JSON.stringify(change.content).includes(`"${name}"`)
}
