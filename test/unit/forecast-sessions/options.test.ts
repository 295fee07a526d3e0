import { describe, expect, it } from 'vitest'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import { at, cluster, of, states } from './clusters.ts'

const two = { a: { ipv4Address: '10.0.0.1/24' }, b: { ipv4Address: '10.0.0.2/24' } }
const off = { nodeToNodeMeshEnabled: false }
const forecast = (
  peers: Record<string, object>,
  version: string,
  nodes: Parameters<typeof cluster>[0]['nodes'] = two,
) => forecastSessions(cluster({ nodes, peers, config: off }), { version: at(version) })

describe('options of a BGPPeer by version', () => {
  it('localASNumber: from 3.31, on peers by address and on mirrored sessions; selected peers ignore it (measured on 3.31.7)', () => {
    const byIp = { p: { node: 'a', peerIP: '10.0.0.2', asNumber: 64512, localASNumber: 65100 } }
    const own = { localAS: 64512, localASOverride: false, ibgp: true }
    expect(of(forecast(byIp, 'v3.30.0'), 'a')[0]).toMatchObject(own)
    const later = forecast(byIp, 'v3.31.0')
    expect(of(later, 'a')[0]).toMatchObject({ localAS: 65100, localASOverride: true, remoteAS: 64512, ibgp: false })
    expect(of(later, 'b')[0]).toMatchObject({ localAS: 65100, localASOverride: true, remoteAS: 64512 })
    // Both present themselves with the AS that neither expects.
    expect(states(later, 'a')).toEqual(['Node_10_0_0_2 wrong-as'])
    const bySelector = forecast({ p: { node: 'a', peerSelector: 'all()', localASNumber: 65100 } }, 'v3.31.0')
    expect(of(bySelector, 'a')[0]).toMatchObject(own)
    expect(of(bySelector, 'b')[0]).toMatchObject({ localAS: 65100, localASOverride: true })
    expect(states(bySelector, 'a')).toEqual(['Node_10_0_0_2 wrong-as'])
  })

  it('localASNumber decides whether a reflector has a client', () => {
    const nodes = { ...two, a: { ...two.a, routeReflectorClusterID: '1.1.1.1' } }
    const peers = { p: { node: 'a', peerIP: '10.0.0.254', asNumber: 65100, localASNumber: 65100 } }
    expect(of(forecast(peers, 'v3.31.0', nodes), 'a')[0]).toMatchObject({
      ibgp: true,
      rrClient: true,
      clusterId: '1.1.1.1',
    })
    expect(of(forecast(peers, 'v3.28.0', nodes), 'a')[0]).toMatchObject({
      ibgp: false,
      rrClient: false,
      clusterId: null,
    })
  })

  it.each([
    ['Self', 'self'],
    ['Keep', 'keep'],
    ['Auto', 'default'],
  ])('nextHopMode %s: from 3.31, also where peers are selected and mirrored', (nextHopMode, expected) => {
    const peers = { p: { node: 'a', peerSelector: 'all()', nextHopMode } }
    expect(of(forecast(peers, 'v3.30.0'), 'b')[0]!.nextHop).toBe('default')
    expect(of(forecast(peers, 'v3.31.0'), 'a')[0]!.nextHop).toBe(expected)
    expect(of(forecast(peers, 'v3.31.0'), 'b')[0]!.nextHop).toBe(expected)
  })

  it('keepOriginalNextHop: eBGP only; on selected peers from 3.31; overruled by nextHopMode', () => {
    const nodes = { a: { ...two.a, asNumber: 65001 }, b: { ...two.b, asNumber: 65002 } }
    const byIp = { p: { node: 'a', peerIP: '10.0.0.2', asNumber: 65002, keepOriginalNextHop: true } }
    const bySelector = { p: { node: 'a', peerSelector: 'all()', keepOriginalNextHop: true } }
    expect(of(forecast(byIp, 'v3.15.0', nodes), 'a')[0]!.nextHop).toBe('default')
    expect(of(forecast(byIp, 'v3.16.0', nodes), 'a')[0]!.nextHop).toBe('keep')
    expect(of(forecast(bySelector, 'v3.30.0', nodes), 'a')[0]!.nextHop).toBe('default')
    expect(of(forecast(bySelector, 'v3.31.0', nodes), 'a')[0]!.nextHop).toBe('keep')
    expect(of(forecast(bySelector, 'v3.31.0'), 'a')[0]!.nextHop).toBe('default')
    const both = { p: { ...byIp.p, nextHopMode: 'Auto' } }
    expect(of(forecast(both, 'v3.31.0', nodes), 'a')[0]!.nextHop).toBe('default')
  })

  it('numAllowedLocalASNumbers: from 3.23, never on selected or mirrored peers', () => {
    const byIp = { p: { node: 'a', peerIP: '10.0.0.2', asNumber: 64512, numAllowedLocalASNumbers: 2 } }
    expect(of(forecast(byIp, 'v3.22.0'), 'a')[0]!.allowLocalAS).toBe(0)
    expect(of(forecast(byIp, 'v3.23.0'), 'a')[0]!.allowLocalAS).toBe(2)
    expect(of(forecast(byIp, 'v3.23.0'), 'b')[0]!.allowLocalAS).toBe(0)
    const bySelector = { p: { node: 'a', peerSelector: 'all()', numAllowedLocalASNumbers: 2 } }
    expect(of(forecast(bySelector, 'v3.28.0'), 'a')[0]!.allowLocalAS).toBe(0)
  })

  it('sourceAddress None: from 3.18; times are rounded seconds', () => {
    const peers = {
      p: { node: 'a', peerSelector: 'all()', sourceAddress: 'None', maxRestartTime: '1m0.6s', keepaliveTime: '20s' },
    }
    expect(of(forecast(peers, 'v3.17.0'), 'a')[0]).toMatchObject({
      sourceAddress: '10.0.0.1',
      gracefulRestartTime: null,
    })
    expect(of(forecast(peers, 'v3.20.0'), 'b')[0]).toMatchObject({
      sourceAddress: null,
      gracefulRestartTime: 61,
      keepaliveTime: null,
    })
    expect(of(forecast(peers, 'v3.32.0'), 'b')[0]!.keepaliveTime).toBe(20)
  })

  it('ttlSecurity: from 3.25, with its own hop count', () => {
    const peers = { p: { node: 'a', peerSelector: 'all()', ttlSecurity: 3 } }
    expect(of(forecast(peers, 'v3.24.0'), 'a')[0]).toMatchObject({ ttlSecurity: false, multihop: 64 })
    expect(of(forecast(peers, 'v3.25.0'), 'b')[0]).toMatchObject({ ttlSecurity: true, multihop: 3 })
  })

  it('reversePeering Manual: from 3.31, no mirrored session', () => {
    const peers = { p: { node: 'a', peerSelector: 'all()', reversePeering: 'Manual' } }
    expect(states(forecast(peers, 'v3.30.0'), 'b')).toEqual(['Node_10_0_0_1 established'])
    expect(states(forecast(peers, 'v3.31.0'), 'b')).toEqual([])
    expect(states(forecast(peers, 'v3.31.0'), 'a')).toEqual(['Node_10_0_0_2 one-sided'])
  })

  it('filters: from 3.26, those that exist and have rules for the direction and family', () => {
    const resources = cluster({
      nodes: two,
      peers: { p: { node: 'a', peerSelector: 'all()', filters: ['in', 'gone'] } },
      config: off,
    })
    const rule = [{ action: 'Accept' }]
    resources.bgpFilters.push({
      apiVersion: 'projectcalico.org/v3',
      kind: 'BGPFilter',
      metadata: { name: 'in' },
      spec: { importV4: rule, exportV6: rule },
    })
    const [protocol] = of(forecastSessions(resources, { version: at('v3.26.0') }), 'a')
    expect(protocol).toMatchObject({ importFilters: ['in'], exportFilters: [] })
    expect(of(forecastSessions(resources, { version: at('v3.25.0') }), 'a')[0]!.importFilters).toEqual([])
  })

  it('a field newer than the version has no effect, and the reader is told', () => {
    const { warnings } = forecast({ p: { node: 'a', peerSelector: 'all()', nextHopMode: 'Self' } }, 'v3.28.0')
    expect(warnings.find((w) => w.code === 'W_FIELD_TOO_NEW')?.message).toContain('v3.31.0')
  })
})

describe('mirrored sessions', () => {
  const dual = {
    a: { ipv4Address: '10.0.0.1/24', ipv6Address: 'fd00::1/64' },
    b: { ipv4Address: '10.0.0.2/24', ipv6Address: 'fd00::2/64' },
  }

  it('of a peerIP: in both families up to 3.23, in its own from 3.24', () => {
    const peers = { p: { node: 'a', peerIP: 'fd00::2', asNumber: 64512 } }
    expect(states(forecast(peers, 'v3.23.0', dual), 'b')).toEqual([
      'Node_10_0_0_1 one-sided',
      'Node_fd00__1 established',
    ])
    expect(states(forecast(peers, 'v3.24.0', dual), 'b')).toEqual(['Node_fd00__1 established'])
  })

  it('of a global peer are node sessions, and never replace what is there', () => {
    const f = forecast({ p: { peerIP: '10.0.0.2', asNumber: 64512 } }, 'v3.22.0')
    expect(states(f, 'a')).toEqual(['Global_10_0_0_2 established'])
    expect(states(f, 'b')).toEqual(['Node_10_0_0_1 established'])
    const all = forecast({ p: { peerSelector: 'all()' } }, 'v3.28.0')
    expect(states(all, 'b')).toEqual(['Global_10_0_0_1 established'])
  })

  it('need the same AS: another one, or none but the global one, is another router', () => {
    const nodes = { ...two, b: { ...two.b, asNumber: 65002 } }
    expect(states(forecast({ p: { node: 'a', peerIP: '10.0.0.2', asNumber: 64512 } }, 'v3.28.0', nodes), 'b')).toEqual(
      [],
    )
    const right = forecast({ p: { node: 'a', peerIP: '10.0.0.2', asNumber: 65002 } }, 'v3.28.0', nodes)
    expect(states(right, 'b')).toEqual(['Node_10_0_0_1 established'])
  })

  it('need a port that contradicts neither the node nor the default', () => {
    const resources = (peerIP: string, own: number | undefined, everywhere: number | undefined) => {
      const made = cluster({
        nodes: two,
        peers: { p: { node: 'a', peerIP, asNumber: 64512 } },
        config: { ...off, ...(everywhere ? { listenPort: everywhere } : {}) },
      })
      if (own)
        made.bgpConfigurations.push({
          apiVersion: 'projectcalico.org/v3',
          kind: 'BGPConfiguration',
          metadata: { name: 'node.b' },
          spec: { listenPort: own },
        })
      return states(forecastSessions(made, { version: at('v3.28.0') }), 'b').length
    }
    expect(resources('10.0.0.2:500', undefined, undefined)).toBe(1)
    expect(resources('10.0.0.2:500', 500, undefined)).toBe(1)
    expect(resources('10.0.0.2:500', 501, undefined)).toBe(0)
    expect(resources('10.0.0.2:500', 500, 501)).toBe(0)
    expect(resources('10.0.0.2', 500, 501)).toBe(1)
  })
})

describe('reflectors among themselves', () => {
  const reflectors = (first: string, second: string) => ({
    a: { ...two.a, routeReflectorClusterID: first, labels: { rr: 'yes' } },
    b: { ...two.b, routeReflectorClusterID: second, labels: { rr: 'yes' } },
  })
  const peers = { rr: { nodeSelector: 'has(rr)', peerSelector: 'has(rr)' } }

  it('one cluster id: plain iBGP', () => {
    const f = forecast(peers, 'v3.28.0', reflectors('1.1.1.1', '1.1.1.1'))
    expect([...of(f, 'a'), ...of(f, 'b')].map((p) => p.rrClient)).toEqual([false, false])
  })

  it('two cluster ids: each is the client of the other', () => {
    const f = forecast(peers, 'v3.28.0', reflectors('1.1.1.1', '2.2.2.2'))
    expect([...of(f, 'a'), ...of(f, 'b')].map((p) => p.clusterId)).toEqual(['1.1.1.1', '2.2.2.2'])
  })

  it('by address the cluster id is unknown, so even the same one is a client', () => {
    const f = forecast(
      { p: { node: 'a', peerIP: '10.0.0.2', asNumber: 64512 } },
      'v3.28.0',
      reflectors('1.1.1.1', '1.1.1.1'),
    )
    expect(of(f, 'a')[0]!.rrClient).toBe(true)
    expect(of(f, 'b')[0]!.rrClient).toBe(false)
  })

  it('an AS of its own makes no client', () => {
    const nodes = reflectors('1.1.1.1', '2.2.2.2')
    const f = forecast(peers, 'v3.28.0', { ...nodes, b: { ...nodes.b, asNumber: 65001 } })
    expect(of(f, 'a')[0]).toMatchObject({ rrClient: false, ibgp: false, remoteAS: 65001 })
  })
})

describe('two BGPPeers for one session', () => {
  it('is a conflict when they differ, and none when they agree', () => {
    const peers = (asNumber: number) => ({
      x: { node: 'a', peerIP: '10.0.0.254', asNumber: 65000 },
      y: { nodeSelector: 'all()', peerIP: '10.0.0.254', asNumber },
    })
    const conflicts = (asNumber: number) =>
      forecast(peers(asNumber), 'v3.28.0').warnings.filter((w) => w.code === 'W_BGPPEER_CONFLICT')
    expect(conflicts(65000)).toEqual([])
    expect(conflicts(65001)).toMatchObject([
      { subject: 'BGPPeer/x, BGPPeer/y', message: expect.stringContaining('remote AS') },
    ])
  })

  it('a global one wins over one of the node, always', () => {
    const f = forecast(
      { n: { node: 'a', peerIP: '10.0.0.254', asNumber: 65001 }, g: { peerIP: '10.0.0.254', asNumber: 65000 } },
      'v3.28.0',
    )
    expect(of(f, 'a').map((p) => [p.name, p.remoteAS])).toEqual([['Global_10_0_0_254', 65000]])
    expect(f.warnings.map((w) => w.code)).not.toContain('W_BGPPEER_CONFLICT')
  })

  it('a global one of another port leaves both', () => {
    const f = forecast(
      { n: { node: 'a', peerIP: '10.0.0.254', asNumber: 65001 }, g: { peerIP: '10.0.0.254:180', asNumber: 65000 } },
      'v3.28.0',
    )
    expect(of(f, 'a').map((p) => p.name)).toEqual(['Global_10_0_0_254_port_180', 'Node_10_0_0_254'])
  })
})

describe('pods as peers', () => {
  const resources = cluster({
    nodes: { a: { ipv4Address: '10.0.0.1/24', ipv6Address: 'fd00::1/64' } },
    peers: { pods: { localWorkloadSelector: "app == 'router'", asNumber: 65050 } },
    config: off,
  })
  resources.workloads = [
    { name: 'ns/router', node: 'a', labels: { app: 'router' }, ipv4: '192.168.0.5', ipv6: 'fd01::5' },
    { name: 'ns/other', node: 'a', labels: { app: 'other' }, ipv4: '192.168.0.6' },
  ]

  it('from 3.30: passive, from no fixed address, state unknown', () => {
    const protocols = of(forecastSessions(resources, { version: at('v3.30.0') }), 'a')
    expect(protocols.map((p) => p.name)).toEqual(['Local_Workload_192_168_0_5', 'Local_Workload_fd01__5'])
    expect(protocols[0]).toMatchObject({ type: 'Local_Workload', passive: true, sourceAddress: null, remoteAS: 65050 })
    expect(protocols[0]!.state.cause).toBe('outside-unknown')
  })

  it('before: Calico finds no target and skips the peer', () => {
    expect(states(forecastSessions(resources, { version: at('v3.29.0') }), 'a')).toEqual([])
  })
})
