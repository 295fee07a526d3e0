import { matchesSelector } from '../../forecast/selector/match.ts'
import { parseSelector } from '../../forecast/selector/parse.ts'
import { rulesFor, type VersionRules } from '../../forecast/versions.ts'
import { type Asn, CALICO_DEFAULT_ASN, parseAsn } from '../../model/asn.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design, Rack } from '../../model/design.ts'
import { type BgpConfiguration, type BgpPeer, defaultConfiguration } from '../../model/resources.ts'
import type { Address } from '../addresses.ts'
import { type NodeFacts, nodeFacts } from '../node-facts.ts'
import { peerAddress } from '../outside-peers.ts'

/** A BGPPeer with its selectors resolved. */
interface ResolvedPeer {
  name: string
  spec: BgpPeer['spec']
  /** Nodes that configure it. */
  locals: NodeFacts[]
  /** Nodes that its peerSelector chooses; empty when it has none. */
  targets: NodeFacts[]
  /** Its peerIP. */
  address: Address | undefined
  /** The node at its peerIP, if it is one of ours. */
  inside: NodeFacts | undefined
}

/** Everything a rule may look at, computed once. */
export interface LintContext {
  cluster: ClusterState
  /** What is wanted, when it is known yet. */
  design: Design | undefined
  version: VersionRules
  nodes: NodeFacts[]
  node(name: string): NodeFacts | undefined
  peers: ResolvedPeer[]
  config: BgpConfiguration['spec'] | undefined
  meshOn: boolean
  defaultAsn: Asn
  /** Own number, else the default. */
  effectiveAsn(node: NodeFacts): Asn
  /** Nodes that a selector chooses, or why it does not parse. */
  select(selector: string): NodeFacts[] | { problem: string }
  /** The racks of a design by reflectors; empty without a design or with another scheme. */
  reflectorRacks: Rack[]
}

/** Prepares the facts for all rules. */
export function lintContext(cluster: ClusterState, design?: Design): LintContext {
  const nodes = nodeFacts(cluster)
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const byAddress = new Map(nodes.flatMap((node) => (node.address ? [[node.address.text, node]] : [])))
  const config = defaultConfiguration(cluster.resources.bgpConfigurations)?.spec
  const defaultAsn = (config?.asNumber === undefined ? undefined : parseAsn(config.asNumber)) ?? CALICO_DEFAULT_ASN

  const selected = new Map<string, NodeFacts[] | { problem: string }>()
  const select = (text: string) => {
    let found = selected.get(text)
    if (!found) {
      const parsed = parseSelector(text)
      found = parsed.ok
        ? nodes.filter((node) => matchesSelector(parsed.selector, node.labels))
        : { problem: `${parsed.problem.reason} (character ${parsed.problem.at + 1})` }
      selected.set(text, found)
    }
    return found
  }
  const chosen = (text: string) => {
    const found = select(text)
    return Array.isArray(found) ? found : []
  }
  const peers = cluster.resources.bgpPeers.map(({ metadata, spec }): ResolvedPeer => {
    const named = spec.node ? byName.get(spec.node) : undefined
    const address = peerAddress(spec.peerIP)
    return {
      name: metadata.name,
      spec,
      locals: spec.nodeSelector ? chosen(spec.nodeSelector) : spec.node ? (named ? [named] : []) : nodes,
      targets: spec.peerSelector ? chosen(spec.peerSelector) : [],
      address,
      inside: address ? byAddress.get(address.text) : undefined,
    }
  })
  return {
    cluster,
    design,
    version: rulesFor(cluster.version),
    nodes,
    node: (name) => byName.get(name),
    peers,
    config,
    meshOn: config?.nodeToNodeMeshEnabled !== false,
    defaultAsn,
    effectiveAsn: (node) => node.asn ?? defaultAsn,
    select,
    reflectorRacks: design?.scheme === 'reflectors' ? design.racks : [],
  }
}

/** "node1, node2 and 48 more": a list that fits a line. */
export function names(list: { name: string }[] | string[], most = 6): string {
  const texts = list.map((item) => (typeof item === 'string' ? item : item.name))
  return texts.length <= most ? texts.join(', ') : `${texts.slice(0, most).join(', ')} and ${texts.length - most} more`
}
