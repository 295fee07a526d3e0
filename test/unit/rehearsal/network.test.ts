import { describe, expect, it } from 'vitest'
import { parseVersion } from '../../../src/model/version.ts'
import { birdcl } from '../../../src/rehearsal/daemons/birdcl.ts'
import { Network } from '../../../src/rehearsal/daemons/network.ts'
import { nodeStatusText } from '../../../src/rehearsal/daemons/node-status.ts'
import { switchShow } from '../../../src/rehearsal/daemons/switches.ts'
import { guideScenario } from '../../../src/rehearsal/scenarios/guide.ts'
import { meshScenario } from '../../../src/rehearsal/scenarios/mesh.ts'
import type { Scenario } from '../../../src/rehearsal/scenarios/scenario.ts'
import { kindNamed, kindOfObject } from '../../../src/rehearsal/store/kinds.ts'
import { Store } from '../../../src/rehearsal/store/store.ts'

const day = Date.parse('2026-01-01T12:00:00Z')

function open(scenario: Scenario) {
  let ids = 0
  let now = day
  const store = new Store({ now: () => '2026-01-01T00:00:00Z', uid: () => `uid-${++ids}` })
  for (const object of scenario.objects) {
    const kind = kindOfObject(object.apiVersion, object.kind)
    if (kind) store.create(kind, object)
  }
  const version = parseVersion(scenario.calicoVersion) as NonNullable<ReturnType<typeof parseVersion>>
  const network = new Network({ store, fabric: scenario.fabric, version, settleMs: 1000, clock: () => now })
  const patchNode = (name: string, labels: Record<string, string>, annotations: Record<string, string> = {}) => {
    const kind = kindNamed('nodes')
    const { metadata, ...rest } = store.get(kind, undefined, name)
    const next = {
      ...metadata,
      labels: { ...metadata.labels, ...labels },
      annotations: { ...metadata.annotations, ...annotations },
    }
    store.update(kind, { ...rest, metadata: next } as never)
  }
  const create = (kind: string, plural: string, name: string, spec: Record<string, unknown>) =>
    store.create(kindNamed(plural), { apiVersion: 'crd.projectcalico.org/v1', kind, metadata: { name }, spec })
  const wait = (ms: number) => {
    now += ms
  }
  return { store, network, patchNode, create, wait, now: () => now }
}

/** The guide, all at once. */
function migrate(world: ReturnType<typeof open>): void {
  for (const [i, name] of ['node1', 'node2', 'node3', 'node4', 'node5', 'node6'].entries()) {
    const rack = i < 3 ? 1 : 2
    const address = `${171 + rack}.20.0.${(i % 3) + 11}`
    const reflector = i % 3 < 2
    world.patchNode(
      name,
      { 'rr-group': `rr${rack}`, ...(reflector ? { 'rr-id': `rr${rack}` } : {}) },
      {
        'projectcalico.org/ASNumber': String(64511 + rack),
        ...(reflector ? { 'projectcalico.org/RouteReflectorClusterID': address } : {}),
      },
    )
  }
  world.create('BGPConfiguration', 'bgpconfigurations', 'default', { nodeToNodeMeshEnabled: false, asNumber: 64512 })
  for (const rack of [1, 2]) {
    world.create('BGPPeer', 'bgppeers', `rr${rack}-to-leaf${rack}-peer`, {
      nodeSelector: `rr-id == 'rr${rack}'`,
      peerIP: `${171 + rack}.20.0.254`,
      asNumber: 65008 + rack,
    })
    world.create('BGPPeer', 'bgppeers', `rr${rack}-to-node-peer`, {
      nodeSelector: `rr-group == 'rr${rack}'`,
      peerSelector: `rr-id == 'rr${rack}'`,
    })
  }
}

const peersOf = (text: string) => [
  ...text.matchAll(/^\| (\d[\d.]*) +\| ([a-z -]+?) +\| (\w+) +\| \S+ +\| (\S.*?) +\|$/gm),
]

describe('daemons of the guide', () => {
  it('begin in full mesh', () => {
    const world = open(guideScenario())
    const rows = peersOf(nodeStatusText(world.network.node('node3')!, day))
    expect(rows.map(([, address, type, , info]) => [address, type, info])).toEqual(
      ['172.20.0.11', '172.20.0.12', '173.20.0.11', '173.20.0.12', '173.20.0.13'].map((address) => [
        address,
        'node-to-node mesh',
        'Established',
      ]),
    )
    const text = switchShow(world.network, 'leaf01', 'show bgp peer ipv4', day) ?? ''
    expect(text).toContain(' Total number of peers: 3\t\t  Peers in established state: 1')
  })

  it('end as the guide shows them, on nodes and switches', () => {
    const world = open(guideScenario())
    world.network.node('node1')
    migrate(world)
    world.network.node('node1')
    world.wait(2000)
    const expected: Record<string, string[]> = {
      node1: ['172.20.0.12', '172.20.0.13', '172.20.0.254'],
      node2: ['172.20.0.11', '172.20.0.13', '172.20.0.254'],
      node3: ['172.20.0.11', '172.20.0.12'],
      node4: ['173.20.0.12', '173.20.0.13', '173.20.0.254'],
      node5: ['173.20.0.11', '173.20.0.13', '173.20.0.254'],
      node6: ['173.20.0.11', '173.20.0.12'],
    }
    for (const [name, addresses] of Object.entries(expected)) {
      const rows = peersOf(nodeStatusText(world.network.node(name)!, world.now()))
      expect(rows.map((row) => row[1])).toEqual(addresses)
      expect(rows.every((row) => row[2] === 'node specific' && row[3] === 'up' && row[4] === 'Established')).toBe(true)
    }
    const leaf = switchShow(world.network, 'leaf02', 'display bgp peer ipv4', world.now()) ?? ''
    expect(leaf).toContain(' BGP local router ID: 3.3.3.3\n Local AS number: 65010\n')
    expect(leaf).toContain('Peers in established state: 3')
    expect(leaf).toMatch(/^ {2}173\.20\.0\.11 +64513 .* Established$/m)
    expect(switchShow(world.network, 'nowhere', 'show bgp peer ipv4', day)).toBeUndefined()
  })

  it('show restarted sessions as not yet up until they settle', () => {
    const world = open(guideScenario())
    world.network.node('node1')
    world.create('BGPPeer', 'bgppeers', 'leaf', {
      nodeSelector: "kubernetes.io/hostname == 'node1'",
      peerIP: '172.20.0.254',
      asNumber: 65009,
    })
    const before = birdcl(world.network, 'node1', ['birdcl', '-s', '/x', 'show', 'protocols'], world.now()).stdout
    expect(before).toMatch(/^Node_172_20_0_254 BGP +master +start /m)
    expect(before).toMatch(/^Mesh_172_20_0_12 BGP +master +up .*Established/m)
    world.wait(1500)
    const after = birdcl(world.network, 'node1', ['birdcl', 'show', 'protocols', 'all'], world.now()).stdout
    expect(after).toMatch(/^Node_172_20_0_254 BGP +master +up .*Established/m)
    expect(after).toMatch(/Neighbor AS: +65009/)
  })

  it('answer birdcl for routes, one protocol, v6 and nonsense', () => {
    const { network } = open(guideScenario())
    const ask = (...argv: string[]) => birdcl(network, 'node1', argv, day)
    const routes = ask('birdcl', 'show', 'route').stdout
    expect(routes).toMatch(/^10\.233\.64\.0\/26 +blackhole \[static1 /m)
    expect(routes).toMatch(
      /^10\.233\.66\.0\/26 +via 172\.20\.0\.13 on eth0 \[Mesh_172_20_0_13 [\d:]+\] \* \(100\/0\) \[i\]$/m,
    )
    expect(ask('birdcl', 'show', 'route', '10.9.9.0/26').stdout).toContain('Network not in table')
    expect(ask('birdcl', 'show', 'protocols', 'Mesh_172_20_0_12').stdout.split('\n')).toHaveLength(4)
    expect(ask('birdcl6', 'show', 'protocols').stdout).not.toContain('Mesh_')
    expect(ask('sh', '-c', 'id')).toMatchObject({ code: 126 })
  })

  it('read questions from stdin, prompting and repeating them as the real client does', () => {
    const { network } = open(guideScenario())
    const { stdout } = birdcl(network, 'node1', ['birdcl', '-s', '/x'], day, 'show protocols\nshow route\n')
    const alone = (...words: string[]) =>
      birdcl(network, 'node1', ['birdcl', ...words], day).stdout.replace(/^BIRD .*\n/, '')
    const [greeting] = stdout.split('\n')
    const prompt = 'bird> '
    expect(stdout).toBe(
      `${greeting}\n${prompt}show protocols\n${alone('show', 'protocols')}${prompt}show route\n${alone('show', 'route')}${prompt}\n`,
    )
  })

  it('know the routes of every node and leaf of a large mesh', () => {
    const { network } = open(meshScenario(200))
    const routes = network.routesOf('node0123')?.kernel ?? []
    expect(routes.filter((route) => route.kind === 'unicast')).toHaveLength(199)
    expect(routes.filter((route) => route.kind === 'blackhole')).toHaveLength(1)
    expect(network.routesOf('node0007')?.kernel.find((route) => route.destination === '10.128.30.64/26')).toMatchObject(
      {
        kind: 'unicast',
        nextHops: ['172.20.0.254'],
      },
    )
    expect(network.routesOf('nobody')).toBeUndefined()
  })

  it('asks few nodes of a large mesh without computing all of it', () => {
    const { network } = open(meshScenario(1000))
    const start = performance.now()
    expect(network.node('node0500')?.ip4).toHaveLength(999)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
