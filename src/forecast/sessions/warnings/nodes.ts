import { nodeAnnotations, type ResourceSet } from '../../../model/resources.ts'
import type { Warning } from '../../../model/session.ts'
import { isClusterId, parseNodeAddress } from '../address.ts'
import { type ClusterFacts, families, readAsn } from '../cluster.ts'
import { someNames } from './names.ts'

/** What of the nodes Calico reads otherwise than their author may have meant. Silent acceptance is the rule there. */
export function nodeWarnings(resources: ResourceSet, cluster: ClusterFacts): Warning[] {
  const found = new Map<string, string[]>()
  const note = (code: string, node: string) => found.set(code, [...(found.get(code) ?? []), node])
  const seen = new Set<string>()
  for (const { metadata, spec } of resources.nodes) {
    const { name } = metadata
    if (seen.has(name)) note('W_NODE_TWICE', name)
    seen.add(name)
    const bgp = spec?.bgp ?? {}
    if (bgp.asNumber !== undefined && readAsn(bgp.asNumber) === undefined) note('W_NODE_ASN_UNREADABLE', name)
    if (readAsn(bgp.asNumber) === 0) note('W_NODE_ASN_ZERO', name)
    if (bgp.routeReflectorClusterID && !isClusterId(bgp.routeReflectorClusterID)) note('W_CLUSTER_ID_UNREADABLE', name)
    const given = families.flatMap((family) => {
      const text = family === 4 ? bgp.ipv4Address : bgp.ipv6Address
      return text ? [{ family, readable: parseNodeAddress(text, family) !== undefined }] : []
    })
    if (given.some(({ readable }) => !readable)) note('W_NODE_ADDRESS_UNREADABLE', name)
    else if (given.length === 0) note('W_NODE_WITHOUT_ADDRESS', name)
    else if (!given.some(({ family }) => family === 4)) note('W_NODE_WITHOUT_ROUTER_ID', name)
    if (hidesLabels(metadata.annotations?.[nodeAnnotations.kubeLabels], metadata.labels ?? {})) {
      note('W_LABELS_IN_ANNOTATION', name)
    }
  }
  const warnings = [...found].map(([code, nodes]) => ({ code, subject: someNames(nodes), ...explanations[code]! }))
  for (const [address, nodes] of cluster.byAddress) {
    if (nodes.length < 2) continue
    warnings.push({
      code: 'W_ADDRESS_TWICE',
      subject: someNames(nodes.map((n) => n.name)),
      message: `have the same address ${address}: with the mesh on, BIRD on every other node refuses its new configuration`,
      remedy: 'Give every node an address of its own.',
      source: 'projectcalico/bird#12',
    })
  }
  return warnings
}

/** Labels that stand only in the annotation in which Calico remembers Kubernetes labels: no selector sees them. */
function hidesLabels(annotation: string | undefined, labels: Record<string, string>): boolean {
  if (!annotation) return false
  try {
    const remembered: unknown = JSON.parse(annotation)
    return (
      typeof remembered === 'object' && remembered !== null && Object.keys(remembered).some((key) => !(key in labels))
    )
  } catch {
    return false
  }
}

const explanations: Record<string, { message: string; remedy?: string; source?: string }> = {
  W_NODE_TWICE: {
    message: 'appears more than once; the first one counts here',
    remedy: 'Keep one Node of each name.',
  },
  W_NODE_ASN_UNREADABLE: {
    message: 'has an AS number that cannot be read; Calico treats it as absent, so the node takes the global one',
    remedy: 'Write a number from 1 to 4294967295, or "high.low" in quotes.',
  },
  W_NODE_ASN_ZERO: {
    message: 'has AS number 0: BIRD refuses its configuration, and that of every node that peers with it',
    remedy: 'Set a number from 1 to 4294967295, or remove the field.',
  },
  W_CLUSTER_ID_UNREADABLE: {
    message:
      'has a cluster id that is no dotted IPv4 address: Calico takes the node for a reflector all the same, and BIRD refuses its configuration as soon as it has a client',
    remedy: 'Write a cluster id such as 244.0.0.1.',
  },
  W_NODE_ADDRESS_UNREADABLE: {
    message:
      'has an address that cannot be read: Calico drops the whole node, nobody peers with it, and its own configuration stays as it was',
    remedy: 'Write the address with its mask, such as 10.0.0.1/24.',
  },
  W_NODE_WITHOUT_ADDRESS: {
    message: 'has no BGP address: no sessions there, and none toward it',
    remedy: 'calico-node writes the address when it starts; see whether it runs on the node.',
  },
  W_NODE_WITHOUT_ROUTER_ID: {
    message: 'has no IPv4 address, from which the router id is made: BGP needs CALICO_ROUTER_ID=hash there',
    remedy: 'Set CALICO_ROUTER_ID=hash for calico-node.',
  },
  W_LABELS_IN_ANNOTATION: {
    message: 'has labels that stand only in the annotation projectcalico.org/kube-labels: no selector sees them',
    remedy: 'Put the labels into metadata.labels (kubectl label node ...).',
  },
}
