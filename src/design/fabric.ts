import { plainAddress } from '../forecast/routes/prefix.ts'
import type { Design, Leaf, Rack, Spine } from '../model/design.ts'
import type { Fabric, Switch, SwitchNeighbor } from '../model/fabric.ts'
import type { CalicoNode, ResourceSet } from '../model/resources.ts'
import { secretText } from '../model/secret.ts'
import { cidrText, parseAddress } from './addresses.ts'
import { nodeAddress } from './families.ts'
import { spinesOf } from './implied-spine.ts'
import { leafSubnet } from './leaf-subnet.ts'

/** Finds a node's own address of a family (without mask); undefined when it has none. */
type AddressOfNode = (node: string, family: 4 | 6) => string | undefined

/**
 * The switches of a design as plain BGP speakers, configured as the admin said they are: neighbours for the reflectors or
 * for every node, links to the spines, the subnets they announce.
 * @param resources where the nodes are; a node without an address of a leaf's family is no neighbour of it
 */
export function fabricFromDesign(design: Design, resources: ResourceSet): Fabric {
  const nodes = new Map(resources.nodes.map((node) => [node.metadata.name, node]))
  // A cluster with both families speaks with a leaf in that of the leaf's address.
  const addressOfNode: AddressOfNode = (name, family) => {
    const node = nodes.get(name)
    return node && plainAddress(nodeAddress(node, family))
  }
  const above = spinesOf(design)
  const leafs = merged(
    design.racks.flatMap((rack) =>
      rack.leafs.map((leaf) => leafSwitch(rack, leaf, above, resources.nodes, addressOfNode)),
    ),
  )
  const spines = merged(above.map((spine) => spineSwitch(spine, design)))
  const defaultRouteVia: Record<string, string> = {}
  if (design.fabric.defaultRouteViaLeaf) {
    for (const rack of design.racks) {
      for (const leaf of [...rack.leafs].reverse()) {
        const subnet = leafSubnet(rack, leaf, resources.nodes)
        if (subnet) defaultRouteVia[cidrText(subnet)] = leaf.name
      }
    }
  }
  return { switches: [...leafs, ...spines], defaultRouteVia }
}

/** Two racks of one subnet may share a leaf, and a leaf may be named by an address of each family: it is one switch with all of it. */
function merged(switches: Switch[]): Switch[] {
  const byName = new Map<string, Switch>()
  for (const entry of switches) {
    const known = byName.get(entry.name)
    if (!known) {
      byName.set(entry.name, entry)
      continue
    }
    const listed = new Set(known.neighbors.map((neighbor) => neighbor.address))
    byName.set(entry.name, {
      ...known,
      addresses: [...new Set([...known.addresses, ...entry.addresses])],
      neighbors: [...known.neighbors, ...entry.neighbors.filter((neighbor) => !listed.has(neighbor.address))],
      originates: [...new Set([...known.originates, ...entry.originates])],
    })
  }
  return [...byName.values()]
}

function leafSwitch(
  rack: Rack,
  leaf: Leaf,
  spines: Spine[],
  nodes: readonly CalicoNode[],
  addressOfNode: AddressOfNode,
): Switch {
  const { options } = leaf
  const names = options.accepts === 'all-nodes' ? rack.nodes : rack.reflectors
  const family = parseAddress(leaf.address)?.family ?? 4
  const hosts = names.flatMap((name): SwitchNeighbor[] => {
    const address = addressOfNode(name, family)
    if (address === undefined) return []
    return [
      {
        address,
        ...(options.remoteAs === 'exact' ? { remoteAs: rack.asn } : {}),
        allowAsIn: options.allowAsIn,
        asOverride: options.asOverride,
        nextHopSelf: options.nextHopSelf,
        reflectorClient: options.reflectsClients,
        password: leaf.password !== undefined,
        waits: options.waitsForNodes !== false,
        ...(leaf.password ? { passwordRef: secretText(leaf.password) } : {}),
      },
    ]
  })
  const links = spines.flatMap((spine) => {
    const link = spine.links[leaf.name]
    return link ? [{ spine, ...link }] : []
  })
  const subnet = leafSubnet(rack, leaf, nodes)
  const own = subnet ? `${leaf.address}/${subnet.prefix}` : leaf.address
  return {
    name: leaf.name,
    role: 'leaf',
    asn: leaf.asn,
    routerId: leaf.address,
    addresses: [own, ...links.map((link) => linkCidr(link.leafAddress, link.spineAddress))],
    neighbors: [...hosts, ...links.map((link) => uplink(link.spineAddress, link.spine.asn, options.allowAsIn))],
    originates: subnet ? [cidrText(subnet)] : [],
    multipath: options.multipath,
  }
}

function spineSwitch(spine: Spine, design: Design): Switch {
  const links = design.racks
    .flatMap((rack) => rack.leafs)
    .flatMap((leaf) => {
      const link = spine.links[leaf.name]
      return link ? [{ leaf, ...link }] : []
    })
  return {
    name: spine.name,
    role: 'spine',
    asn: spine.asn,
    routerId: links[0]?.spineAddress ?? '',
    addresses: links.map((link) => linkCidr(link.spineAddress, link.leafAddress)),
    neighbors: links.map((link) => uplink(link.leafAddress, link.leaf.asn, 0)),
    originates: [],
    multipath: true,
  }
}

/** A session between two switches: no option of the host side applies to it but allowas-in (racks of one AS). */
function uplink(address: string, remoteAs: number, allowAsIn: number): SwitchNeighbor {
  return {
    address,
    remoteAs,
    allowAsIn,
    asOverride: false,
    nextHopSelf: false,
    reflectorClient: false,
    password: false,
  }
}

/** Gives a link address the longest prefix that holds both ends: a design does not ask for the mask of a link. */
function linkCidr(own: string, other: string): string {
  const [a, b] = [parseAddress(own), parseAddress(other)]
  if (!a || !b || a.family !== b.family) return own
  const size = a.family === 4 ? 32 : 128
  let shared = size
  while (shared > 0 && a.value >> BigInt(size - shared) !== b.value >> BigInt(size - shared)) shared--
  return `${own}/${shared}`
}
