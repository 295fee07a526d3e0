import { rulesFor } from '../../forecast/versions.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design, Leaf, Rack } from '../../model/design.ts'
import { isSecretKey } from '../../model/secret.ts'
import { cidrText, contains, isHostAddress, parseAddress, parseCidr } from '../addresses.ts'
import type { Findings } from '../diagnostics.ts'
import { leafSubnet } from '../leaf-subnet.ts'
import { leafPeerName, peerNames } from '../names.ts'
import type { NodeFacts } from '../node-facts.ts'

/** Switch names are placed into configurations and object names. */
export const switchName = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** Leafs: where they are, who they are, and whether their sessions can work. */
export function checkLeafs(design: Design, cluster: ClusterState, facts: NodeFacts[], findings: Findings): void {
  const knowsPassword = rulesFor(cluster.version).knowsField('BGPPeer', 'password')
  const nodeAt = new Map(facts.flatMap((node) => (node.address ? [[node.address.text, node.name]] : [])))
  const names = new Map<string, Leaf>()
  design.racks.forEach((rack, index) => {
    const addresses = new Set<string>()
    rack.leafs.forEach((leaf, at) => {
      const path = `racks[${index}].leafs[${at}]`
      checkName(leaf, path, names, findings)
      checkAddress(rack, leaf, `${path}.address`, cluster, nodeAt, findings)
      if (addresses.has(leaf.address)) {
        findings.error(
          'E_DESIGN_LEAF_ADDRESS',
          `${path}.address`,
          `${leaf.address} is given twice`,
          'give each leaf its own',
        )
      }
      addresses.add(leaf.address)
      checkAs(design, rack, leaf, `${path}.asNumber`, findings)
      checkPassword(leaf, knowsPassword, `${path}.password`, findings)
    })
  })
  checkPeerNames(design, findings)
}

function checkName(leaf: Leaf, path: string, names: Map<string, Leaf>, findings: Findings): void {
  if (!switchName.test(leaf.name)) {
    const remedy = 'use letters, digits, "-", "_" and ".", at most 63'
    findings.error('E_DESIGN_LEAF_NAME', `${path}.name`, `"${leaf.name}" cannot be a switch name`, remedy)
  }
  const other = names.get(leaf.name)
  // One switch may be named by an address of each family.
  const twin = other !== undefined && isTwin(other, leaf)
  if (other !== undefined && other.address !== leaf.address && !twin) {
    findings.error('E_DESIGN_LEAF_NAME', `${path}.name`, `two leafs are called ${leaf.name}`, 'rename one')
  }
  if (twin && other.asn !== leaf.asn) {
    const message = `leaf ${leaf.name} has AS ${other.asn} and AS ${leaf.asn}`
    findings.error(
      'E_DESIGN_LEAF_ASN',
      `${path}.asNumber`,
      message,
      'give one switch one AS, or two switches two names',
    )
  }
  names.set(leaf.name, leaf)
}

function isTwin(a: Leaf, b: Leaf): boolean {
  return parseAddress(a.address)?.family !== parseAddress(b.address)?.family
}

function checkAddress(
  rack: Rack,
  leaf: Leaf,
  path: string,
  cluster: ClusterState,
  nodeAt: Map<string, string>,
  findings: Findings,
): void {
  const address = parseAddress(leaf.address)
  if (!address) {
    findings.error('E_DESIGN_LEAF_ADDRESS', path, `"${leaf.address}" is no IP address`, 'write it like 172.20.0.254')
    return
  }
  const subnet = leafSubnet(rack, leaf, cluster.resources.nodes)
  const own = parseCidr(rack.subnet)
  if (own && (!subnet || !contains(subnet, address))) {
    const message =
      own.network.family === address.family
        ? `leaf ${leaf.name} (${leaf.address}) is outside ${rack.name}'s subnet ${rack.subnet}`
        : `leaf ${leaf.name} (${leaf.address}) is in no subnet of ${rack.name}'s nodes`
    findings.error('E_DESIGN_LEAF_SUBNET', path, message, 'give the address that the nodes of this rack reach directly')
  } else if (subnet && !isHostAddress(subnet, address)) {
    const message = `${leaf.address} is the network or broadcast address of ${cidrText(subnet)}`
    findings.error('E_DESIGN_LEAF_ADDRESS', path, message, 'give a host address')
  }
  const node = nodeAt.get(address.text)
  if (node !== undefined) {
    findings.error(
      'E_DESIGN_LEAF_ADDRESS',
      path,
      `${leaf.address} is the address of ${node}`,
      'give the address of the switch',
    )
  }
}

function checkAs(design: Design, rack: Rack, leaf: Leaf, path: string, findings: Findings): void {
  if (leaf.asn === rack.asn && !leaf.options.reflectsClients) {
    const message = `leaf ${leaf.name} and rack ${rack.name} share AS ${leaf.asn}: a plain iBGP leaf passes nothing on between nodes`
    findings.error(
      'E_DESIGN_LEAF_ASN',
      path,
      message,
      'give the leaf its own AS, or let it reflect (reflectsClients: true)',
    )
  } else if (leaf.asn !== rack.asn && leaf.options.reflectsClients) {
    const message = `leaf ${leaf.name} cannot reflect to AS ${rack.asn}: only neighbours of its own AS are clients`
    findings.error('E_DESIGN_LEAF_REFLECTS', path, message, 'set reflectsClients: false, or give leaf and rack one AS')
  }
  if (design.scheme === 'reflectors' && leaf.asn === rack.asn && leaf.options.reflectsClients) {
    // BIRD treats an iBGP peer given by address as a client (facts 3): two reflection levels without a cluster id between.
    const message = `leaf ${leaf.name} reflects, and so do ${rack.name}'s reflectors`
    findings.warn('W_DESIGN_TWO_REFLECTORS', path, message, 'with a reflecting leaf the scheme "top-of-rack" is enough')
  }
}

function checkPassword(leaf: Leaf, known: boolean, path: string, findings: Findings): void {
  if (!leaf.password) return
  if (!isSecretKey(leaf.password)) {
    // It is not repeated: what is no name may be the password itself.
    const message = `the password of leaf ${leaf.name} names no Secret and key`
    findings.error('E_DESIGN_LEAF_PASSWORD', path, message, 'put it into a Secret and name that one and its key')
  } else if (!known) {
    const message = `this Calico has no passwords for BGPPeers, which leaf ${leaf.name} asks for`
    findings.error(
      'E_DESIGN_PASSWORD_TOO_NEW',
      path,
      message,
      'update Calico to 3.16 or later, or leave the password out',
    )
  }
}

/** Names of BGPPeers are made from rack and leaf names; two of them may fall together. */
function checkPeerNames(design: Design, findings: Findings): void {
  const all = peerNames(design)
  if (new Set(all).size === all.length) return
  const seen = new Set<string>()
  design.racks.forEach((rack, index) => {
    rack.leafs.forEach((leaf, at) => {
      const name = leafPeerName(rack, leaf)
      const path = `racks[${index}].leafs[${at}].name`
      if (seen.has(name))
        findings.error('E_DESIGN_PEER_NAME', path, `two BGPPeers would be called ${name}`, 'rename the leaf')
      seen.add(name)
    })
  })
}
