import type { Problem, ProblemCode } from './core/outcome.ts'

/** What the run store refuses, as a typed problem; the public functions turn it into a result. */
export class StoreError extends Error {
  readonly problem: Problem

  constructor(code: ProblemCode, what: string, where: string | undefined, remedies: string[]) {
    super(what)
    this.name = 'StoreError'
    this.problem = where === undefined ? { code, what, remedies } : { code, what, where, remedies }
  }
}

/** What can be done about a run whose journal is damaged, or a file that cannot be used as one. */
export function waysOutOfDamage(runId: string): string[] {
  return [
    `collect what is left, changing nothing: calico-rr-wizard bundle ${runId}`,
    `put a good copy of the journal back, then: calico-rr-wizard rollback ${runId}`,
    'or compare the cluster with plan.json by hand; the wizard does not guess',
  ]
}
