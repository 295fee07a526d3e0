import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { ResourceSet } from '../model/resources.ts'
import type { Protocol, SessionForecast } from '../model/session.ts'
import { openReachability, type Reachability } from './reachability.ts'
import { computeTables, type Tables } from './routes/tables.ts'

/** One state of the cluster, at rest or in the middle of a change, ready for questions. */
export interface Moment {
  sessions: SessionForecast
  families: Reachability[]
  /** Equal text = equal routes. */
  key: string
}

/** Makes moments; states that hold the same sessions and announce the same share their routes. */
export interface MomentMaker {
  make(cluster: ClusterState, sessions: SessionForecast, fabric?: Fabric): Moment
}

/**
 * @param fabric the switches, which do not change during a move
 */
export function momentMaker(fabric: Fabric): MomentMaker {
  const known = new Map<string, Tables[]>()
  const opened = new Map<string, Reachability[]>()
  return {
    make(cluster, sessions, other) {
      const device = other ?? fabric
      const names = device === fabric ? '' : device.switches.map((entry) => entry.name).join()
      const routes = `${names}\n${sessionKey(sessions, cluster.resources)}\n${originKey(cluster.resources)}`
      let tables = known.get(routes)
      if (!tables) {
        tables = familiesOf(cluster.resources).map((family) =>
          computeTables(sessions, cluster.resources, device, cluster.version, family),
        )
        known.set(routes, tables)
      }
      const hostRoutes = cluster.hostRoutes ?? {}
      const key = `${routes}\n${JSON.stringify(Object.entries(hostRoutes).sort())}`
      // What was asked of one moment is known of every other that is like it.
      let families = opened.get(key)
      if (!families) {
        families = tables.map((one) => openReachability(one, hostRoutes))
        opened.set(key, families)
      }
      return { sessions, key, families }
    },
  }
}

/** The families in which anything is announced. */
function familiesOf(resources: ResourceSet): (4 | 6)[] {
  const blocks = resources.blockAffinities
  const six = blocks.some(({ spec }) => spec.cidr.includes(':'))
  const four = blocks.some(({ spec }) => !spec.cidr.includes(':'))
  return [...(four || !six ? [4 as const] : []), ...(six ? [6 as const] : [])]
}

/** Everything of the established sessions that decides routes. */
function sessionKey(sessions: SessionForecast, resources: ResourceSet): string {
  return resources.nodes
    .map(({ metadata: { name } }) => {
      const own = sessions.nodes[name]
      const protocols = [...(own?.ip4.protocols ?? []), ...(own?.ip6.protocols ?? [])]
      return `${name} ${own?.ip4.routerId} ${protocols.filter(isUp).map(protocolKey).join(';')}`
    })
    .join('\n')
}

function isUp(protocol: Protocol): boolean {
  return protocol.state.cause === 'established'
}

function protocolKey(p: Protocol): string {
  return `${p.neighbor} ${p.localAS} ${p.remoteAS} ${p.rrClient ? p.clusterId : ''} ${p.nextHop} ${p.multihop} ${p.allowLocalAS}`
}

/** Everything that decides what nodes originate and pass on, beside sessions. Blocks and pools do not change in a move. */
function originKey(resources: ResourceSet): string {
  const reflectors = resources.nodes.map((node) => (node.spec.bgp?.routeReflectorClusterID ? '1' : '0')).join('')
  return `${reflectors} ${JSON.stringify(resources.bgpConfigurations.map((object) => object.spec))}`
}
