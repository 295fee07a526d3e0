import { describe, expect, it } from 'vitest'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import { at, cluster, of, type SmallCluster } from './clusters.ts'
import { byIp, fieldsOf, mesh, secretKeyRef, small, two } from './two-nodes.ts'

describe('what a cluster id does that nobody can read', () => {
  const nodes = { a: { ...two.a, routeReflectorClusterID: 'rack-one' }, b: two.b }
  const warned = (input: SmallCluster) =>
    forecastSessions(cluster(input), { version: at('v3.28.0') }).warnings.map((w) => w.code)

  it('Calico writes it as it is: the node leaves the mesh, and without clients nothing breaks', () => {
    const input = mesh({}, nodes)
    expect(fieldsOf(input, 'v3.28.0', ['name'])).toEqual([])
    expect(fieldsOf(input, 'v3.28.0', ['name'], 'b')).toEqual([])
    expect(warned(input)).toContain('W_CLUSTER_ID_UNREADABLE')
    expect(warned(input)).not.toContain('W_CONFIGURATION_FROZEN')
  })

  it('with a client BIRD refuses the file of the reflector, and only his', () => {
    const input = small({ nodes, peers: { p: { node: 'b', peerIP: '10.0.0.1', asNumber: 64512 } } })
    const forecast = forecastSessions(cluster(input), { version: at('v3.28.0') })
    expect(of(forecast, 'a')[0]).toMatchObject({ clusterId: 'rack-one', rrClient: true, state: { cause: 'frozen' } })
    expect(of(forecast, 'b')[0]!.state.cause).toBe('one-sided')
    expect(forecast.warnings.find((w) => w.code === 'W_CONFIGURATION_FROZEN')?.message).toContain('"rack-one"')
  })

  it.each(['1', '4294967295', '0xac140001', '244.0.0.1'])('%s is one to BIRD', (routeReflectorClusterID) => {
    const input = small({
      nodes: { a: { ...two.a, routeReflectorClusterID }, b: two.b },
      peers: { p: { node: 'b', peerIP: '10.0.0.1', asNumber: 64512 } },
    })
    const forecast = forecastSessions(cluster(input), { version: at('v3.28.0') })
    expect(of(forecast, 'a')[0]!.state.cause).toBe('established')
  })
})

describe('pods as peers', () => {
  const pod = { name: 'ns/router', node: 'a', labels: { app: 'router' }, ipv4: '192.168.0.5' }
  const forecast = (peers: SmallCluster['peers'], nodes: SmallCluster['nodes'] = two) => {
    const resources = cluster(small({ nodes, peers: peers ?? {} }))
    resources.workloads = [pod]
    return forecastSessions(resources, { version: at('v3.31.0') })
  }
  const localWorkloadSelector = "app == 'router'"

  it('get the AS numbers and filters of the BGPPeer, none of its other options', () => {
    const options = {
      password: { secretKeyRef },
      maxRestartTime: '90s',
      ttlSecurity: 2,
      nextHopMode: 'Self',
      localASNumber: 65100,
      sourceAddress: 'UseNodeIP',
      numAllowedLocalASNumbers: 1,
    }
    expect(of(forecast({ p: { localWorkloadSelector, asNumber: 65050, ...options } }), 'a')).toMatchObject([
      {
        name: 'Local_Workload_192_168_0_5',
        localAS: 65100,
        localASOverride: true,
        remoteAS: 65050,
        passive: true,
        sourceAddress: null,
        password: false,
        gracefulRestartTime: null,
        ttlSecurity: false,
        multihop: 64,
        nextHop: 'default',
        allowLocalAS: 0,
      },
    ])
  })

  it('know localASNumber from 3.31', () => {
    const resources = cluster(small({ peers: { p: { localWorkloadSelector, asNumber: 65050, localASNumber: 65100 } } }))
    resources.workloads = [pod]
    const before = forecastSessions(resources, { version: at('v3.30.3') })
    expect(of(before, 'a')).toMatchObject([{ type: 'Local_Workload', localAS: 64512, localASOverride: false }])
  })

  it('of a reflector in one AS are clients', () => {
    const nodes = { ...two, a: { ...two.a, routeReflectorClusterID: '1.1.1.1' } }
    expect(of(forecast({ p: { localWorkloadSelector, asNumber: 64512 } }, nodes), 'a')[0]).toMatchObject({
      rrClient: true,
      clusterId: '1.1.1.1',
    })
  })

  it('that two BGPPeers select have one session, and the difference is a conflict', () => {
    const both = forecast({
      x: { localWorkloadSelector, asNumber: 65050 },
      y: { nodeSelector: 'all()', localWorkloadSelector: 'all()', asNumber: 65051 },
    })
    expect(of(both, 'a').map((p) => p.name)).toEqual(['Local_Workload_192_168_0_5'])
    expect(both.warnings.map((w) => w.code)).toContain('W_BGPPEER_CONFLICT')
    expect(both.warnings.map((w) => w.code)).not.toContain('W_CONFIGURATION_FROZEN')
  })
})

describe('ports of a peerIP', () => {
  it.each([
    ['10.0.0.254:1790', 1790],
    ['10.0.0.254:0x6fe', 1790],
    ['10.0.0.254:0o3376', 1790],
    ['10.0.0.254:03376', 1790],
    ['10.0.0.254:0b11', 3],
    ['10.0.0.254:1_790', 1790],
    ['10.0.0.254:0', null],
  ])('%s', (peerIP, port) => {
    expect(fieldsOf(byIp({ peerIP }), 'v3.28.0', ['port', 'neighbor'])).toEqual([{ port, neighbor: '10.0.0.254' }])
  })

  it.each(['10.0.0.254:bgp', '10.0.0.254:65536', '10.0.0.254:-1'])('%s is no address to Calico', (peerIP) => {
    expect(fieldsOf(byIp({ peerIP }), 'v3.28.0', ['port'])).toEqual([])
  })
})

describe('nodes and peers that are half there', () => {
  it('a node with one address that cannot be read is no node at all', () => {
    const nodes = {
      a: { ipv4Address: '10.0.0.1/24', ipv6Address: 'fd00::1/64' },
      b: { ipv4Address: '10.0.0.2/24', ipv6Address: 'fd00::/129' },
    }
    const input = mesh({}, nodes)
    expect(fieldsOf(input, 'v3.25.0', ['name'], 'a')).toEqual([])
    expect(fieldsOf(input, 'v3.25.0', ['name'], 'b')).toEqual([])
    const { warnings } = forecastSessions(cluster(input), { version: at('v3.25.0') })
    expect(warnings.find((w) => w.code === 'W_NODE_ADDRESS_UNREADABLE')?.subject).toBe('b')
  })

  it('a BGPPeer without a target is mirrored on nodes that lack an address, have its AS, and on no others', () => {
    const nodes = {
      dual: { ipv4Address: '10.0.0.1/24', ipv6Address: 'fd00::1/64' },
      four: { ipv4Address: '10.0.0.2/24' },
      other: { ipv4Address: '10.0.0.3/24', asNumber: 65003 },
    }
    const names = (spec: object, version: string, node: string) =>
      fieldsOf(small({ nodes, peers: { p: spec } }), version, ['name'], node).map(({ name }) => name)
    expect(names({}, 'v3.25.0', 'four')).toEqual(['Node_10_0_0_1', 'Node_10_0_0_3'])
    for (const node of ['dual', 'other']) expect(names({}, 'v3.25.0', node)).toEqual([])
    expect(names({ asNumber: 65003, node: 'dual' }, 'v3.25.0', 'other')).toEqual(['Node_10_0_0_1'])
    expect(names({ reversePeering: 'Manual' }, 'v3.31.0', 'four')).toEqual([])
  })
})

describe('times', () => {
  const frozen = (input: SmallCluster) =>
    forecastSessions(cluster(input), { version: at('v3.25.0') }).warnings.find(
      (w) => w.code === 'W_CONFIGURATION_FROZEN',
    )
  it.each([
    ['0s', 0],
    ['499ms', 0],
    ['500ms', 1],
    ['2.5s', 3],
    ['-400ms', 0],
    ['-5s', -5],
    ['never', null],
  ])('%s', (maxRestartTime, gracefulRestartTime) => {
    expect(fieldsOf(byIp({ maxRestartTime }), 'v3.25.0', ['gracefulRestartTime'])).toEqual([{ gracefulRestartTime }])
  })

  it('that are negative are refused by BIRD', () => {
    expect(frozen(byIp({ maxRestartTime: '-5s' }))?.message).toContain('time of -5 s')
    expect(frozen(mesh({ nodeMeshMaxRestartTime: '-5s' }))?.message).toContain('nodeMeshMaxRestartTime')
    expect(frozen(byIp({ maxRestartTime: '5s' }))).toBeUndefined()
  })
})

describe('passwords', () => {
  const warned = (namespace: string, calicoNamespace?: string) => {
    const resources = cluster(byIp({ password: { secretKeyRef } }))
    resources.secrets = [{ namespace, name: 'bgp', keys: ['k'] }]
    const options = { version: at('v3.28.0'), ...(calicoNamespace ? { calicoNamespace } : {}) }
    const forecast = forecastSessions(resources, options)
    const codes = forecast.warnings.map((w) => w.code).filter((code) => code.startsWith('W_SECRET'))
    return [of(forecast, 'a')[0]!.password, ...codes]
  }

  it('come from the namespace of calico-node only; where that is not known, a strange one is named', () => {
    for (const namespace of ['', 'kube-system', 'calico-system']) expect(warned(namespace)).toEqual([true])
    expect(warned('web')).toEqual([true, 'W_SECRET_NAMESPACE'])
    expect(warned('web', 'kube-system')).toEqual([false, 'W_SECRET_UNREADABLE'])
    expect(warned('web', 'web')).toEqual([true])
  })
})
