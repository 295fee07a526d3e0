import type { Switch, SwitchNeighbor } from '../model/fabric.ts'

/** Switches by every address that they have, without mask. */
export function byAddress(switches: Switch[]): Map<string, Switch> {
  return new Map(switches.flatMap((one) => one.addresses.map((address) => [address.split('/')[0]!, one] as const)))
}

/**
 * Says of each neighbour of a switch whether it shall hear routes with its own AS in their path. The forecast lets every switch
 * send them and leaves the refusal to who receives them; NX-OS and Junos hold them back by themselves.
 * What a node accepts stands in BGPPeers and may change after the switch was loaded, so a node counts as accepting its own AS
 * wherever others have it, too; a switch says by its own allowas-in whether it does.
 * @param facts `rackAsn`: the AS of neighbours that may have any foreign one
 * @param others the other switches, by address
 */
export function ownAsRule(
  source: Switch,
  facts: { rackAsn?: number },
  others: Map<string, Switch>,
): (neighbor: SwitchNeighbor) => boolean {
  const own = new Set(source.addresses.map((address) => address.split('/')[0]!))
  // Also those of the other switches: their routes come along over the spine.
  const far = [...new Set(others.values())].flatMap((one) => one.neighbors).filter(({ address }) => !own.has(address))
  return (neighbor) => {
    const asn = neighbor.remoteAs ?? facts.rackAsn
    if (neighbor.asOverride || asn === source.asn) return false
    const device = others.get(neighbor.address)
    const accepts = device === undefined || device.neighbors.some((n) => own.has(n.address) && n.allowAsIn > 0)
    // A node may be a neighbour by an address of each family, and routes of one are not told by the other.
    const six = (one: SwitchNeighbor) => one.address.includes(':')
    const beside = [...source.neighbors, ...far].filter(
      (n) => n.address !== neighbor.address && six(n) === six(neighbor),
    )
    return accepts && beside.some((n) => (n.remoteAs ?? asn) === asn)
  }
}
