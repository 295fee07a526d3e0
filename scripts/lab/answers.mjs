// Answers for the wizard on the lab's cluster: the guide's design, with what each run varies.

import YAML from 'yaml'
import { LEAFS } from './data-plane/topology.mjs'

/**
 * @param oneAs every rack keeps AS 64512, so that no node changes its AS; the leafs then override it
 * @param leafs what the leafs accept, as in `startDataPlane`
 * @param waitsForNodes false: the leafs open sessions too
 * @param sshToNodes whether the wizard may put routes on the nodes (the safety net)
 */
export function labAnswers({
  leafs = 'external',
  oneAs = false,
  waitsForNodes = true,
  leafPassword = 'none',
  sshToNodes = false,
  order = 'safe',
  statusVia = 'exec',
  kubeconfig,
} = {}) {
  const strict = leafs === 'strict'
  const leafOptions = {
    accepts: strict ? 'reflectors' : 'all-nodes',
    remoteAs: strict ? 'exact' : 'external',
    asOverride: leafs === 'as-override',
    multipath: true,
    waitsForNodes,
  }
  return YAML.stringify({
    scheme: 'reflectors',
    order,
    calicoctl: { install: 'none' },
    // The lab hands calicoctl its kubeconfig by itself; the machine's own /etc is none of its business.
    calicoctlConfig: { write: false, ...(kubeconfig ? { kubeconfig } : {}) },
    asNumber: 64512,
    leafPassword,
    racks: LEAFS.map((leaf) => {
      const first = leaf.rack === 1 ? 1 : 4
      return {
        name: `rr${leaf.rack}`,
        subnet: leaf.subnet,
        nodes: [first, first + 1, first + 2].map((index) => `node${index}`),
        asNumber: oneAs ? 64512 : leaf.rackAsn,
        reflectors: [first, first + 1].map((index) => `node${index}`),
        clusterIDs: 'node-ip',
        leafs: [{ name: leaf.name, address: leaf.address, asNumber: leaf.asn, ...leafOptions }],
      }
    }),
    interRack: 'leafs',
    spines: [
      {
        name: 'spine',
        asNumber: 65008,
        links: Object.fromEntries(
          LEAFS.map((leaf) => [leaf.name, { spineAddress: leaf.uplink.spine, leafAddress: leaf.uplink.leaf }]),
        ),
      },
    ],
    labels: { group: 'rr-group', id: 'rr-id' },
    fabric: { defaultRouteViaLeaf: true, sshToNodes },
    statusVia,
    confirmWithin: 'off',
    serviceCIDRs: ['10.233.0.0/18'],
  })
}
