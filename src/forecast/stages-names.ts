import type { Design } from '../model/design.ts'
import type { Quotient } from './quotient.ts'

/** Names of classes as a person says them: "rr1 reflectors", "rr2..rr20 clients", "rr2..rr20 leafs", "leaf01". */
export function classNames(q: Quotient, design: Design | undefined): (node: string) => string {
  const cache = new Map<string, string>()
  return (node) => {
    let name = cache.get(node)
    if (name === undefined) {
      name = nameOf(q, design, node)
      cache.set(node, name)
    }
    return name
  }
}

/** The racks that look like this one: "rr2", or "rr2..rr20" when they stand for each other. */
export function rackName(q: Quotient, design: Design | undefined, rack: number): string {
  const names = q.alike(rack).flatMap((index) => design?.racks[index]?.name ?? [])
  if (names.length === 0) return ''
  return names.length === 1 ? names[0]! : `${names[0]}..${names.at(-1)}`
}

function nameOf(q: Quotient, design: Design | undefined, node: string): string {
  const index = q.rackOf(node)
  if (q.hasRack(node)) return q.alike(index).length > 1 ? `${rackName(q, design, index)} leafs` : node
  const rack = design?.racks[index]
  if (!rack) return node
  const role = rack.reflectors.includes(node) ? 'reflectors' : 'clients'
  return `${rackName(q, design, index)} ${role}`
}
