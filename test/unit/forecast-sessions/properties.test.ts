import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecastNodeSessions, forecastSessions, type SessionResources } from '../../../src/forecast/sessions.ts'
import type { Protocol, SessionForecast } from '../../../src/model/session.ts'
import { at, cluster, of } from './clusters.ts'

/** Small clusters with everything that makes sessions interesting; often odd ones. */
const node = fc.record(
  {
    asNumber: fc.constantFrom(65001, 65002),
    routeReflectorClusterID: fc.constantFrom('1.1.1.1', '2.2.2.2'),
    labels: fc.record({ rr: fc.constant('yes'), rack: fc.constantFrom('a', 'b') }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
const selector = fc.constantFrom('has(rr)', '!has(rr)', 'all()', "rack == 'a'", "rack != 'b'")
const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.254', 'fd00::2', '10.0.0.2:179')
const peer = fc.oneof(
  fc.record({ nodeSelector: fc.option(selector, { nil: '' }), peerSelector: selector }),
  fc.record({
    node: fc.constantFrom('n1', 'n2', 'gone'),
    peerSelector: selector,
    reversePeering: fc.constantFrom('Auto', 'Manual'),
  }),
  fc.record({
    nodeSelector: fc.option(selector, { nil: '' }),
    peerIP: address,
    asNumber: fc.constantFrom(64512, 65001, 65000),
  }),
)
const small = fc
  .record({
    nodes: fc.array(node, { minLength: 2, maxLength: 5 }),
    peers: fc.array(peer, { maxLength: 4 }),
    mesh: fc.boolean(),
    listenPort: fc.option(fc.constantFrom(179, 1790), { nil: undefined }),
    dual: fc.boolean(),
  })
  .map(({ nodes, peers, mesh, listenPort, dual }) =>
    cluster({
      nodes: Object.fromEntries(
        nodes.map((own, i) => [
          `n${i + 1}`,
          { ...own, ipv4Address: `10.0.0.${i + 1}/24`, ...(dual ? { ipv6Address: `fd00::${i + 1}/64` } : {}) },
        ]),
      ),
      peers: Object.fromEntries(peers.map((spec, i) => [`p${i + 1}`, spec])),
      config: { nodeToNodeMeshEnabled: mesh, ...(listenPort ? { listenPort } : {}) },
    }),
  )
const version = fc.constantFrom('v3.14.0', 'v3.17.2', 'v3.21.0', 'v3.23.0', 'v3.25.0', 'v3.28.0', 'v3.31.0', 'v3.32.0')
const runs = { numRuns: 300 }
const all = (forecast: SessionForecast) =>
  Object.keys(forecast.nodes).flatMap((name) => of(forecast, name).map((protocol) => ({ name, protocol })))
const back = (forecast: SessionForecast, name: string, protocol: Protocol) =>
  of(forecast, protocol.peerNode!).filter(
    (p) => p.peerNode === name && p.neighbor.includes(':') === protocol.neighbor.includes(':'),
  )

describe('any cluster, any version', () => {
  it('what is established here is established there, with the AS numbers exchanged', () => {
    fc.assert(
      fc.property(small, version, (resources, v) => {
        const forecast = forecastSessions(resources, { version: at(v) })
        for (const { name, protocol } of all(forecast)) {
          if (protocol.state.cause !== 'established') continue
          const others = back(forecast, name, protocol).filter((p) => p.state.cause === 'established')
          expect(others.map((p) => [p.localAS, p.remoteAS])).toContainEqual([protocol.remoteAS, protocol.localAS])
          const mine = of(forecast, name).filter(
            (p) => p.neighbor === protocol.neighbor && p.state.cause === 'established',
          )
          expect(others).toHaveLength(mine.length)
        }
      }),
      runs,
    )
  })

  it('one end alone is one-sided, and the other end really has nothing', () => {
    fc.assert(
      fc.property(small, version, (resources, v) => {
        const forecast = forecastSessions(resources, { version: at(v) })
        for (const { name, protocol } of all(forecast)) {
          if (protocol.peerNode === null) expect(protocol.state.cause).toMatch(/outside-unknown|frozen|pending/)
          else if (back(forecast, name, protocol).length === 0)
            expect(protocol.state.cause).toMatch(/one-sided|frozen|pending/)
        }
      }),
      runs,
    )
  })

  it('names are unique, nobody peers with himself, only iBGP neighbours of a reflector are clients', () => {
    fc.assert(
      fc.property(small, version, (resources, v) => {
        const forecast = forecastSessions(resources, { version: at(v) })
        for (const name of Object.keys(forecast.nodes)) {
          const protocols = of(forecast, name)
          expect(new Set(protocols.map((p) => p.name)).size).toBe(protocols.length)
          const { bgp } = resources.nodes.find((n) => n.metadata.name === name)!.spec
          for (const protocol of protocols) {
            expect(bgp!.ipv4Address!.startsWith(`${protocol.neighbor}/`)).toBe(false)
            expect(protocol.ibgp).toBe(protocol.localAS === protocol.remoteAS)
            if (protocol.rrClient)
              expect([protocol.ibgp, protocol.clusterId]).toEqual([true, bgp!.routeReflectorClusterID])
          }
        }
      }),
      runs,
    )
  })

  it('the order of the resources decides nothing, unless a conflict is reported', () => {
    const shuffled = (resources: SessionResources): SessionResources => ({
      ...resources,
      nodes: resources.nodes.toReversed(),
      bgpPeers: resources.bgpPeers.toReversed(),
    })
    const facts = (forecast: SessionForecast, name: string) =>
      of(forecast, name).map(({ origin, ...rest }) => ({ ...rest, kind: origin.kind }))
    fc.assert(
      fc.property(small, version, (resources, v) => {
        const forecast = forecastSessions(resources, { version: at(v) })
        if (forecast.warnings.some((w) => w.code === 'W_BGPPEER_CONFLICT')) return
        const other = forecastSessions(shuffled(resources), { version: at(v) })
        for (const name of Object.keys(forecast.nodes)) expect(facts(other, name)).toEqual(facts(forecast, name))
      }),
      runs,
    )
  })

  it('one node alone has the sessions it has among all', () => {
    fc.assert(
      fc.property(small, version, (resources, v) => {
        const forecast = forecastSessions(resources, { version: at(v) })
        for (const [name, sessions] of Object.entries(forecast.nodes)) {
          expect(forecastNodeSessions(resources, name, { version: at(v) })).toEqual(sessions)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('a moment after itself nothing changes', () => {
    fc.assert(
      fc.property(small, version, (resources, v) => {
        const former = forecastSessions(resources, { version: at(v) })
        const again = forecastSessions(resources, { version: at(v), former })
        const frozen = all(former).some(({ protocol }) => protocol.state.cause === 'frozen')
        if (!frozen) expect(again.nodes).toEqual(former.nodes)
      }),
      runs,
    )
  })
})
