import type { SessionResources } from '../../../src/forecast/sessions.ts'
import { type BgpPeer, emptyResourceSet, type NodeBgpSpec } from '../../../src/model/resources.ts'
import type { Protocol, SessionForecast } from '../../../src/model/session.ts'
import { type CalicoVersion, parseVersion } from '../../../src/model/version.ts'

export interface SmallCluster {
  /** By name: the BGP data, and labels where they matter. */
  nodes: Record<string, NodeBgpSpec & { labels?: Record<string, string> }>
  /** By name: the spec, loosely typed, because tests also write what Calico refuses. */
  peers?: Record<string, object>
  /** Spec of BGPConfiguration/default; undefined = there is none. */
  config?: Record<string, unknown>
  /** "name/key" */
  secrets?: string[]
}

/** Resources of a small cluster, written shortly. */
export function cluster({ nodes, peers = {}, config = {}, secrets = [] }: SmallCluster): SessionResources {
  const apiVersion = 'projectcalico.org/v3'
  return {
    ...emptyResourceSet(),
    nodes: Object.entries(nodes).map(([name, { labels = {}, ...bgp }]) => ({
      apiVersion,
      kind: 'Node',
      metadata: { name, labels },
      spec: { bgp },
    })),
    bgpPeers: Object.entries(peers).map(([name, spec]) => ({
      apiVersion,
      kind: 'BGPPeer',
      metadata: { name },
      spec: spec as BgpPeer['spec'],
    })),
    bgpConfigurations: [{ apiVersion, kind: 'BGPConfiguration', metadata: { name: 'default' }, spec: config }],
    secrets: secrets.map((secret) => {
      const [name = '', key = ''] = secret.split('/')
      return { namespace: 'kube-system', name, keys: [key] }
    }),
  }
}

export function at(version: string): CalicoVersion {
  return parseVersion(version)!
}

/** All protocols of a node, both families. */
export function of(forecast: SessionForecast, node: string): Protocol[] {
  const { ip4, ip6 } = forecast.nodes[node]!
  return [...ip4.protocols, ...ip6.protocols]
}

/** "Mesh_10_0_0_2 established" and so on: what `calicoctl node status` would tell. */
export function states(forecast: SessionForecast, node: string): string[] {
  return of(forecast, node).map((protocol) => `${protocol.name} ${protocol.state.cause}`)
}
