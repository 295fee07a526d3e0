import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { translate } from '../../../src/i18n/translate.ts'
import type { ObservedRoute, ObservedSession } from '../../../src/model/observed.ts'
import { compareSwitch, type ExpectedSwitch } from '../../../src/switches/compare.ts'
import { parsePeers } from '../../../src/switches/parse.ts'

const guideLeaf = (number: 1 | 2): ExpectedSwitch => ({
  name: `leaf0${number}`,
  addresses: [`17${number + 1}.20.0.254`],
  peers: [11, 12].map((host, i) => ({
    address: `17${number + 1}.20.0.${host}`,
    asn: 64511 + number,
    node: `node${(number - 1) * 3 + i + 1}`,
  })),
})
const leaf = guideLeaf(1)
const session = (peer: string, change: Partial<ObservedSession> = {}): ObservedSession => ({
  node: 'leaf01',
  peer,
  type: 'unknown',
  state: 'Established',
  remoteAs: 64512,
  ...change,
})
const both = [session('172.20.0.11'), session('172.20.0.12')]
const onNode = (node: string, state = 'Established'): ObservedSession => ({
  node,
  peer: '172.20.0.254',
  type: 'node',
  state,
})
const route = (destination: string, change: Partial<ObservedRoute> = {}): ObservedRoute => ({
  destination,
  nextHops: ['172.20.0.11'],
  kind: 'unicast',
  ...change,
})

describe('compareSwitch', () => {
  it('finds nothing in the guide’s own two listings', () => {
    for (const number of [1, 2] as const) {
      const text = readFileSync(
        new URL(`../../fixtures/switches/guide-leaf0${number}-peers.txt`, import.meta.url),
        'utf8',
      )
      expect(compareSwitch({ sessions: parsePeers(`leaf0${number}`, text) }, guideLeaf(number), [])).toEqual([])
    }
  })

  it('knows the lab’s FRR by its routes and its peer', () => {
    const text = readFileSync(new URL('../../fixtures/switches/frr-leaf01.txt', import.meta.url), 'utf8')
    const wanted = {
      name: 'leaf01',
      addresses: ['172.20.0.254'],
      peers: [{ address: '172.20.0.11', asn: 65001, node: 'node1' }],
    }
    expect(compareSwitch({ sessions: parsePeers('leaf01', text) }, wanted, [])).toEqual([])
  })

  it.each<[string, ObservedSession[], ObservedSession[] | undefined, string[]]>([
    [
      'the switch lacks it',
      [both[0]!],
      [onNode('node1'), onNode('node2', 'Active')],
      ['session-missing switch 172.20.0.12'],
    ],
    ['the switch lacks it, nodes unknown', [both[0]!], undefined, ['session-missing switch 172.20.0.12']],
    ['neither has it', [both[0]!], [onNode('node1')], ['session-missing both 172.20.0.12']],
    [
      'the node lacks it',
      [both[0]!, session('172.20.0.12', { state: 'Active' })],
      [onNode('node1')],
      ['session-down node 172.20.0.12'],
    ],
    [
      'both have it, no connection',
      [both[0]!, session('172.20.0.12', { state: 'Connect' })],
      [onNode('node1'), onNode('node2', 'Active')],
      ['session-down either 172.20.0.12'],
    ],
    [
      'another AS',
      [both[0]!, session('172.20.0.12', { state: 'Idle', remoteAs: 64513 })],
      undefined,
      ['wrong-as switch 172.20.0.12'],
    ],
    [
      'shut down',
      [both[0]!, session('172.20.0.12', { state: 'Idle', detail: 'Admin' })],
      undefined,
      ['session-down switch 172.20.0.12'],
    ],
    [
      'too many routes',
      [both[0]!, session('172.20.0.12', { state: 'Idle', detail: 'PfxCt' })],
      undefined,
      ['session-down switch 172.20.0.12'],
    ],
    [
      'a node that should not',
      both,
      [onNode('node1'), onNode('node2'), onNode('node3', 'Active')],
      ['peer-unexpected node node3'],
    ],
    ['uplinks and others are fine', [...both, session('100.0.0.1', { remoteAs: 65008 })], undefined, []],
  ])('%s', (_name, sessions, nodes, wanted) => {
    const findings = compareSwitch({ sessions }, leaf, [], nodes)
    expect(findings.map((f) => `${f.what} ${f.side} ${f.subject}`)).toEqual(wanted)
    for (const finding of findings)
      for (const lang of ['en', 'zh-CN'] as const)
        for (const sentence of [finding.detail, finding.remedy])
          expect(translate(lang, sentence)).not.toMatch(/[{}]|^switch\./)
  })

  it('names the blocks and service ranges that are missing or lead nowhere', () => {
    const routes = [
      route('10.233.64.0/26'),
      route('10.233.65.0/26', { kind: 'blackhole', nextHops: [] }),
      route('10.233.0.0/18', { nextHops: [] }),
    ]
    const blocks = ['10.233.64.0/26', '10.233.65.0/26', '10.233.72.0/26', '10.233.0.0/18']
    const findings = compareSwitch({ sessions: both, routes }, leaf, blocks)
    expect(findings.map((f) => `${f.what} ${f.subject}`)).toEqual([
      'route-unusable 10.233.65.0/26',
      'route-missing 10.233.72.0/26',
      'route-unusable 10.233.0.0/18',
    ])
    expect(compareSwitch({ sessions: both }, leaf, blocks)).toEqual([])
  })
})
