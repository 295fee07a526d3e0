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
    this.add({ code, severity: 'error', path, message, remedy })
  }

  warn(code: string, path: string, message: string, remedy: string): void {
    this.add({ code, severity: 'warning', path, message, remedy })
  }

  /** Names come from files: nothing of them may move a cursor or break a line. */
  private add(finding: Diagnostic): void {
    this.list.push({ ...finding, message: finding.message.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?') })
  }
}
