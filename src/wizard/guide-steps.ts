import type { Change, Operation, Plan } from '../model/plan.ts'

/**
 * What of a plan a step of the guide is about. A stage may hold several steps (AS numbers, cluster ids and the mesh in one),
 * so each operation is judged by what it changes.
 */
export function operationsOfStep(plan: Plan, guideStep: number): Operation[] {
  return plan.stages.flatMap((stage) =>
    stage.operations.filter((operation) => {
      const steps = operation.changes.map(stepOfChange).filter((step) => step !== undefined)
      return steps.length > 0 ? steps.includes(guideStep) : stage.guideStep === guideStep
    }),
  )
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
