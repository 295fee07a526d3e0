import type { Design, Rack } from '../model/design.ts'
import type { Fabric } from '../model/fabric.ts'

/** Texts that belong to one rack, replaced by what they are, so that racks that differ only in names look alike. */
export interface RackWords {
  /** Racks in which a text occurs as a name or address of their own. */
  racksNaming(text: string): number[]
  /** The text with the words of one rack replaced. */
  abstract(rack: number, text: string): string
}

/** Words are what stands between separators in selectors, addresses and JSON. */
const word = /[A-Za-z0-9_](?:[A-Za-z0-9_.:-]*[A-Za-z0-9_])?/g

/**
 * Learns the words of every rack: its name, its subnet, its leafs and their links, its AS. An AS that several racks share
 * or that is the cluster's default is another thing than one of its own, so it is replaced by another word.
 */
export function rackWords(design: Design | undefined, fabric: Fabric): RackWords {
  const racks = design?.racks ?? []
  const shared = countAsns(racks)
  const owners = new Map<string, number[]>()
  const dictionaries = racks.map((rack, index) => {
    const words = new Map<string, string>()
    const own = (text: string, replacement: string) => {
      words.set(text, replacement)
      owners.set(text, [...(owners.get(text) ?? []), index])
    }
    own(rack.name, '$rack')
    if (rack.subnet) own(rack.subnet.split('/')[0]!, '$subnet')
    words.set(String(rack.asn), asWord(rack.asn, design!, shared))
    for (const [i, leaf] of rack.leafs.entries()) {
      own(leaf.name, `$leaf${i}`)
      own(leaf.address, `$leaf${i}address`)
      if (!words.has(String(leaf.asn))) words.set(String(leaf.asn), `$leaf${i}${asWord(leaf.asn, design!, shared)}`)
      const device = fabric.switches.find((entry) => entry.name === leaf.name)
      for (const [j, link] of linkAddresses(device, fabric).entries()) own(link, `$leaf${i}link${j}`)
    }
    return words
  })
  return {
    racksNaming(text) {
      const found = new Set<number>()
      for (const part of text.match(word) ?? []) for (const index of owners.get(part) ?? []) found.add(index)
      return [...found]
    },
    abstract(rack, text) {
      const words = dictionaries[rack]
      return words ? text.replace(word, (part) => words.get(part) ?? part) : text
    },
  }
}

/** Addresses on both ends of the links between a leaf and other switches, in the leaf's own order. */
function linkAddresses(device: Fabric['switches'][number] | undefined, fabric: Fabric): string[] {
  if (!device) return []
  const switches = new Set(fabric.switches.flatMap((entry) => entry.addresses.map((text) => text.split('/')[0]!)))
  const far = device.neighbors.map((neighbor) => neighbor.address).filter((address) => switches.has(address))
  return [...far, ...device.addresses.map((text) => text.split('/')[0]!)]
}

function countAsns(racks: Rack[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const rack of racks)
    for (const asn of new Set([rack.asn, ...rack.leafs.map((leaf) => leaf.asn)]))
      counts.set(asn, (counts.get(asn) ?? 0) + 1)
  return counts
}

function asWord(asn: number, design: Design, shared: Map<number, number>): string {
  if (asn === design.defaultAsn) return '$defaultAs'
  // An AS that several racks share keeps its number: which racks share it matters.
  return (shared.get(asn) ?? 0) > 1 ? `$sharedAs${asn}` : '$as'
}
