import { describe, expect, it } from 'vitest'
import { shellWords } from '../../../src/cli/options.ts'
import { switchConfiguration } from '../../../src/cli/switch-config.ts'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { type DialectName, dialectNames } from '../../../src/switches/dialect.ts'
import type { PasswordCheck, WizardResult } from '../../../src/wizard/types.ts'
import { guideCluster, cluster as makeCluster } from '../design/clusters.ts'
import { walkWizard } from './wizard-world.ts'

const toStep4 = ['reflectors', 'none', 'leave', 'accept']
const fromStep5 = ['accept', 'accept', 'accept', 'accept', 'quit']
const fromStep6 = ['accept', 'accept', 'accept', 'quit']

describe('racks', () => {
  it('take another AS number, refuse an impossible one and that of their leaf', async () => {
    const { result, transcript } = await walkWizard([
      ...toStep4,
      ...['change', 'rr2', 'asn', '0', '4294967296', '65010', '1.10', 'accept'],
      ...fromStep5,
    ])
    expect(result.design.racks[1]!.asn).toBe(65546)
    expect(transcript.refused).toHaveLength(3)
    expect(transcript.refused[2]).toContain('E_DESIGN_LEAF_ASN')
  })

  it('take other reflectors, by name or range, with their addresses as cluster ids', async () => {
    const { result, transcript } = await walkWizard([
      ...toStep4,
      ...['reflectors', 'rr1', 'node9', 'node4', 'node[2-', 'node[2-3]', 'accept'],
      ...fromStep5,
    ])
    expect(result.design.racks[0]!.reflectors).toEqual(['node2', 'node3'])
    expect(result.design.racks[0]!.clusterIds).toEqual({ node2: '172.20.0.12', node3: '172.20.0.13' })
    expect(transcript.refused.map((text) => text.split(' ')[0])).toEqual(['node9', 'rr1', 'node[2-'])
  })

  it('are renamed, but not to a name that is taken or impossible', async () => {
    const { result, transcript } = await walkWizard([
      ...toStep4,
      ...['change', 'rr1', 'name', 'rr2', 'A B', 'east', 'accept'],
      ...fromStep5,
    ])
    expect(result.design.racks[0]!.name).toBe('east')
    expect(transcript.refused).toHaveLength(2)
  })

  it('take one cluster id for all their reflectors, or one each', async () => {
    const { result, transcript } = await walkWizard([
      ...toStep4,
      ...[
        'change',
        'rr1',
        'id',
        'x',
        '244.0.0.1',
        'change',
        'rr2',
        'id',
        'node4=1.1.1.1',
        'node4=1.1.1.1 node5=2.2.2.2',
      ],
      ...['ids', 'accept'],
      ...fromStep5,
    ])
    expect(result.design.racks[0]!.clusterIds).toEqual({ node1: '244.0.0.1', node2: '244.0.0.1' })
    expect(result.design.racks[1]!.clusterIds).toEqual({ node4: '1.1.1.1', node5: '2.2.2.2' })
    expect(transcript.refused).toHaveLength(2)
  })

  it('cannot be left with an error: moving nodes into a wrong subnet is shown and must be mended', async () => {
    const { result, lines } = await walkWizard([
      ...toStep4,
      ...[
        'move',
        'node[4-5]',
        'rr1',
        'accept',
        'move',
        'node4 node5',
        'rr2',
        'reflectors',
        'rr2',
        'node4,node5',
        'accept',
      ],
      ...fromStep5,
    ])
    expect(lines.join('\n')).toContain('Please correct what is marked first.')
    expect(lines.join('\n')).toContain('E_DESIGN_NODE_SUBNET')
    expect(result.design.racks.map((rack) => rack.nodes.length)).toEqual([3, 3])
    expect(result.design.racks[1]!.reflectors).toEqual(['node4', 'node5'])
  })

  it('of five hundred nodes ask no question a node', async () => {
    const nodes = Array.from({ length: 500 }, (_, i) => ({
      name: `node${i + 1}`,
      ip: `10.${Math.floor(i / 50)}.0.${(i % 50) + 10}/24`,
    }))
    const { result, transcript, lines } = await walkWizard([...toStep4, 'accept', ...fromStep5], {
      cluster: makeCluster(nodes),
    })
    expect(result.design.racks).toHaveLength(10)
    expect(transcript.questions.length).toBeLessThan(15)
    expect(lines.length).toBeLessThan(400)
  }, 60_000)
})

describe('a password of leaf sessions', () => {
  const toStep6 = [...toStep4, 'accept', 'accept']
  const checks: PasswordCheck[] = [{ status: 'fail', text: 'no such Secret', remedy: 'make one' }]
  const walk = (replies: string[]) =>
    walkWizard([...toStep6, ...replies, ...fromStep6], { deps: { checkPasswords: async () => checks } })
  const passwords = ({ design }: WizardResult) =>
    design.racks.flatMap(({ leafs }) => leafs.map((leaf) => leaf.password))

  it('is named for one leaf or for all, looked for at once, and taken away again', async () => {
    const ref = { secret: 'bgp-passwords', key: 'leafs' }
    const one = await walk(['change', 'leaf01', 'password', 'bgp-passwords/leafs', 'this'])
    expect(passwords(one.result)).toEqual([ref, undefined])
    expect(one.lines.join('\n')).toContain('no such Secret')
    expect(one.lines.join('\n')).toContain('make one')
    expect(one.lines.join('\n')).toMatch(/password\s+from bgp-passwords\/leafs/)
    const all = await walk(['change', 'leaf01', 'password', 'bgp-passwords/leafs', 'all'])
    expect(passwords(all.result)).toEqual([ref, ref])
    const none = await walk([
      ...['change', 'leaf01', 'password', 'bgp-passwords/leafs', 'all'],
      ...['change', 'leaf02', 'password', 'none', 'this'],
    ])
    expect(passwords(none.result)).toEqual([ref, undefined])
  })

  it('itself is refused, and not shown', async () => {
    const { result, lines, transcript } = await walk([
      ...['change', 'leaf01', 'password', 'Hunter2!', 'bgp-passwords/leafs/x', 'Hunter2/leafs', 'none', 'this'],
    ])
    expect(passwords(result)).toEqual([undefined, undefined])
    expect(transcript.refused).toHaveLength(3)
    expect([...transcript.refused, ...lines].join()).not.toMatch(/hunter2/i)
  })
})

describe('leafs', () => {
  it('take address, AS number and options; a leaf may be added and removed', async () => {
    const { result, transcript } = await walkWizard([
      ...toStep4,
      ...['accept', 'accept'],
      ...['change', 'leaf01', 'address', 'nonsense', '173.20.0.1', '172.20.0.253'],
      ...['options', 'all-nodes', 'external', 'route'],
      ...['add', 'rr1', '172.20.0.254', '65020', 'remove', 'leaf03'],
      ...fromStep6.slice(0, 1),
      ...['accept', 'accept', 'quit'],
    ])
    const [leaf] = result.design.racks[0]!.leafs
    expect(leaf).toMatchObject({ address: '172.20.0.253', options: { accepts: 'all-nodes', remoteAs: 'external' } })
    expect(result.design.racks[0]!.leafs).toHaveLength(1)
    expect(result.design.fabric.defaultRouteViaLeaf).toBe(true)
    expect(transcript.refused).toHaveLength(2)
  })
})

describe('the other steps', () => {
  it('take a mirror, a file, another kubeconfig, the way sessions are read, a time to confirm, a service range', async () => {
    const { result, transcript } = await walkWizard([
      ...['reflectors', 'all-nodes', 'mirror', 'ftp://x', 'https://mirror.local/calicoctl'],
      ...['kubeconfig', 'relative', '/etc/kubernetes/admin.conf', 'write'],
      ...['asn', 'x', '64999', 'accept', 'accept'],
      ...['id', 'no label!', 'rr-role', 'accept', 'accept'],
      ...['via', 'ssh', 'confirm', 'soon', '10m', 'accept'],
      ...['change', '10.233.0.0', '10.233.0.0/18, fd00::/112', 'accept', 'quit'],
    ])
    expect(result.choices).toMatchObject({
      calicoctl: { install: 'all-nodes', from: { kind: 'mirror', url: 'https://mirror.local/calicoctl' } },
      calicoctlConfig: { write: true, kubeconfig: '/etc/kubernetes/admin.conf' },
      statusVia: 'ssh',
      confirmWithinSeconds: 600,
    })
    expect(result.design).toMatchObject({
      defaultAsn: 64999,
      names: { idLabel: 'rr-role' },
      serviceCidrs: ['10.233.0.0/18', 'fd00::/112'],
      fabric: { sshToNodes: true },
    })
    expect(transcript.refused).toHaveLength(6)
  })

  it('start the racks afresh for top of rack, and again for reflectors', async () => {
    const { result } = await walkWizard(['top-of-rack', '<', 'reflectors', '<', 'top-of-rack', 'none', '^C'])
    expect(result.design.scheme).toBe('top-of-rack')
    expect(result.design.racks.every((rack) => rack.reflectors.length === 0)).toBe(true)
  })

  it('offer one leaf a rack or two of one AS for top of rack; nobody reflects', async () => {
    const { result, transcript } = await walkWizard(['dual', '^C'])
    expect(transcript.questions).toContain('How shall the nodes exchange their routes?')
    expect(result.design.scheme).toBe('top-of-rack')
    for (const rack of result.design.racks) {
      expect(rack.reflectors).toEqual([])
      expect(new Set(rack.leafs.map((leaf) => leaf.address)).size).toBe(2)
      expect(new Set(rack.leafs.map((leaf) => leaf.asn)).size).toBe(1)
      for (const { options } of rack.leafs) expect(options).toMatchObject({ accepts: 'all-nodes', asOverride: true })
    }
    const single = await walkWizard(['dual', '<', 'top-of-rack', '^C'])
    expect(single.result.design.racks.map((rack) => rack.leafs.length)).toEqual([1, 1])
  })

  it('plan and forecast a dual top of rack to the end', async () => {
    const { result } = await walkWizard([
      ...['dual', 'none', 'leave', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept'],
      ...['go', true],
    ])
    expect(result.action).toBe('apply')
    // Six nodes with two leafs each.
    expect(result.forecast?.sessionsThen).toBe(12)
  })

  it('show in step 6 what goes onto the leafs and the spine, with what to check first', async () => {
    const cluster = guideCluster()
    const { lines } = await walkWizard([...toStep4, 'accept', 'accept', 'config', 'vrp', '^C'], {
      deps: {
        proposal: designFromAnswers(guideAnswers(), cluster, proposeDesign(cluster)),
        dialects: dialectNames,
        switchConfig: ({ name }, dialect, design) =>
          switchConfiguration(cluster, design, name, dialect as DialectName)?.config ?? '',
      },
    })
    const text = lines.join('\n')
    for (const [name, asn, peer] of [
      ['leaf01', 65009, '172.20.0.11'],
      ['leaf02', 65010, '173.20.0.12'],
      ['spine', 65008, '100.0.0.2'],
    ] as const) {
      expect(text).toMatch(new RegExp(`${name}, Huawei VRP, AS ${asn}\\. Check first:`))
      expect(text).toContain(`peer ${peer} as-number`)
    }
    expect(text).toContain('- display bgp peer - BGP runs with the AS number below')
  })

  it('ask how each switch shows its sessions and its routes: by command, from a file, pasted, or not at all', async () => {
    const toStep7 = ['reflectors', 'none', 'leave', 'accept', 'accept', 'accept', 'accept']
    const { result, transcript } = await walkWizard(
      [
        ...toStep7,
        ...['switch', 'leaf01', "ssh ops@leaf01 'display bgp peer", "ssh ops@leaf01 'display bgp peer ipv4'"],
        ...['switch', 'leaf01:routes', '@routes.txt'],
        ...['switch', 'leaf02', '-', 'switch', 'spine', '-', 'switch', 'spine', ''],
        // Looked at and left as it is.
        ...['switch', '<', 'switch', 'leaf02', '<'],
        ...['accept', 'accept', 'quit'],
      ],
      {
        deps: {
          proposal: designFromAnswers(guideAnswers(), guideCluster(), proposeDesign(guideCluster())),
          isSwitchSource: (text) => (shellWords(text)?.length ?? 0) > 0,
        },
      },
    )
    expect(transcript.refused).toEqual(['Give a command, @FILE or -; close every quote.'])
    expect(result.switches).toEqual({
      leaf01: "ssh ops@leaf01 'display bgp peer ipv4'",
      'leaf01:routes': '@routes.txt',
      leaf02: '-',
    })
    expect(shellWords(result.switches['leaf01']!)).toEqual(['ssh', 'ops@leaf01', 'display bgp peer ipv4'])
  })

  it('say what they found of calicoctl', async () => {
    const host = { wantedVersion: 'v3.17.2', releaseUrl: 'u', calicoctlConfig: 'different' as const }
    const { lines } = await walkWizard(['reflectors', 'none', '^C'], {
      deps: { host: { ...host, calicoctl: { path: '/usr/bin/calicoctl', version: 'v3.25.0' } } },
    })
    const text = lines.join('\n').replace(/\s+/g, ' ')
    expect(text).toContain('Found /usr/bin/calicoctl, version v3.25.0; the cluster has v3.17.2')
    expect(text).toContain('exists with other contents')
  })

  it('are all in Chinese, errors included', async () => {
    const { lines, transcript } = await walkWizard(
      ['?', ...toStep4, 'change', 'rr2', 'asn', '0', '65010', '<', ...['accept', ...fromStep5]],
      { lang: 'zh-CN', cluster: guideCluster() },
    )
    for (const text of [...transcript.questions, ...transcript.helps, ...transcript.refused])
      expect(text).toMatch(/\p{Script=Han}/u)
    // Comments of the objects that are written (templates/) are part of the object, not of the conversation.
    expect(
      lines.filter((line) => !line.includes('注意') && !line.trim().startsWith('#') && /\b(the|of|and)\b/.test(line)),
    ).toEqual([])
  })
})
