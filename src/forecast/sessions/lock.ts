import type { Protocol } from '../../model/session.ts'
import type { VersionRules } from '../versions.ts'

/** Protocols of one node toward one address: BIRD gives each (address, port) to one of them, the others wait. */
export interface Held {
  holders: Protocol[]
  pending: Protocol[]
}

/** 0: has the connection still; 1: waited for it and is unchanged; 2: is new, was restarted or has lost its connection. */
export type Seniority = (protocol: Protocol) => 0 | 1 | 2

const typeOrder: Record<Protocol['type'], number> = { Mesh: 0, Global: 1, Node: 2, Local_Workload: 3 }

/** In which order the daemon starts its protocols, which decides who gets the lock when nobody has it. */
export function startOrder(rules: VersionRules): (a: Protocol, b: Protocol) => number {
  const byName = (a: Protocol, b: Protocol) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  return rules.protocolsSortedByName ? byName : (a, b) => typeOrder[a.type] - typeOrder[b.type] || byName(a, b)
}

/** Sorts out who holds each port of an address. */
export function groupsByPort(
  protocols: readonly Protocol[],
  order: (a: Protocol, b: Protocol) => number,
  seniority: Seniority,
): Held {
  if (protocols.length < 2) return { holders: [...protocols], pending: [] }
  const held: Held = { holders: [], pending: [] }
  const taken = new Set<number>()
  const queue = [...protocols].sort((a, b) => seniority(a) - seniority(b) || order(a, b))
  for (const protocol of queue) {
    const port = protocol.port ?? 179
    if (taken.has(port)) held.pending.push(protocol)
    else held.holders.push(protocol)
    taken.add(port)
  }
  return held
}
