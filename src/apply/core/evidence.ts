import type { OpenedJournal } from './codec.ts'

/** The operations of which a command log tells. A line that was torn, or never reached the disk, tells nothing. */
function operationsOf(commands: string): Set<string> {
  const operations = new Set<string>()
  for (const line of commands.split('\n')) {
    try {
      const operation = (JSON.parse(line) as { operation?: unknown } | null)?.operation
      if (typeof operation === 'string') operations.add(operation)
    } catch {
      // The log is not synced: any of its lines may be half there.
    }
  }
  return operations
}

/**
 * Holds a journal that reads well against what else is known of the run. One that was cut where a record ends looks as if less had
 * been done, and the way back would leave the rest without a word.
 *
 * No crash can do that: the intent of an operation is on disk before its first command is started, on either way, and the line
 * of the command log is written when the command has ended. So the log may lag behind the journal by any number of lines (it is
 * not synced), and the journal may lack how the last command ended, but never the intent of an operation that the log names.
 * @param commands the command log; undefined where there is none
 */
export function againstEvidence(opened: OpenedJournal, runId: string, commands: string | undefined): OpenedJournal {
  if (opened.status === 'damaged') return opened
  const { records } = opened
  const damaged = (record: number, offset: number, reason: string): OpenedJournal => ({
    status: 'damaged',
    record,
    offset,
    reason,
    records,
  })
  const [first] = records
  if (first !== undefined && first.t !== 'header') return damaged(0, 0, 'the first record is no header')
  if (first !== undefined && first.run !== runId) return damaged(0, 0, `this is the journal of run ${first.run}`)
  if (commands === undefined) return opened
  const intended = new Set(records.flatMap((record) => (record.t === 'intent' ? [record.op] : [])))
  const unknown = [...operationsOf(commands)].filter((operation) => !intended.has(operation))
  if (unknown.length === 0) return opened
  const some = unknown.slice(0, 3).join(', ')
  return damaged(
    records.length,
    opened.length,
    `it ends here, but commands.ndjson tells of commands of ${unknown.length} operations that it does not know, ${some} first`,
  )
}
