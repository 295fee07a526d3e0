import type { IntentNeighbor, SwitchIntent } from './intent.ts'

/** Neighbours of one family; a family without any gets no section. */
export function neighborsOf(intent: SwitchIntent, family: 4 | 6): IntentNeighbor[] {
  return intent.neighbors.filter((neighbor) => neighbor.family === family)
}

/** The families that occur. */
export function familiesOf(intent: SwitchIntent): (4 | 6)[] {
  return ([4, 6] as const).filter((family) => neighborsOf(intent, family).length > 0)
}

/** Name of the inbound filter of a family. */
export function filterName(intent: SwitchIntent, family: 4 | 6): string | undefined {
  const has = intent.filter?.prefixes.some((prefix) => prefix.family === family)
  return has ? `${intent.filter!.name}${family === 4 ? '' : '6'}` : undefined
}

/** Names of the inbound filters that are written. */
export function filterNames(intent: SwitchIntent): string[] {
  return familiesOf(intent).flatMap((family) => filterName(intent, family) ?? [])
}

/** True for a neighbour of the switch's own AS: equal paths of these are counted apart on some systems. */
export function isInternal(intent: SwitchIntent, neighbor: IntentNeighbor): boolean {
  return neighbor.remoteAs === intent.asn
}

/** True when a family has neighbours of the own AS. */
export function hasInternal(intent: SwitchIntent, family: 4 | 6): boolean {
  return neighborsOf(intent, family).some((neighbor) => isInternal(intent, neighbor))
}

/** Cisco counts equal paths of iBGP apart from those of eBGP; EOS, FRR, Comware and VRP mean both by the plain word. */
export function ciscoPaths(count: number, internal: boolean): string[] {
  return [`maximum-paths ${count}`, ...when(internal, `maximum-paths ibgp ${count}`)]
}

/** The filter's ranges of a family with their sequence numbers, ten apart as on every system. */
export function filterEntries(intent: SwitchIntent, family: 4 | 6) {
  return (intent.filter?.prefixes ?? [])
    .filter((prefix) => prefix.family === family)
    .map((prefix, index) => {
      const [address, length] = prefix.cidr.split('/') as [string, string]
      return { ...prefix, address, length: Number(length), sequence: (index + 1) * 10 }
    })
}

/** Stands where the password goes. Whoever loads the configuration replaces it; it is never written by the wizard. */
export function passwordMark(reference: string): string {
  return `PASSWORD-FROM-${reference.replaceAll('/', '-')}`
}

/** Indents lines by a number of spaces. */
export function indent(spaces: number, lines: string[]): string[] {
  return lines.map((line) => ' '.repeat(spaces) + line)
}

/** A line that is there only when asked for. */
export function when(condition: boolean, ...lines: string[]): string[] {
  return condition ? lines : []
}
