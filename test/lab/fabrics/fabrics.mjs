// The fabrics that the forecast is held against real FRR on, as answers files: the guide's, and how others wire their racks.

import YAML from 'yaml'

const LINKS = {
  leaf01: { spineAddress: '100.0.0.1', leafAddress: '100.0.0.2' },
  leaf02: { spineAddress: '100.0.0.5', leafAddress: '100.0.0.6' },
  leaf01b: { spineAddress: '100.0.0.9', leafAddress: '100.0.0.10' },
  leaf02b: { spineAddress: '100.0.0.13', leafAddress: '100.0.0.14' },
}
const LINKS2 = {
  leaf01: { spineAddress: '100.0.1.1', leafAddress: '100.0.1.2' },
  leaf02: { spineAddress: '100.0.1.5', leafAddress: '100.0.1.6' },
}
const RACKS = [
  { name: 'rr1', subnet: '172.20.0.0/24', nodes: 'node[1-3]', reflectors: 'node[1-2]', host: '172.20.0' },
  { name: 'rr2', subnet: '173.20.0.0/24', nodes: 'node[4-6]', reflectors: 'node[4-5]', host: '173.20.0' },
]
const SERVICES = ['10.233.0.0/18']

/** The same racks and links in IPv6, on wires of their own. */
const LINKS6 = {
  leaf01: { spineAddress: 'fd00:100:1::1', leafAddress: 'fd00:100:1::2' },
  leaf02: { spineAddress: 'fd00:100:2::1', leafAddress: 'fd00:100:2::2' },
}
const RACKS6 = [1, 2].map((rack) => ({
  ...RACKS[rack - 1],
  subnet: `fd00:20:${rack}::/64`,
  host: `fd00:20:${rack}::`,
  // A cluster id has four octets, whatever the addresses have.
  clusterIDs: Object.fromEntries([1, 2].map((at) => [`node${rack * 3 - 3 + at}`, `0.0.${rack}.${at}`])),
}))
const SERVICES6 = ['fd00:96::/112']

/** Every switch and address that any of the fabrics needs; the lab is wired once for all of them. */
export const SWITCHES = [
  ...Object.keys(LINKS).map((name) => ({
    name,
    addresses: [
      `${name.startsWith('leaf01') ? '172.20.0' : '173.20.0'}.${name.endsWith('b') ? 253 : 254}/24`,
      ...[LINKS[name], LINKS2[name]].filter(Boolean).map((link) => `${link.leafAddress}/30`),
      ...(LINKS6[name] ? [`fd00:20:${name === 'leaf01' ? 1 : 2}::fe/64`, `${LINKS6[name].leafAddress}/64`] : []),
    ],
  })),
  {
    name: 'spine',
    addresses: [
      ...Object.values(LINKS).map((link) => `${link.spineAddress}/30`),
      ...Object.values(LINKS6).map((link) => `${link.spineAddress}/64`),
    ],
  },
  { name: 'spine2', addresses: Object.values(LINKS2).map((link) => `${link.spineAddress}/30`) },
]
export const GATEWAYS = { 1: '172.20.0.254', 2: '173.20.0.254' }

/**
 * @param asns AS of each rack
 * @param leafAsns AS of the leafs of each rack
 * @param options of every leaf
 */
function answers({
  scheme = 'reflectors',
  asns,
  leafAsns,
  options = {},
  perRack = 1,
  racks = RACKS,
  spines = ['spine'],
  family = 4,
  leafPassword,
  openLeaf,
}) {
  const six = family === 6
  const reflectors = scheme === 'reflectors'
  const names = (index) => [`leaf0${index + 1}`, `leaf0${index + 1}b`].slice(0, perRack)
  const all = racks.flatMap((_, index) => names(index))
  const links = (table) => Object.fromEntries(all.filter((name) => table[name]).map((name) => [name, table[name]]))
  return YAML.stringify({
    scheme,
    order: 'guide',
    asNumber: 64512,
    ...(leafPassword ? { leafPassword } : {}),
    racks: racks.map(({ host, reflectors: chosen, clusterIDs = 'node-ip', ...rack }, index) => ({
      ...rack,
      asNumber: asns[index],
      ...(reflectors ? { reflectors: chosen, clusterIDs } : {}),
      leafs: names(index).map((name, at) => ({
        name,
        address: six ? `${host}fe` : `${host}.${254 - at}`,
        asNumber: leafAsns[index],
        ...options,
        ...(name === openLeaf ? { password: 'none' } : {}),
      })),
    })),
    interRack: 'leafs',
    spines: [
      ...(spines.includes('spine') ? [{ name: 'spine', asNumber: 65008, links: links(six ? LINKS6 : LINKS) }] : []),
      ...(spines.includes('spine2') ? [{ name: 'spine2', asNumber: 65007, links: links(LINKS2) }] : []),
    ],
    labels: { group: 'rr-group', id: 'rr-id' },
    fabric: { defaultRouteViaLeaf: true, sshToNodes: false },
    serviceCIDRs: six ? SERVICES6 : SERVICES,
  })
}

const PASSWORD = { secret: 'bgp-passwords', key: 'leafs' }
const tor = { scheme: 'top-of-rack', asns: [64512, 64513], leafAsns: [65009, 65010] }

export const FABRICS = [
  { name: "the guide's", answers: answers({ asns: [64512, 64513], leafAsns: [65009, 65010] }) },
  {
    name: 'one AS for all racks, leafs override it',
    answers: answers({ asns: [64512, 64512], leafAsns: [65009, 65010], options: { asOverride: true } }),
  },
  {
    name: 'one AS for all racks, nodes allow it in',
    answers: answers({ asns: [64512, 64512], leafAsns: [65009, 65010] }),
  },
  {
    name: 'leafs that take any foreign AS',
    answers: answers({
      asns: [64512, 64513],
      leafAsns: [65009, 65010],
      options: { accepts: 'all-nodes', remoteAs: 'external' },
    }),
  },
  {
    name: 'one AS for all leafs, with allowas-in on them',
    answers: answers({ asns: [64512, 64513], leafAsns: [65009, 65009], options: { allowAsIn: 1 } }),
  },
  {
    name: 'two spines of different AS',
    answers: answers({ asns: [64512, 64513], leafAsns: [65009, 65010], spines: ['spine', 'spine2'] }),
  },
  { name: 'top of rack', answers: answers(tor) },
  { name: 'top of rack without override', answers: answers({ ...tor, options: { asOverride: false } }) },
  { name: 'dual top of rack', answers: answers({ ...tor, perRack: 2 }) },
  {
    name: 'dual leafs under reflectors',
    answers: answers({ asns: [64512, 64513], leafAsns: [65009, 65010], perRack: 2 }),
  },
  {
    name: 'top of rack as reflector',
    answers: answers({ ...tor, asns: [65009, 65010], options: { asOverride: false, reflectsClients: true } }),
  },
  {
    name: 'top of rack as reflector with next-hop-self',
    answers: answers({
      ...tor,
      asns: [65009, 65010],
      options: { asOverride: false, reflectsClients: true, nextHopSelf: true },
    }),
  },
  {
    name: 'leafs with a password',
    secrets: { 'bgp-passwords': { leafs: 'Kc7-lab' } },
    answers: answers({ asns: [64512, 64513], leafAsns: [65009, 65010], leafPassword: PASSWORD }),
  },
  // Calico uses no password then: the leafs refuse the nodes, which the forecast has to say.
  {
    name: 'leafs with a password that no Secret holds',
    passwords: { 'PASSWORD-FROM-not-there-leafs': 'Kc7-lab' },
    answers: answers({
      asns: [64512, 64513],
      leafAsns: [65009, 65010],
      leafPassword: { secret: 'not-there', key: 'leafs' },
    }),
  },
  {
    name: 'top of rack with a password, one leaf without',
    secrets: { 'bgp-passwords': { leafs: 'Kc7-lab' } },
    answers: answers({ ...tor, leafPassword: PASSWORD, openLeaf: 'leaf02' }),
  },
  {
    name: 'one rack without a spine',
    racks: 1,
    answers: answers({ asns: [64512], leafAsns: [65009], racks: RACKS.slice(0, 1), spines: [] }),
  },
  // The nodes keep their addresses, pool and blocks of IPv4, as a cluster with both has them.
  {
    name: 'the guide in IPv6',
    family: 6,
    answers: answers({ asns: [64512, 64513], leafAsns: [65009, 65010], racks: RACKS6, family: 6 }),
  },
  {
    name: 'top of rack in IPv6',
    family: 6,
    answers: answers({ ...tor, racks: RACKS6, family: 6 }),
  },
]
