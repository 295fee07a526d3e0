import { type Asn, CALICO_DEFAULT_ASN, parseAsn } from '../../model/asn.ts'
import {
  type BgpConfiguration,
  type CalicoNode,
  defaultConfiguration,
  type ResourceSet,
} from '../../model/resources.ts'
import type { VersionRules } from '../versions.ts'
import { type Family, type NodeAddress, parseNodeAddress } from './address.ts'
import { parseDurationSeconds } from './duration.ts'
import { type SecretReader, secretReader } from './secrets.ts'

/** What of a node decides its sessions, read once. */
export interface NodeFacts {
  index: number
  name: string
  labels: Readonly<Record<string, string>>
  /** The node's own AS number; undefined when it takes the global one. */
  ownAsn: Asn | undefined
  asn: Asn
  /** As stored, readable or not: whatever is not empty makes a reflector. Empty when the node is none. */
  clusterId: string
  /** Port others must connect to when it was configured anywhere; null means 179 and stays out of names. */
  listenPort: number | null
  /** The part of it that belongs to this node alone. */
  ownListenPort: number | null
  address: Readonly<Record<Family, NodeAddress | undefined>>
  routerId: string | null
}

/** The whole cluster, read once. */
export interface ClusterFacts {
  rules: VersionRules
  nodes: readonly NodeFacts[]
  byName: ReadonlyMap<string, NodeFacts>
  /** By canonical address; more than one node is a mistake that is reported. */
  byAddress: ReadonlyMap<string, readonly NodeFacts[]>
  globalAsn: Asn
  defaultListenPort: number | null
  meshEnabled: boolean
  /** The password of the mesh can be read. */
  meshPassword: boolean
  meshRestartSeconds: number | null
  secrets: SecretReader
}

export const families: readonly Family[] = [4, 6]

/** Reads nodes and BGPConfigurations the way Calico does: what it cannot read counts as absent. */
export function readCluster(
  resources: ResourceSet,
  rules: VersionRules,
  calicoNamespace: string | undefined,
): ClusterFacts {
  const defaults = defaultConfiguration(resources.bgpConfigurations)?.spec ?? {}
  const ownPorts = new Map<string, number>()
  for (const configuration of resources.bgpConfigurations) {
    const node = nodeOfConfiguration(configuration)
    const port = readPort(configuration.spec?.listenPort)
    if (node !== undefined && port !== null) ownPorts.set(node, port)
  }
  const globalAsn = readAsn(defaults.asNumber) ?? CALICO_DEFAULT_ASN
  const defaultListenPort = readPort(defaults.listenPort)
  const byName = new Map<string, NodeFacts>()
  for (const node of resources.nodes) {
    if (byName.has(node.metadata.name)) continue
    byName.set(
      node.metadata.name,
      readNode(node, byName.size, globalAsn, ownPorts.get(node.metadata.name) ?? null, defaultListenPort),
    )
  }
  const nodes = [...byName.values()]
  const byAddress = new Map<string, NodeFacts[]>()
  for (const node of nodes) {
    for (const family of families) {
      const address = node.address[family]
      if (!address) continue
      const there = byAddress.get(address.text)
      if (there) there.push(node)
      else byAddress.set(address.text, [node])
    }
  }
  const secrets = secretReader(resources.secrets, calicoNamespace)
  const knowsMesh = (field: string) => rules.knowsField('BGPConfiguration', field)
  const restart = knowsMesh('nodeMeshMaxRestartTime') ? defaults.nodeMeshMaxRestartTime : undefined
  return {
    rules,
    nodes,
    byName,
    byAddress,
    globalAsn,
    defaultListenPort,
    // Only an explicit false turns it off: a missing field, or a missing resource, leaves the mesh on.
    meshEnabled: defaults.nodeToNodeMeshEnabled !== false,
    meshPassword: knowsMesh('nodeMeshPassword') && secrets.readable(defaults.nodeMeshPassword?.secretKeyRef),
    meshRestartSeconds: typeof restart === 'string' ? (parseDurationSeconds(restart) ?? null) : null,
    secrets,
  }
}

/** The node a BGPConfiguration is for; undefined for `default` and for names Calico only logs. */
export function nodeOfConfiguration(configuration: BgpConfiguration): string | undefined {
  const { name } = configuration.metadata
  return name.startsWith('node.') ? name.slice('node.'.length) : undefined
}

function readNode(
  node: CalicoNode,
  index: number,
  globalAsn: Asn,
  ownListenPort: number | null,
  defaultListenPort: number | null,
): NodeFacts {
  const bgp = node.spec?.bgp ?? {}
  const ownAsn = readAsn(bgp.asNumber)
  const address = addressesOf(node)
  return {
    index,
    name: node.metadata.name,
    labels: node.metadata.labels ?? {},
    ownAsn,
    asn: ownAsn ?? globalAsn,
    clusterId: bgp.routeReflectorClusterID ?? '',
    listenPort: ownListenPort ?? defaultListenPort,
    ownListenPort,
    address,
    // The IPv6 daemon uses the IPv4 address too: a router id has four bytes.
    routerId: address[4]?.text ?? null,
  }
}

interface ReadAddresses {
  from: string
  address: NodeFacts['address']
}

/** The stages of a plan share the nodes that they do not change, so addresses are read once. */
const known = new WeakMap<CalicoNode, ReadAddresses>()

function addressesOf(node: CalicoNode): NodeFacts['address'] {
  const { ipv4Address, ipv6Address } = node.spec?.bgp ?? {}
  const from = `${ipv4Address} ${ipv6Address}`
  const before = known.get(node)
  if (before?.from === from) return before.address
  const read = { 4: readAddress(ipv4Address, 4), 6: readAddress(ipv6Address, 6) }
  // One address that Calico cannot read, and confd drops the whole node (confd oracle, docs/lab.md).
  const dropped = (ipv4Address && !read[4]) || (ipv6Address && !read[6])
  const address = dropped ? { 4: undefined, 6: undefined } : read
  known.set(node, { from, address })
  return address
}

/** An AS number as it is stored; undefined when absent or unreadable. */
export function readAsn(value: number | string | undefined | null): Asn | undefined {
  return value === undefined || value === null || value === '' ? undefined : parseAsn(value)
}

function readPort(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65535 ? value : null
}

function readAddress(text: string | undefined, family: Family): NodeAddress | undefined {
  return typeof text === 'string' && text !== '' ? parseNodeAddress(text, family) : undefined
}
