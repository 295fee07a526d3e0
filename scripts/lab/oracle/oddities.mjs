// What nobody would write and the API takes all the same: contradictions, nonsense, other spellings of one thing.

const annotation = (name) => `projectcalico.org/${name}`

/** Oddities of nodes: each changes one node in place. */
const ofNodes = [
  (node, { pick }) => set(node, 'RouteReflectorClusterID', pick(['5', 'rack-one', '0xac140001', '244.0.0.256', ''])),
  (node, { pick }) => set(node, 'ASNumber', pick(['0', 'none', '', '64512 ', '65536.1', '0.64513', '4294967296'])),
  (node, { pick }) => set(node, 'IPv4Address', pick(['172.20.0.300/24', 'here', '172.20.0.9/33', '172.20.0.77/16'])),
  (node, { pick }) =>
    set(node, 'IPv6Address', pick(['fd00:1:0:0:0::42/64', 'FD00:1::AB', 'fd00:1::1::2', 'fd00:1::77/128'])),
  // A node of IPv6 alone.
  (node) => {
    delete node.metadata.annotations[annotation('IPv4Address')]
    set(node, 'IPv6Address', 'fd00:1::99/64')
  },
  // Labels that only Calico has: seen by selectors, but weaker than those of Kubernetes.
  (node, { pick }) =>
    set(node, 'labels', pick(['{"rr-id":"rr1","rack":"r9","zone":"a"}', '{"rr-id":"rr2"}', '{}', 'no json', ''])),
  // Labels that were Calico's memory of Kubernetes', and are nothing now.
  (node) => set(node, 'kube-labels', '{"rr-id":"rr1","zone":"ab"}'),
  (node, { pick }) => {
    node.metadata.labels[pick(['rr-id', 'zone', 'rack'])] = pick(['', 'true', 'rr1', 'a'])
  },
]

/** Oddities of BGPPeers: each changes the spec in place. */
const ofPeers = [
  (spec, { pick }, nodes) => Object.assign(spec, { node: pick(nodes).metadata.name, nodeSelector: 'has(rr-id)' }),
  (spec) => Object.assign(spec, { peerSelector: "rack == 'r1'", peerIP: '172.20.0.254', asNumber: 65009 }),
  (spec) => {
    delete spec.peerIP
    delete spec.peerSelector
  },
  (spec, { pick }) =>
    Object.assign(spec, {
      nodeSelector: pick([
        '',
        'has(',
        'rack = r1',
        "rack == 'r1' &&",
        'has(rr-id) has(zone)',
        "rack in {'r1',}",
        'rack',
      ]),
    }),
  (spec, { pick }) => {
    spec.peerSelector = pick([
      '',
      '!',
      'rr-id in {}',
      'global()',
      '!(all())',
      '!!has(zone)',
      "zone == ''",
      'has(rack)||!has(zone)',
    ])
    delete spec.asNumber
  },
  (spec, { pick }) => {
    delete spec.peerSelector
    spec.peerIP = pick([
      'nowhere',
      '172.20.0.9:',
      '172.20.0.254:0',
      '172.20.0.254:0x6fe',
      '172.20.0.254:01767',
      '172.20.0.254:0b11',
      '172.20.0.254:1_790',
      '172.20.0.254:bgp',
      '172.20.0.254:70000',
      '::ffff:172.20.0.254',
      'fd00:1:0:0:0:0:0:fe',
      'FD00:1::FE',
      '[fd00:1::fe]:1790',
      '[fd00:1::fe]',
      'fd00:1::fe%eth0',
      '172.20.0.254/24',
      '172.020.0.254',
    ])
    spec.asNumber = 65009
  },
  (spec, { pick }) =>
    Object.assign(spec, { maxRestartTime: pick(['0s', '500ms', '499ms', '1.5s', '2.5s', '1h0m0.6s', '-5s']) }),
  (spec, { pick }) => Object.assign(spec, { sourceAddress: pick(['', 'UseNodeIP', 'None']) }),
  (spec, { pick }) => Object.assign(spec, { ttlSecurity: pick([0, 1, 255]) }),
  (spec, { pick }) => Object.assign(spec, { reachableBy: pick(['fd00:1::fe', '172.20.0.254', 'near', '']) }),
  (spec, { pick }) => Object.assign(spec, { asNumber: pick([0, 1, 4294967295]) }),
  (spec) => Object.assign(spec, { password: {} }),
]

/** Oddities of BGPConfigurations: each adds or changes one of the list. */
const ofConfigurations = [
  // Nobody reads one of another name.
  (list) => list.push(configuration('extra', { nodeToNodeMeshEnabled: false, asNumber: 65400, listenPort: 999 })),
  (list, _random, nodes) => {
    const name = `node.${nodes[0].metadata.name}`
    const there = list.find((c) => c.metadata.name === name) ?? add(list, configuration(name, {}))
    Object.assign(there.spec, { nodeToNodeMeshEnabled: false, asNumber: 65401, listenPort: 1792 })
  },
  (list) => list.push(configuration('node.node99', { listenPort: 1793 })),
  (list) => Object.assign(defaults(list).spec, { nodeToNodeMeshEnabled: false, nodeMeshMaxRestartTime: '30s' }),
  (list) => Object.assign(defaults(list).spec, { nodeMeshPassword: {}, nodeMeshMaxRestartTime: '1.5s' }),
  (list) => Object.assign(defaults(list).spec, { asNumber: 0 }),
]

/** Makes a few of a cluster's objects odd, in place; most clusters keep some sense. */
export function addOddities(random, objects) {
  const { chance, int, pick } = random
  const of = (kind) => objects.filter((object) => object.kind === kind)
  const nodes = of('Node')
  for (let count = chance(0.5) ? 0 : int(1, 2); count > 0; count -= 1) pick(ofNodes)(pick(nodes), random)
  // Two nodes of one address: whoever meshes with both has one name twice.
  if (chance(0.06) && nodes.length > 2) {
    const [first, second] = [pick(nodes), pick(nodes)]
    const address = first.metadata.annotations[annotation('IPv4Address')]
    if (address) set(second, 'IPv4Address', address)
  }
  const peers = of('BGPPeer')
  if (peers.length > 0) {
    for (let count = chance(0.4) ? 0 : int(1, 2); count > 0; count -= 1) pick(ofPeers)(pick(peers).spec, random, nodes)
  }
  if (!chance(0.25)) return objects
  const configurations = of('BGPConfiguration')
  pick(ofConfigurations)(configurations, random, nodes)
  return [...objects.filter((object) => object.kind !== 'BGPConfiguration'), ...configurations]
}

function set(node, name, value) {
  node.metadata.annotations[annotation(name)] = value
}

function configuration(name, spec) {
  return { apiVersion: 'crd.projectcalico.org/v1', kind: 'BGPConfiguration', metadata: { name }, spec }
}

function defaults(list) {
  return list.find((c) => c.metadata.name === 'default') ?? add(list, configuration('default', {}))
}

function add(list, object) {
  list.push(object)
  return object
}
