import { describe, expect, it } from 'vitest'
import { assessNeed, designSessions, meshSessions } from '../../../src/design/need.ts'
import { podsOnBgp } from '../../../src/design/pods-on-bgp.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { translate } from '../../../src/i18n/translate.ts'
import type { IpPool } from '../../../src/model/resources.ts'
import { cluster, guideCluster } from './clusters.ts'

const pool = (spec: Partial<IpPool['spec']>): IpPool => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'IPPool',
  metadata: { name: 'p' },
  spec: { cidr: '10.0.0.0/16', ...spec },
})
const flat = (count: number) =>
  cluster(Array.from({ length: count }, (_, i) => ({ name: `n${i}`, ip: `10.0.${i >> 8}.${i & 255}/16` })))

describe('sessions', () => {
  it('counts the mesh and the guide’s design', () => {
    expect([50, 100, 200, 5000].map(meshSessions)).toEqual([1225, 4950, 19900, 12497500])
    expect(designSessions(proposeDesign(guideCluster()))).toBe(10)
    expect(designSessions(proposeTopOfRack(guideCluster(), 2))).toBe(12)
    expect(designSessions(proposeDesign(flat(100)))).toBe(197)
  })
})

describe('assessNeed', () => {
  const verdict = (state: ReturnType<typeof cluster>) => assessNeed(state, proposeDesign(state))

  it('says no to a small flat cluster, optional with racks, yes to a large one', () => {
    expect(verdict(flat(20))).toMatchObject({ verdict: 'no', scheme: 'full-mesh', mesh: 190, reflectors: 37 })
    expect(verdict(guideCluster())).toMatchObject({ verdict: 'optional', mesh: 15, reflectors: 10 })
    expect(verdict(guideCluster()).examples[0]).toEqual({ nodes: 200, mesh: 19900, reflectors: 398, topOfRack: 200 })
    expect(verdict(flat(300))).toMatchObject({ verdict: 'yes', scheme: 'reflectors' })
  })

  it('says no when pods do not ride on BGP, however large', () => {
    const state = flat(300)
    state.resources.ipPools = [pool({ vxlanMode: 'Always' })]
    expect(verdict(state)).toMatchObject({ verdict: 'no', scheme: 'full-mesh' })
    expect(verdict({ ...flat(300), backend: 'vxlan' }).verdict).toBe('no')
  })

  it('weighs top of rack: sessions of the busiest leaf, and what the cluster has already', () => {
    expect(verdict(guideCluster())).toMatchObject({
      topOfRack: 6,
      leafSessions: { reflectors: 2, topOfRack: 3 },
      scheme: 'reflectors',
    })
    expect(verdict(flat(20)).leafSessions).toBeUndefined()
    const onLeafs = guideCluster()
    onLeafs.resources.bgpPeers = ['172.20.0.254', '173.20.0.254'].map((peerIP) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'BGPPeer',
      metadata: { name: `to-${peerIP.replaceAll('.', '-')}` },
      spec: { peerIP, asNumber: 65009 },
    }))
    expect(verdict(onLeafs).scheme).toBe('top-of-rack')
  })

  it('has a text for every reason', () => {
    for (const state of [flat(2), flat(300), guideCluster(), { ...flat(3), backend: 'none' as const }]) {
      for (const reason of verdict(state).reasons) {
        for (const lang of ['en', 'zh-CN'] as const) {
          const text = translate(lang, reason)
          expect(text).not.toBe(reason.key)
          expect(text).not.toMatch(/\{\w+\}/)
        }
      }
    }
  })
})

describe('podsOnBgp', () => {
  it.each([
    ['no encapsulation', { ipipMode: 'Never' }, 'v3.17.2', 'yes'],
    ['IPIP', { ipipMode: 'Always' }, 'v3.31.7', 'yes'],
    ['IPIP from 3.33', { ipipMode: 'Always' }, 'v3.33.0', 'no'],
    ['no encapsulation from 3.33', {}, 'v3.33.0', 'yes'],
    ['VXLAN', { vxlanMode: 'CrossSubnet' }, 'v3.25.0', 'no'],
    ['disabled pool only', { disabled: true }, 'v3.25.0', 'unknown'],
  ] as const)('%s', (_name, spec, version, wanted) => {
    const state = cluster([{ name: 'a', ip: '10.1.0.1/24' }], {}, version)
    state.resources.ipPools = [pool(spec)]
    expect(podsOnBgp(state).verdict).toBe(wanted)
  })

  it('a mix', () => {
    const state = guideCluster()
    state.resources.ipPools.push(pool({ vxlanMode: 'Always' }))
    expect(podsOnBgp(state).verdict).toBe('partly')
  })
})
