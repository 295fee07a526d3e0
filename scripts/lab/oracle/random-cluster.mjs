// Random small clusters, in Calico's v3 shapes: everything that v3.25.0 lets decide a BGP session, in odd combinations too.

import { seeded } from './random.mjs'

const ASNS = [64512, 64513, 64514, 65001, 4200000000, 131082]
const CLUSTER_IDS = ['244.0.0.1', '244.0.0.2', '172.20.0.11', '1.1.1.1']
const RESTART_TIMES = ['10s', '1m30s', '150s', '1500ms', '2m']

const obj = (kind, name, spec, labels) => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata: { name, ...(labels ? { labels } : {}) },
  spec,
})

export function randomCluster(seed) {
  const random = seeded(seed)
  const { chance, int, pick } = random
  const nodes = randomNodes(random)
  const configurations = randomConfigurations(random, nodes)
  const secrets = chance(0.7) ? [{ namespace: 'kube-system', name: 'bgp', keys: ['mesh', 'rack'] }] : []
  const peers = []
  const count = chance(0.1) ? 0 : int(1, 6)
  for (let index = 0; index < count; index += 1) peers.push(randomPeer(random, index, nodes))
  return {
    seed,
    secrets,
    resources: {
      nodes,
      bgpConfigurations: configurations,
      bgpPeers: peers,
      bgpFilters: [],
      ipPools: [
        obj('IPPool', 'pool4', {
          cidr: '10.233.64.0/18',
          ipipMode: pick(['Never', 'Always', 'CrossSubnet']),
          vxlanMode: 'Never',
          natOutgoing: true,
        }),
      ],
      blockAffinities: [],
      secrets,
      services: [],
    },
  }
}

function randomNodes({ chance, int, pick }) {
  const count = int(2, 6)
  const dual = chance(0.3)
  const own = chance(0.6)
  const nodes = []
  for (let index = 1; index <= count; index += 1) {
    const rack = index <= Math.ceil(count / 2) ? 1 : 2
    const labels = { 'kubernetes.io/hostname': `node${index}`, rack: `r${rack}` }
    if (chance(0.35)) labels['rr-id'] = pick(['rr1', 'rr2'])
    if (chance(0.5)) labels['rr-group'] = pick(['rr1', 'rr2'])
    if (chance(0.2)) labels.zone = pick(['a', 'b', 'ab'])
    const bgp = {}
    // Now and then a node without an address, as a node on which calico-node never came up.
    if (!chance(0.05))
      bgp.ipv4Address = `17${rack + 1}.20.0.${chance(0.5) ? 8 + index : 98 + index}${chance(0.9) ? '/24' : ''}`
    if (dual && !chance(0.1)) bgp.ipv6Address = `fd00:${rack}::${index.toString(16)}${chance(0.8) ? '/64' : ''}`
    if (own && chance(0.6)) bgp.asNumber = chance(0.1) ? '1.10' : pick(ASNS)
    if (chance(0.3)) bgp.routeReflectorClusterID = pick(CLUSTER_IDS)
    nodes.push(obj('Node', `node${index}`, Object.keys(bgp).length > 0 ? { bgp } : {}, labels))
  }
  return nodes
}

function randomConfigurations({ chance, pick }, nodes) {
  const list = []
  if (chance(0.85)) {
    const spec = { logSeverityScreen: pick(['Info', 'Debug', 'Warning']) }
    if (chance(0.7)) spec.nodeToNodeMeshEnabled = chance(0.5)
    if (chance(0.5)) spec.asNumber = pick(ASNS)
    if (chance(0.25)) spec.listenPort = pick([179, 1790, 500])
    if (spec.nodeToNodeMeshEnabled !== false) {
      if (chance(0.15)) spec.nodeMeshPassword = { secretKeyRef: { name: 'bgp', key: pick(['mesh', 'missing']) } }
      if (chance(0.15)) spec.nodeMeshMaxRestartTime = pick(RESTART_TIMES)
    }
    if (chance(0.1)) spec.serviceClusterIPs = [{ cidr: '10.96.0.0/12' }]
    list.push(obj('BGPConfiguration', 'default', spec))
  }
  for (const node of nodes) {
    if (!chance(0.1)) continue
    const spec = { logSeverityScreen: 'Info' }
    if (chance(0.8)) spec.listenPort = pick([179, 1791, 500])
    list.push(obj('BGPConfiguration', `node.${node.metadata.name}`, spec))
  }
  return list
}

function randomSelector({ chance, pick }) {
  const simple = () =>
    pick([
      'all()',
      'has(rr-id)',
      '!has(rr-id)',
      "rack == 'r1'",
      'rack == "r2"',
      "rr-id == 'rr1'",
      "rr-id=='rr2'",
      "rr-group == 'rr1'",
      "rr-group != 'rr1'",
      "rr-group in {'rr1', 'rr2'}",
      "rr-group not in { 'rr1' }",
      "zone contains 'a'",
      "zone starts with 'a'",
      "zone ends with 'b'",
      "kubernetes.io/hostname == 'node1'",
      "rack == 'r9'",
    ])
  if (chance(0.6)) return simple()
  const joined = `${simple()} ${pick(['&&', '||'])} ${simple()}`
  if (chance(0.6)) return joined
  return chance(0.5) ? `!(${joined})` : `(${joined}) ${pick(['&&', '||'])} ${simple()}`
}

function randomPeer(random, index, nodes) {
  const { chance, int, pick } = random
  const spec = {}
  const scope = pick(['global', 'global', 'node', 'selector', 'selector', 'selector'])
  if (scope === 'node') spec.node = chance(0.9) ? pick(nodes).metadata.name : 'node99'
  if (scope === 'selector') spec.nodeSelector = randomSelector(random)
  let external = true
  if (chance(0.5)) {
    spec.peerSelector = randomSelector(random)
    external = false
  } else {
    const target = randomTarget(random, nodes)
    spec.peerIP = target.peerIP
    external = target.external
    // Left out now and then: calicoctl takes it, and BIRD is then told AS 0.
    if (!chance(0.05)) spec.asNumber = target.external || chance(0.3) ? pick([65009, 65010, ...ASNS]) : target.asn
  }
  if (chance(0.2))
    spec.password = { secretKeyRef: { name: chance(0.9) ? 'bgp' : 'none', key: pick(['rack', 'rack', 'missing']) } }
  if (chance(0.2)) spec.maxRestartTime = pick(RESTART_TIMES)
  if (chance(0.2)) spec.sourceAddress = pick(['UseNodeIP', 'None'])
  if (chance(0.2)) spec.keepOriginalNextHop = chance(0.8)
  if (chance(0.2)) spec.numAllowedLocalASNumbers = int(0, 3)
  if (chance(0.15)) spec.ttlSecurity = int(1, 254)
  if (chance(0.1) && spec.peerIP && external)
    spec.reachableBy = spec.peerIP.includes('fd00') ? 'fd00:1::fe' : '172.20.0.254'
  return obj('BGPPeer', `peer-${index}`, spec)
}

function randomTarget({ chance, int, pick }, nodes) {
  const node = pick(nodes)
  const bgp = node.spec.bgp ?? {}
  const addresses = [bgp.ipv4Address, bgp.ipv6Address].filter(Boolean).map((address) => address.split('/')[0])
  if (chance(0.4) && addresses.length > 0) {
    return {
      peerIP: withPort(pick(addresses), chance(0.25) ? pick([179, 1790, 1791, 500]) : 0),
      external: false,
      asn: asnOf(bgp),
    }
  }
  const address = pick(['172.20.0.254', '173.20.0.254', '10.9.9.9', 'fd00:1::fe', 'fd00:99::1'])
  return { peerIP: withPort(address, chance(0.2) ? int(1, 65535) : 0), external: true }
}

const asnOf = (bgp) => (bgp.asNumber === undefined ? 64512 : bgp.asNumber === '1.10' ? 65546 : bgp.asNumber)

function withPort(address, port) {
  if (port === 0) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
