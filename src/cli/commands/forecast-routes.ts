import { type LossReason, openReachability } from '../../forecast/reachability.ts'
import { computeTables } from '../../forecast/routes/tables.ts'
import { forecastRoutes, routesNotModelled } from '../../forecast/routes.ts'
import { parseNodeAddress } from '../../forecast/sessions/address.ts'
import type { SessionResources } from '../../forecast/sessions.ts'
import { noFabric } from '../../model/fabric.ts'
import type { NodeRoutes } from '../../model/forecast.ts'
import type { CalicoNode } from '../../model/resources.ts'
import type { SessionForecast } from '../../model/session.ts'
import type { CalicoVersion } from '../../model/version.ts'

/** Every pair of nodes is walked, so only clusters somebody reads are. */
export const mostNodesWithRoutes = 150

/** Which nodes reach whose pods at rest, by routes alone. */
export interface RouteSummary {
  /** Routes by node, as BIRD and the kernel hold them. */
  nodes: Record<string, NodeRoutes>
  /** Ordered pairs of nodes of which the second has blocks. */
  pairs: number
  /** Those whose packets do not arrive, with the reason. */
  lost: { from: string; to: string; reason: LossReason | 'no-route' }[]
}

/**
 * Summarizes the routes between the nodes of a cluster, without anything outside.
 * @returns undefined when the resources name no block of addresses: then nothing can be said
 */
export function summarizeRoutes(
  sessions: SessionForecast,
  resources: SessionResources,
  version: CalicoVersion,
): RouteSummary | undefined {
  if (resources.blockAffinities.length === 0) return undefined
  const read = { ...resources, nodes: resources.nodes.map(withReadableAddresses) }
  const summary: RouteSummary = {
    nodes: forecastRoutes(sessions, read, noFabric, version).nodes,
    pairs: 0,
    lost: [],
  }
  const names = resources.nodes.map((node) => node.metadata.name)
  for (const family of [4, 6] as const) {
    // No safety net; without a prototype, so that a node may be called anything.
    const reachability = openReachability(computeTables(sessions, read, noFabric, version, family), Object.create(null))
    for (const to of names) {
      for (const block of reachability.blocksOf(to)) {
        for (const from of names) {
          if (from === to) continue
          const outcome = reachability.from(from, block)
          summary.pairs += 1
          if (!outcome.ok) summary.lost.push({ from, to, reason: outcome.reason ?? 'no-route' })
        }
      }
    }
  }
  return summary
}

/** What the route part leaves out; where there is none, why. */
export function routesLeftOut(summary: RouteSummary | undefined, nodes: number): readonly string[] {
  if (summary) return routesNotModelled
  return nodes > mostNodesWithRoutes
    ? [`Routes: pairs of nodes are walked one by one, up to ${mostNodesWithRoutes} nodes.`]
    : ['Routes: the input has no BlockAffinity, so nobody announces anything.']
}

/** An address Calico cannot read counts as absent; the session forecast has said so already. */
function withReadableAddresses(node: CalicoNode): CalicoNode {
  const { bgp } = node.spec
  if (!bgp) return node
  const { ipv4Address, ipv6Address, ...rest } = bgp
  const ipv4 = ipv4Address && parseNodeAddress(ipv4Address, 4) ? { ipv4Address } : {}
  const ipv6 = ipv6Address && parseNodeAddress(ipv6Address, 6) ? { ipv6Address } : {}
  return { ...node, spec: { ...node.spec, bgp: { ...rest, ...ipv4, ...ipv6 } } }
}
