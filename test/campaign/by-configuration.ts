import type { Json } from '../../src/model/plan.ts'
import type { SimCluster } from './sim-cluster.ts'

type Labels = Record<string, Json>

/** The few selectors of the plans: `a == 'b'`, `has(a)`, `all()`, joined by `&&`. Anything else matches nothing. */
function selects(selector: string, labels: Labels): boolean {
  return selector.split('&&').every((part) => {
    const equal = /^\s*([\w./-]+)\s*==\s*'([^']*)'\s*$/.exec(part)
    if (equal) return labels[equal[1] as string] === equal[2]
    const has = /^\s*has\(([\w./-]+)\)\s*$/.exec(part)
    if (has) return labels[has[1] as string] !== undefined
    return /^\s*all\(\)\s*$/.test(part)
  })
}

/**
 * Nodes without any session by configuration: no mesh that carries them and no peer that selects them. A second opinion,
 * made without the forecast; it knows neither AS numbers nor addresses.
 */
export function nodesWithoutSessions(cluster: SimCluster, meshSkipsReflectors: boolean): string[] {
  const config = cluster.objects.get('BGPConfiguration/default')?.content['spec'] as Record<string, Json> | undefined
  const mesh = config?.['nodeToNodeMeshEnabled'] !== false
  const peers = [...cluster.objects]
    .filter(([key]) => key.startsWith('BGPPeer/'))
    .map(([, o]) => o.content['spec'] as Record<string, string>)
  const nodes = [...cluster.objects]
    .filter(([key]) => key.startsWith('KubeNode/'))
    .map(([key, object]) => {
      const { labels, annotations } = object.content['metadata'] as unknown as { labels: Labels; annotations: Labels }
      const reflector = Boolean(annotations['projectcalico.org/RouteReflectorClusterID'])
      return { name: key.slice(9), labels, reflector }
    })
  const meshed = (node: (typeof nodes)[number]) => mesh && !(meshSkipsReflectors && node.reflector)
  const linked = new Set<string>()
  for (const peer of peers) {
    const from = nodes.filter((n) =>
      peer.node ? peer.node === n.name : !peer.nodeSelector || selects(peer.nodeSelector, n.labels),
    )
    const to = peer.peerSelector ? nodes.filter((n) => selects(peer.peerSelector as string, n.labels)) : []
    for (const a of from) {
      if (peer.peerIP) linked.add(a.name)
      for (const b of to) {
        if (a === b) continue
        linked.add(a.name)
        linked.add(b.name)
      }
    }
  }
  const many = nodes.filter(meshed).length > 1
  return nodes.filter((node) => !(many && meshed(node)) && !linked.has(node.name)).map((node) => node.name)
}
