import { Prng } from '../campaign/prng.ts'

/** A cluster that somebody might have, as a scenario file (JSON), and the flags that go with it. */
interface RandomCluster {
  scenario: string
  version: string
  order: 'safe' | 'guide'
  /** In a few words, for the name of a test. */
  what: string
}

const versions = [
  'v3.14.2',
  'v3.17.2',
  'v3.20.6',
  'v3.21.5',
  'v3.22.1',
  'v3.23.5',
  'v3.25.0',
  'v3.26.4',
  'v3.28.2',
].concat(['v3.29.3', 'v3.30.3', 'v3.31.7', 'v3.32.0', 'v3.33.0'])

const tunnels = [
  'none',
  'none',
  'none',
  'IPIP Always',
  'IPIP CrossSubnet',
  'VXLAN CrossSubnet',
  'VXLAN Always',
] as const

/** The cluster of a seed: racks, subnets, families, tunnels, blocks, a configuration and peers that are there already. */
export function randomCluster(seed: number): RandomCluster {
  const prng = new Prng(seed)
  const tunnel = prng.pick(tunnels)
  const six = prng.chance(0.25)
  const flat = prng.chance(0.25)
  const racks = 1 + prng.below(4)
  const objects: unknown[] = pools(tunnel, six)
  let count = 0
  let block = 0
  for (let rack = 1; rack <= racks; rack++) {
    for (let left = prng.pick([1, 2, 2, 3, 4, 6]); left > 0; left--) {
      const host = 10 + ++count
      objects.push(node(prng, count, flat ? 1 : rack, host, six))
      for (let blocks = prng.pick([0, 1, 1, 2]); blocks > 0; blocks--) {
        objects.push({
          apiVersion: 'crd.projectcalico.org/v1',
          kind: 'BlockAffinity',
          metadata: { name: `block-${block}` },
          spec: {
            cidr: `10.244.${block >> 2}.${(block & 3) * 64}/26`,
            node: `n${count}`,
            state: 'confirmed',
            deleted: 'false',
          },
        })
        block++
      }
    }
  }
  if (prng.chance(0.6)) objects.push(configuration(prng))
  if (prng.chance(0.25)) objects.push(calico('BGPPeer', 'monitor', { peerIP: '10.9.9.9', asNumber: 65111, node: 'n1' }))
  if (prng.chance(0.25))
    objects.push(calico('BGPPeer', 'nobody', { nodeSelector: 'has(nothing)', peerSelector: 'all()' }))
  const version = prng.pick(versions)
  const order = prng.chance(0.25) ? 'guide' : 'safe'
  const what = `${count} nodes, ${racks} racks, ${version}, ${tunnel}${six ? ', dual stack' : ''}, order ${order}`
  return { scenario: JSON.stringify({ kind: 'List', items: objects }), version, order, what }
}

function calico(kind: string, name: string, spec: Record<string, unknown>): unknown {
  return { apiVersion: 'projectcalico.org/v3', kind, metadata: { name }, spec }
}

function pools(tunnel: (typeof tunnels)[number], six: boolean): unknown[] {
  const [kind, mode = 'Never'] = tunnel.split(' ')
  const never = { ipipMode: 'Never', vxlanMode: 'Never' }
  const modes = { ...never, ...(kind === 'IPIP' ? { ipipMode: mode } : kind === 'VXLAN' ? { vxlanMode: mode } : {}) }
  return [
    calico('IPPool', 'pool4', { cidr: '10.244.0.0/16', natOutgoing: true, ...modes }),
    ...(six ? [calico('IPPool', 'pool6', { cidr: 'fd00:244::/48', ...never })] : []),
  ]
}

function node(prng: Prng, n: number, net: number, host: number, six: boolean): unknown {
  const addresses = [`10.${net}.0.${host}`, ...(six ? [`fd00:${net}::${host}`] : [])]
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `n${n}`,
      labels: {
        'kubernetes.io/hostname': `n${n}`,
        ...(prng.chance(0.3) ? { 'topology.kubernetes.io/zone': `z${net}` } : {}),
      },
      annotations: {
        'projectcalico.org/IPv4Address': `10.${net}.0.${host}/24`,
        ...(six ? { 'projectcalico.org/IPv6Address': `fd00:${net}::${host}/64` } : {}),
      },
    },
    status: {
      addresses: addresses.map((address) => ({ type: 'InternalIP', address })),
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { architecture: 'amd64', operatingSystem: 'linux' },
    },
  }
}

function configuration(prng: Prng): unknown {
  const maybe = (probability: number, fields: Record<string, unknown>) => (prng.chance(probability) ? fields : {})
  return calico('BGPConfiguration', 'default', {
    ...maybe(0.5, { asNumber: prng.pick([64512, 63400, 4200000001]) }),
    ...maybe(0.5, { nodeToNodeMeshEnabled: true }),
    ...maybe(0.3, { serviceClusterIPs: [{ cidr: '10.96.0.0/12' }] }),
    ...maybe(0.3, { logSeverityScreen: 'Info' }),
    ...maybe(0.2, { listenPort: 178 }),
    ...maybe(0.2, {
      communities: [{ name: 'c1', value: '64512:100' }],
      prefixAdvertisements: [{ cidr: '10.244.0.0/16', communities: ['c1'] }],
    }),
  })
}
