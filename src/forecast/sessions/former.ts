import type { Protocol, SessionForecast } from '../../model/session.ts'
import type { Family } from './address.ts'
import type { Seniority } from './lock.ts'
import { restarts } from './restart.ts'

/** The forecast of the moment before, by node, family and neighbour. */
export interface FormerSessions {
  /** Addresses a node had sessions with; undefined when nothing is known of the node. */
  neighbors(node: string, family: Family): Iterable<string> | undefined
  toward(node: string, family: Family, address: string): Protocol[]
  /**
   * Who keeps a connection that two protocols of a node could have. The one that has it keeps it as long as it lasts: a protocol
   * whose other end restarts or goes is told so (Cease), goes down as a whole and lets go of its lock, and whoever waits has it
   * before it is started again (BIRD 1.6: `bgp_stop`, `olock_free`). bgp-lab.md agrees: when s3back deleted the peers of reflectors
   * that were back in the mesh, 0.06 s were lost, not the seconds of sessions that start anew.
   * @param ended the connection toward an address has ended at its other end
   */
  holds(node: string, family: Family, ended: (address: string) => boolean): Seniority
}

export function formerSessions(former: SessionForecast | undefined): FormerSessions {
  const byNeighbor = new Map<string, Map<string, Protocol[]>>()
  const index = (node: string, family: Family) => {
    const key = `${family} ${node}`
    const known = byNeighbor.get(key)
    if (known) return known
    const sessions = former?.nodes[node]
    if (!sessions) return undefined
    const map = new Map<string, Protocol[]>()
    for (const protocol of (family === 4 ? sessions.ip4 : sessions.ip6).protocols) {
      // A protocol that was refused then was never loaded, so it is no former configuration.
      if (protocol.state.cause === 'frozen') continue
      map.set(protocol.neighbor, [...(map.get(protocol.neighbor) ?? []), protocol])
    }
    byNeighbor.set(key, map)
    return map
  }
  const toward = (node: string, family: Family, address: string) => index(node, family)?.get(address) ?? []
  return {
    neighbors: (node, family) => index(node, family)?.keys(),
    toward,
    holds: (node, family, ended) => (protocol) => {
      const before = toward(node, family, protocol.neighbor).find((p) => p.name === protocol.name)
      if (!before || restarts(before, protocol)) return 2
      if (before.state.cause === 'pending') return 1
      return before.state.cause === 'established' && ended(protocol.neighbor) ? 2 : 0
    },
  }
}
