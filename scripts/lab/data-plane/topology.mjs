// The guide's fabric: two racks, one leaf each, one spine; both reflectors of a rack on its leaf.

export const SPINE = Object.freeze({ name: 'spine', asn: 65008, routerId: '1.1.1.1' })

export const LEAFS = Object.freeze([
  {
    name: 'leaf01',
    rack: 1,
    asn: 65009,
    routerId: '2.2.2.2',
    address: '172.20.0.254',
    subnet: '172.20.0.0/24',
    rackAsn: 64512,
    uplink: { leaf: '100.0.0.2', spine: '100.0.0.1' },
  },
  {
    name: 'leaf02',
    rack: 2,
    asn: 65010,
    routerId: '3.3.3.3',
    address: '173.20.0.254',
    subnet: '173.20.0.0/24',
    rackAsn: 64513,
    uplink: { leaf: '100.0.0.6', spine: '100.0.0.5' },
  },
])

/** The guide's reflectors: the first two nodes of each rack. */
export const isReflector = (node) => node.index % 3 !== 0

/**
 * What a leaf has before the wizard's own lines for it are loaded: BGP, its uplink, the subnet of its rack. Its neighbours
 * among the nodes come from the configuration that the wizard writes.
 */
export function leafConfig(leaf) {
  const lines = [
    ...header(leaf.name, leaf.asn, leaf.routerId),
    ...neighbor(leaf.uplink.spine, SPINE.asn),
    ' address-family ipv4 unicast',
    `  network ${leaf.subnet}`,
    '  maximum-paths 8',
    ' exit-address-family',
    '!',
  ]
  return `${lines.join('\n')}\n`
}

export function spineConfig() {
  const lines = [
    ...header(SPINE.name, SPINE.asn, SPINE.routerId),
    ...LEAFS.flatMap((leaf) => neighbor(leaf.uplink.leaf, leaf.asn)),
    ' address-family ipv4 unicast',
    '  maximum-paths 8',
    ' exit-address-family',
    '!',
  ]
  return `${lines.join('\n')}\n`
}

const header = (name, asn, routerId) => [
  `hostname ${name}`,
  'log file /run/frr/frr.log informational',
  '!',
  `router bgp ${asn}`,
  ` bgp router-id ${routerId}`,
  // What FRR adds to the RFC by default (no policy, no routes) is not what a switch of the guide does.
  ' no bgp ebgp-requires-policy',
  ' no bgp network import-check',
  ' bgp bestpath as-path multipath-relax',
]

const neighbor = (address, remoteAs) => [
  ` neighbor ${address} remote-as ${remoteAs}`,
  ` neighbor ${address} timers connect 10`,
]
