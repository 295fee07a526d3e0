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
