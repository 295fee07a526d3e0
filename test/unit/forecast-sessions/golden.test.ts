import { describe, expect, it } from 'vitest'
import { parseResources } from '../../../src/forecast/parse-resources.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import { parseVersion } from '../../../src/model/version.ts'
import { asGolden, expectedOf, type GoldenCase, goldenFiles } from './golden-cases.ts'

function forecastOf(golden: GoldenCase, version: string) {
  const { resources } = parseResources(JSON.stringify(golden), { file: golden.case })
  return forecastSessions(resources, { version: parseVersion(version)! })
}

function ofItsNode(golden: GoldenCase, version: string) {
  const { ip4, ip6 } = forecastOf(golden, version).nodes[golden.node]!
  return { ip4: asGolden(ip4.protocols), ip6: asGolden(ip6.protocols) }
}

for (const { version, cases } of goldenFiles) {
  describe(`Calico's own results for ${version}`, () => {
    it.each(cases.map((c) => [c.case, c] as const))('%s', (_name, golden) => {
      expect(ofItsNode(golden, version)).toEqual(expectedOf(golden))
    })
  })
}

describe('another version disagrees', () => {
  const differing = (file: string, version: string) => {
    const { cases } = goldenFiles.find((g) => g.version === file)!
    return cases
      .filter((c) => JSON.stringify(ofItsNode(c, version)) !== JSON.stringify(reordered(c)))
      .map((c) => c.case)
  }
  const reordered = (c: GoldenCase) => {
    const { ip4, ip6 } = expectedOf(c)
    return { ip4: asGolden(ip4), ip6: asGolden(ip6) }
  }

  it('none differs under its own version', () => {
    for (const { version } of goldenFiles) expect(differing(version, version)).toEqual([])
  })

  it.each([
    // 3.21 takes reflectors out of the mesh, 3.18 has sourceAddress, 3.20 has maxRestartTime.
    [
      'v3.21.6',
      'v3.17.0',
      [
        'explicit_peering/global',
        'mesh/route-reflector-mesh-enabled',
        'sourceaddr_gracefulrestart/step2',
        'sourceaddr_gracefulrestart/step3',
      ],
    ],
    // 3.23: passive global peers, the mesh's password and restart time, allowed local AS numbers; 3.24: one family only.
    [
      'v3.28.0',
      'v3.21.6',
      [
        'explicit_peering/global',
        'explicit_peering/global-external',
        'explicit_peering/global-ipv6',
        'explicit_peering/local-as',
        'explicit_peering/local-as-global',
        'explicit_peering/route_reflector_v6_by_ip',
        'mesh/password/step2',
        'mesh/password/step3',
        'mesh/restart-time',
      ],
    ],
  ])('results of %s under the rules of %s', (file, version, cases) => {
    expect(differing(file, version)).toEqual(cases)
  })
})

describe('every other node of the same cases', () => {
  const all = goldenFiles.flatMap(({ version, cases }) =>
    cases.map((c) => [`${version} ${c.case}`, version, c] as const),
  )

  it.each(all)('%s: a session here is a session there', (_name, version, golden) => {
    const { nodes } = forecastOf(golden, version)
    for (const [name, sessions] of Object.entries(nodes)) {
      for (const protocol of [...sessions.ip4.protocols, ...sessions.ip6.protocols]) {
        if (protocol.peerNode === null) {
          expect(protocol.state.cause).toBe('outside-unknown')
          continue
        }
        const other = nodes[protocol.peerNode]!
        const back = [...other.ip4.protocols, ...other.ip6.protocols].filter((p) => p.peerNode === name)
        const sameFamily = back.filter((p) => p.neighbor.includes(':') === protocol.neighbor.includes(':'))
        // One end alone exists only where the forecast says so.
        if (sameFamily.length === 0) expect(protocol.state.cause).toBe('one-sided')
        if (protocol.state.cause === 'established') {
          expect(sameFamily.map((p) => p.state.cause)).toContain('established')
          const peer = sameFamily.find((p) => p.state.cause === 'established')!
          expect([peer.localAS, peer.remoteAS]).toEqual([protocol.remoteAS, protocol.localAS])
        }
        if (protocol.type === 'Mesh') {
          const mesh = sameFamily.filter((p) => p.type === 'Mesh')
          expect(mesh.map((p) => p.passive)).toEqual([!protocol.passive])
        }
      }
    }
  })
})
