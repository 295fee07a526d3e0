import type { SwitchIntent } from './intent.ts'
import { familiesOf, filterName } from './lines.ts'

/** What the link to the neighbours needs before any session: an address in the rack's subnet, or on each link to a leaf. */
export function addressCheck(intent: SwitchIntent, command: string): string {
  const needed =
    intent.role === 'leaf'
      ? "the leaf has its address in the rack's subnet"
      : 'the spine has its address on each link to a leaf'
  return `${command} - ${needed}`
}

/** A spine that does not reach its leafs has nobody to speak with; a leaf reaches the nodes of its subnet anyway. */
export function reachCheck(intent: SwitchIntent): string[] {
  return intent.role === 'spine' ? ['ping - each neighbour below answers'] : []
}

/** Only where there is a filter its name has to be free. @param command shows the filters of a family, a name behind it */
export function filterChecks(intent: SwitchIntent, command: (family: 4 | 6) => string): string[] {
  return familiesOf(intent).flatMap((family) => {
    const name = filterName(intent, family)
    return name === undefined ? [] : [`${command(family)} ${name} - the name is free`]
  })
}

/** Who opens sessions to this switch. */
export function callers(intent: SwitchIntent): string {
  return intent.role === 'leaf' ? 'nodes' : 'leafs'
}

/** "the name A is free", "the names A and B are free" */
export function namesFree(names: string[], what = 'name'): string {
  return names.length === 1 ? `the ${what} ${names[0]} is free` : `the ${what}s ${names.join(' and ')} are free`
}
