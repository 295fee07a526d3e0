import { describe, expect, it } from 'vitest'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { Fabric } from '../../../src/model/fabric.ts'
import { at, cluster, of, states } from './clusters.ts'

/** One reflector, two clients, both families, peers in place and the mesh still on. */
const halfway = cluster({
  nodes: {
    a: { ipv4Address: '10.0.0.1/24', ipv6Address: 'fd00::1/64' },
    b: { ipv4Address: '10.0.0.2/24', ipv6Address: 'fd00::2/64' },
    rr: {
      ipv4Address: '10.0.0.9/24',
      ipv6Address: 'fd00::9/64',
      routeReflectorClusterID: '1.1.1.1',
      labels: { rr: 'yes' },
    },
  },
  peers: { clients: { nodeSelector: '!has(rr)', peerSelector: 'has(rr)' } },
  config: { nodeToNodeMeshEnabled: true },
})

describe('a reflector while the mesh is on', () => {
  it('3.21 and later: it leaves the mesh, and both ends agree', () => {
    const forecast = forecastSessions(halfway, { version: at('v3.21.0') })
    expect(states(forecast, 'a')).toEqual([
      'Mesh_10_0_0_2 established',
      'Node_10_0_0_9 established',
      'Mesh_fd00__2 established',
      'Node_fd00__9 established',
    ])
    expect(states(forecast, 'rr')).toEqual([
      'Node_10_0_0_1 established',
      'Node_10_0_0_2 established',
      'Node_fd00__1 established',
      'Node_fd00__2 established',
    ])
    expect(of(forecast, 'rr').every((p) => p.rrClient && p.clusterId === '1.1.1.1')).toBe(true)
    expect(of(forecast, 'a').some((p) => p.rrClient)).toBe(false)
  })

  it('3.13 to 3.20, IPv4: nobody leaves, and the reflector session waits behind the mesh', () => {
    const forecast = forecastSessions(halfway, { version: at('v3.17.2') })
    expect(states(forecast, 'a').slice(0, 3)).toEqual([
      'Mesh_10_0_0_2 established',
      'Mesh_10_0_0_9 established',
      'Node_10_0_0_9 pending',
    ])
    const pending = of(forecast, 'a').find((p) => p.name === 'Node_10_0_0_9')!
    expect(pending.state).toEqual({ state: 'start', info: 'Idle', cause: 'pending' })
  })

  it("3.13 to 3.20, IPv6: the client's mesh session comes up against the reflector's own one", () => {
    const forecast = forecastSessions(halfway, { version: at('v3.17.2') })
    expect(states(forecast, 'a').slice(3)).toEqual([
      'Mesh_fd00__2 established',
      'Mesh_fd00__9 established',
      'Node_fd00__9 pending',
    ])
    expect(states(forecast, 'rr').slice(4)).toEqual(['Node_fd00__1 established', 'Node_fd00__2 established'])
    expect(forecast.warnings.map((w) => w.code)).toContain('W_MESH_ONE_SIDED')
  })

  it('3.13 to 3.20, IPv6 without peers: one-sided', () => {
    const forecast = forecastSessions({ ...halfway, bgpPeers: [] }, { version: at('v3.20.0') })
    const toward = of(forecast, 'a').find((p) => p.name === 'Mesh_fd00__9')!
    expect(toward.state).toEqual({ state: 'start', info: 'Passive', cause: 'one-sided' })
    expect(states(forecast, 'rr')).toEqual(['Mesh_10_0_0_1 established', 'Mesh_10_0_0_2 established'])
  })
})

describe('who holds a connection', () => {
  const both = cluster({
    nodes: { a: { ipv4Address: '10.0.0.1/24' }, b: { ipv4Address: '10.0.0.2/24' } },
    peers: { all: { peerSelector: 'all()' } },
  })

  it('at a daemon start the order of the file decides, from 3.32 the order of the names', () => {
    expect(states(forecastSessions(both, { version: at('v3.28.0') }), 'a')).toEqual([
      'Global_10_0_0_2 pending',
      'Mesh_10_0_0_2 established',
    ])
    expect(states(forecastSessions(both, { version: at('v3.32.0') }), 'a')).toEqual([
      'Global_10_0_0_2 established',
      'Mesh_10_0_0_2 pending',
    ])
  })

  it('who had it keeps it, whatever the order', () => {
    const former = forecastSessions({ ...both, bgpPeers: [] }, { version: at('v3.32.0') })
    const forecast = forecastSessions(both, { version: at('v3.32.0'), former })
    expect(states(forecast, 'a')).toEqual(['Global_10_0_0_2 pending', 'Mesh_10_0_0_2 established'])
    // ... until it is restarted: then the one that waited has it.
    const moved = structuredClone(both)
    moved.bgpConfigurations[0]!.spec.nodeMeshMaxRestartTime = '10s'
    const later = forecastSessions(moved, { version: at('v3.32.0'), former: forecast })
    expect(states(later, 'a')).toEqual(['Global_10_0_0_2 established', 'Mesh_10_0_0_2 pending'])
  })

  it.each(['v3.21.0', 'v3.31.7', 'v3.33.0'])('whose other end starts anew leaves it to who waits: %s', (text) => {
    const version = at(text)
    const outside = forecastSessions(halfway, { version })
    // Back to the mesh: the reflector's own sessions start anew, those of its clients are told so and let go.
    const cleared = structuredClone(halfway)
    delete cleared.nodes.find(({ metadata }) => metadata.name === 'rr')!.spec.bgp!.routeReflectorClusterID
    const inside = forecastSessions(cleared, { version, former: outside })
    const ofFour = (forecast: typeof inside, node: string) => states(forecast, node).filter((one) => /_10_/.test(one))
    expect(ofFour(inside, 'rr')).toEqual([
      'Mesh_10_0_0_1 established',
      'Mesh_10_0_0_2 established',
      'Node_10_0_0_1 pending',
      'Node_10_0_0_2 pending',
    ])
    expect(ofFour(inside, 'a')).toEqual([
      'Mesh_10_0_0_2 established',
      'Mesh_10_0_0_9 established',
      'Node_10_0_0_9 pending',
    ])
    // So nothing starts anew when the peers go (E7 of s3back in bgp-lab.md).
    const gone = forecastSessions({ ...cleared, bgpPeers: [] }, { version, former: inside })
    expect(ofFour(gone, 'a')).toEqual(['Mesh_10_0_0_2 established', 'Mesh_10_0_0_9 established'])
  })

  it('different ports are different connections', () => {
    const forecast = forecastSessions(
      cluster({
        nodes: { a: { ipv4Address: '10.0.0.1/24' }, b: { ipv4Address: '10.0.0.2/24' } },
        peers: { odd: { node: 'a', peerIP: '10.0.0.2:1790', asNumber: 64512 } },
      }),
      { version: at('v3.28.0') },
    )
    expect(states(forecast, 'a')).toEqual(['Mesh_10_0_0_2 established', 'Node_10_0_0_2_port_1790 one-sided'])
  })
})

describe('why a session stays down', () => {
  const pair = (a: object, b: object, config = {}) =>
    cluster({ nodes: { a: { ipv4Address: '10.0.0.1/24', ...a }, b: { ipv4Address: '10.0.0.2/24', ...b } }, config })

  it('AS numbers of its own on both ends make eBGP and come up', () => {
    const forecast = forecastSessions(pair({ asNumber: 65001 }, { asNumber: 65002 }), { version: at('v3.28.0') })
    expect(of(forecast, 'a')[0]).toMatchObject({ localAS: 65001, remoteAS: 65002, ibgp: false })
    expect(states(forecast, 'a')).toEqual(['Mesh_10_0_0_2 established'])
  })

  it('from 3.32 a node without one is expected to have ours', () => {
    const resources = pair({ asNumber: 65001 }, {})
    expect(states(forecastSessions(resources, { version: at('v3.31.0') }), 'a')).toEqual(['Mesh_10_0_0_2 established'])
    const forecast = forecastSessions(resources, { version: at('v3.32.0') })
    expect(of(forecast, 'a')[0]).toMatchObject({ remoteAS: 65001, ibgp: true })
    expect(states(forecast, 'a')).toEqual(['Mesh_10_0_0_2 wrong-as'])
    expect(states(forecast, 'b')).toEqual(['Mesh_10_0_0_1 wrong-as'])
    expect(forecast.warnings.map((w) => w.code)).toContain('W_MESH_FALLBACK_AS')
  })

  it('eBGP of the mesh across subnets: up to 3.25 yes, from 3.31 no', () => {
    const resources = pair({ asNumber: 65001 }, { ipv4Address: '10.0.1.2/24', asNumber: 65002 })
    expect(states(forecastSessions(resources, { version: at('v3.25.0') }), 'a')).toEqual(['Mesh_10_0_1_2 established'])
    const forecast = forecastSessions(resources, { version: at('v3.31.7') })
    expect(of(forecast, 'b')[0]!.state).toEqual({ state: 'start', info: 'Idle', cause: 'unreachable' })
    const sameAs = pair({}, { ipv4Address: '10.0.1.2/24' })
    expect(states(forecastSessions(sameAs, { version: at('v3.31.7') }), 'a')).toEqual(['Mesh_10_0_1_2 established'])
  })

  it('a password that only one end has', () => {
    const resources = cluster({
      nodes: { a: { ipv4Address: '10.0.0.1/24' }, b: { ipv4Address: '10.0.0.2/24' } },
      peers: {
        with: { node: 'a', peerIP: '10.0.0.2', asNumber: 64512, password: { secretKeyRef: { name: 's', key: 'k' } } },
        without: { node: 'b', peerIP: '10.0.0.1', asNumber: 64512 },
      },
      config: { nodeToNodeMeshEnabled: false },
      secrets: ['s/k'],
    })
    const forecast = forecastSessions(resources, { version: at('v3.28.0') })
    expect(states(forecast, 'a')).toEqual(['Node_10_0_0_2 password-mismatch'])
    expect(states(forecast, 'b')).toEqual(['Node_10_0_0_1 password-mismatch'])
    expect(
      states(forecastSessions(resources, { version: at('v3.28.0'), calicoNamespace: 'calico-system' }), 'a'),
    ).toEqual(['Node_10_0_0_2 established'])
  })

  it('a port nobody listens on, at both ends', () => {
    const resources = cluster({
      nodes: { a: { ipv4Address: '10.0.0.1/24' }, b: { ipv4Address: '10.0.0.2/24' } },
      peers: {
        x: { node: 'a', peerIP: '10.0.0.2:1790', asNumber: 64512 },
        y: { node: 'b', peerIP: '10.0.0.1:1791', asNumber: 64512, reversePeering: 'Manual' },
      },
      config: { nodeToNodeMeshEnabled: false },
    })
    for (const peer of resources.bgpPeers) peer.spec.reversePeering = 'Manual'
    expect(states(forecastSessions(resources, { version: at('v3.31.0') }), 'a')).toEqual([
      'Node_10_0_0_2_port_1790 unreachable',
    ])
  })
})

describe('a configuration BIRD refuses', () => {
  const twoNodes = { a: { ipv4Address: '10.0.0.1/24' }, b: { ipv4Address: '10.0.0.2/24' } }
  const bad = cluster({ nodes: twoNodes, peers: { tor: { node: 'a', peerIP: '10.0.0.254' } } })

  it('is shown as not loaded, and the neighbours as alone', () => {
    const forecast = forecastSessions(bad, { version: at('v3.28.0') })
    expect(states(forecast, 'a')).toEqual(['Mesh_10_0_0_2 frozen', 'Node_10_0_0_254 frozen'])
    expect(states(forecast, 'b')).toEqual(['Mesh_10_0_0_1 one-sided'])
    expect(forecast.warnings.find((w) => w.code === 'W_CONFIGURATION_FROZEN')).toMatchObject({ subject: 'a' })
    expect(forecast.warnings.map((w) => w.code)).toContain('W_BGPPEER_WITHOUT_ASN')
  })

  it('leaves what was there before in force', () => {
    const former = forecastSessions({ ...bad, bgpPeers: [] }, { version: at('v3.28.0') })
    const forecast = forecastSessions(bad, { version: at('v3.28.0'), former })
    expect(states(forecast, 'a')).toEqual(['Mesh_10_0_0_2 established'])
    expect(states(forecast, 'b')).toEqual(['Mesh_10_0_0_1 established'])
    // Turning the mesh off does not reach the frozen node.
    const off = structuredClone(bad)
    off.bgpConfigurations[0]!.spec.nodeToNodeMeshEnabled = false
    const later = forecastSessions(off, { version: at('v3.28.0'), former: forecast })
    expect(states(later, 'a')).toEqual(['Mesh_10_0_0_2 one-sided'])
    expect(states(later, 'b')).toEqual([])
  })

  it('one address for two nodes freezes every third one', () => {
    const forecast = forecastSessions(cluster({ nodes: { ...twoNodes, c: { ipv4Address: '10.0.0.2/24' } } }), {
      version: at('v3.28.0'),
    })
    expect(of(forecast, 'a').map((p) => p.state.cause)).toEqual(['frozen', 'frozen'])
    expect(forecast.warnings.map((w) => w.code)).toEqual(
      expect.arrayContaining(['W_CONFIGURATION_FROZEN', 'W_ADDRESS_TWICE']),
    )
  })

  it('AS number 0 freezes the node and all that peer with it', () => {
    const forecast = forecastSessions(
      cluster({ nodes: { a: { ipv4Address: '10.0.0.1/24', asNumber: 0 }, b: { ipv4Address: '10.0.0.2/24' } } }),
      { version: at('v3.28.0') },
    )
    expect([...states(forecast, 'a'), ...states(forecast, 'b')]).toEqual([
      'Mesh_10_0_0_2 frozen',
      'Mesh_10_0_0_1 frozen',
    ])
  })
})

describe('sessions with switches', () => {
  const neighbor = { allowAsIn: 0, asOverride: false, nextHopSelf: false, reflectorClient: false, password: false }
  const fabric = (
    neighbors: { address: string; remoteAs?: number; password?: boolean }[],
    addresses = ['10.0.0.254/24'],
  ): Fabric => ({
    switches: [
      {
        name: 'leaf1',
        role: 'leaf',
        asn: 65000,
        routerId: '10.0.0.254',
        addresses,
        neighbors: neighbors.map((n) => ({ ...neighbor, ...n })),
        originates: [],
        multipath: true,
      },
    ],
    defaultRouteVia: {},
  })
  const toward = (asNumber: number, options: Fabric, own = {}) =>
    states(
      forecastSessions(
        cluster({
          nodes: { a: { ipv4Address: '10.0.0.1/24', ...own } },
          peers: { leaf: { peerIP: '10.0.0.254', asNumber } },
        }),
        { version: at('v3.28.0'), fabric: options },
      ),
      'a',
    )[0]!.split(' ')[1]

  it.each([
    ['that expects exactly this AS', 65000, fabric([{ address: '10.0.0.1', remoteAs: 64512 }]), {}, 'established'],
    ['that takes any other AS', 65000, fabric([{ address: '10.0.0.1' }]), {}, 'established'],
    [
      'that takes any other AS, but we have its own',
      65000,
      fabric([{ address: '10.0.0.1' }]),
      { asNumber: 65000 },
      'wrong-as',
    ],
    ['that expects another AS', 65000, fabric([{ address: '10.0.0.1', remoteAs: 65001 }]), {}, 'wrong-as'],
    ['whose AS we got wrong', 65009, fabric([{ address: '10.0.0.1' }]), {}, 'wrong-as'],
    ['that does not know us', 65000, fabric([{ address: '10.0.0.7' }]), {}, 'one-sided'],
    ['that wants a password', 65000, fabric([{ address: '10.0.0.1', password: true }]), {}, 'password-mismatch'],
    ['in another subnet', 65000, fabric([{ address: '10.0.0.1' }], ['10.0.0.254/32']), {}, 'unreachable'],
    ['nobody told us of', 65000, { switches: [], defaultRouteVia: {} }, {}, 'outside-unknown'],
  ])('%s', (_name, asNumber, options, own, cause) => {
    expect(toward(asNumber, options, own)).toBe(cause)
  })
})
