/** A finding about a design, by the place that has to change. Both the questions and an answers file use it. */
export interface Diagnostic {
  /** Stable, never translated. */
  code: string
  severity: 'error' | 'warning'
  /** Place in the words of the answers file: "racks[0].leafs[0].address". */
  path: string
  message: string
  remedy: string
}

/** Collects findings; keeps the checks free of array plumbing. */
export class Findings {
  readonly list: Diagnostic[] = []

  error(code: string, path: string, message: string, remedy: string): void {
    this.list.push({ code, severity: 'error', path, message, remedy })
  }

  warn(code: string, path: string, message: string, remedy: string): void {
    this.list.push({ code, severity: 'warning', path, message, remedy })
  }
}
