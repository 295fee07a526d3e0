import type { Mutant } from './mutants.ts'

/** A mutant that nobody can tell from the sound program, and why. */
interface Equivalent {
  file: string
  /** Kind of the change and the piece of source it changes, as the report prints them, in full. */
  kind: string
  was: string
  why: string
}

/** Few, and each with its reason: a mutant that merely no test notices does not belong here. */
const equivalents: readonly Equivalent[] = []

const oneLine = (text: string) => text.replace(/\s+/g, ' ')

/**
 * The mutants that do not count.
 * @throws when an entry has no reason, or fits no mutant (the source has changed: the entry has to go)
 */
export function excludedOf(mutants: readonly Mutant[]): Set<number> {
  const ids = equivalents.flatMap((entry) => {
    const fits = mutants.filter(
      (mutant) => mutant.file === entry.file && mutant.kind === entry.kind && oneLine(mutant.was) === entry.was,
    )
    if (fits.length === 0) throw new Error(`no such mutant any more: ${entry.file}, ${entry.kind}: ${entry.was}`)
    if (entry.why.length < 20) throw new Error(`no reason is given: ${entry.file}, ${entry.kind}: ${entry.was}`)
    return fits.map((mutant) => mutant.id)
  })
  return new Set(ids)
}
