/**
 * A selector of Calico, as a tree. `and` and `or` have at least two parts. `global` is written `global()`; for nodes it
 * matches everything, as `all` does.
 */
export type Selector =
  | { op: 'all' }
  | { op: 'global' }
  | { op: 'has'; label: string }
  | { op: '==' | '!=' | 'contains' | 'starts with' | 'ends with'; label: string; value: string }
  | { op: 'in' | 'not in'; label: string; values: string[] }
  | { op: 'not'; of: Selector }
  | { op: 'and' | 'or'; of: Selector[] }

/** Where a selector stops making sense. `at` counts characters from 0. */
export interface SelectorProblem {
  at: number
  reason: string
}

export type SelectorResult = { ok: true; selector: Selector } | { ok: false; problem: SelectorProblem }
