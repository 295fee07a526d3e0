import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withDirectory, wizard } from './wizard.ts'

const limit = 400_000

interface Result {
  outcome: string
  lostPairs: number
  differences: string[]
  sessions: { node: string; peer: string; state: string }[]
  switches: Record<string, { established: string[]; routes?: string[] }>
  services: { range: string; announcedBy: string[]; switches: { name: string; hops: string[] }[] }[]
}

const result = (run: { result: Record<string, unknown> }) => run.result as unknown as Result
const subnet = (rack: number) => `17${rack + 1}.20.0`
const rack = (number: number, leafs: { name: string; host: number }[]) =>
  `  - {name: rr${number}, subnet: ${subnet(number)}.0/24, nodes: "node[${number * 3 - 2}-${number * 3}]", asNumber: ${64511 + number}, leafs: [${leafs.map(({ name, host }) => `{name: ${name}, address: ${subnet(number)}.${host}, asNumber: ${65008 + number}}`).join(', ')}]}\n`
const dual = [1, 2]
  .map((number) =>
    rack(number, [
      { name: `leaf0${number * 2 - 1}`, host: 254 },
      { name: `leaf0${number * 2}`, host: 253 },
    ]),
  )
  .join('')

/** FRR's words, and Comware's, for a leaf that is as forecast but for what a test says. */
const frr = (peers: [string, number, string][]) =>
  [
    'IPv4 Unicast Summary (VRF default):',
    'BGP router identifier 172.20.0.254, local AS number 65009 vrf-id 0',
    `Peers ${peers.length}, using 2172 KiB of memory`,
    '',
    'Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down State/PfxRcd   PfxSnt Desc',
    ...peers.map(([peer, asn, state]) => `${peer} 4 ${asn} 14 21 0 0 0 00:00:13 ${state} 9 N/A`),
    '',
    `Total number of neighbors ${peers.length}`,
  ].join('\n')
const comware = (peers: [string, number, string][]) =>
  [
    '<leaf01>display bgp peer ipv4',
    ' BGP local router ID: 2.2.2.2',
    ' Local AS number: 65009',
    ` Total number of peers: ${peers.length}\t\t  Peers in established state: 0`,
    '  * - Dynamically created peer',
    '  Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State',
    ...peers.map(([peer, asn, state]) => `  ${peer} ${asn} 1648 1506 0 4 23:51:50 ${state}`),
  ].join('\n')

describe.each([
  ['top of rack', 'scheme: top-of-rack\ncalicoctl: {install: this-node}\n', 1],
  ['dual top of rack', `scheme: top-of-rack\ncalicoctl: {install: this-node}\nracks:\n${dual}`, 2],
] as const)('%s', (_name, answers, perRack) => {
  it('is planned, applied, proved and taken back', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const file = join(directory, 'answers.yaml')
      const state = join(directory, 'state')
      writeFileSync(file, answers)
      const args = ['--yes', '--json', '--state-dir', state]
      const run = await wizard(['rehearse', '--answers', file, ...args])
      expect([run.code, run.stderr]).toEqual([0, ''])
      expect(result(run)).toMatchObject({ outcome: 'applied', lostPairs: 0, differences: [] })
      const { sessions, switches, services } = result(run)
      expect(sessions).toHaveLength(6 * perRack)
      for (const { peer, state: seen } of sessions) {
        expect(peer).toMatch(/^17[23]\.20\.0\.25[34]$/)
        expect(seen).toBe('Established')
      }
      for (let leaf = 1; leaf <= 2 * perRack; leaf++) {
        const { established, routes } = switches[`leaf0${leaf}`]!
        expect(established.filter((peer) => /^17[23]\.20\.0\.1[123]$/.test(peer))).toHaveLength(3)
        expect(routes!.filter((range) => range.startsWith('10.233.'))).toHaveLength(7)
      }
      // Without reflectors every node of the rack carries service traffic.
      expect(services[0]!.announcedBy).toHaveLength(6)
      expect(services[0]!.switches[0]).toEqual({ name: 'leaf01', hops: ['node1', 'node2', 'node3'] })

      const verified = await wizard(['verify', '--json', '--state-dir', state])
      expect([verified.code, result(verified).differences]).toEqual([0, []])
      const back = await wizard(['rollback', '--json', '--dialect', 'vrp', '--state-dir', state])
      expect([back.code, result(back).outcome]).toEqual([0, 'rolled-back'])
      // What takes the neighbours away again lies beside the run, for every leaf, in the words that were asked for.
      const runs = readdirSync(state, { recursive: true, encoding: 'utf8' })
      const removals = runs.filter((path) => path.endsWith('.removal.txt')).map((path) => join(state, path))
      expect(removals.map((path) => basename(path)).sort()).toEqual(
        Array.from({ length: 2 * perRack }, (_, leaf) => `leaf0${leaf + 1}.vrp.removal.txt`),
      )
      for (const path of removals) {
        expect(readFileSync(path, 'utf8')).toMatch(
          /system-view\nbgp 650(09|10)\n( undo peer 17[23]\.20\.0\.1[123]\n){3}/,
        )
        expect(statSync(path).mode & 0o077).toBe(0)
      }
    })
  })
})

describe('plan -o', () => {
  it('saves configuration and removal of every switch beside the plan, with what to check first', {
    timeout: limit,
  }, async () => {
    await withDirectory(async (directory) => {
      const plan = join(directory, 'plan.json')
      const run = await wizard(['plan', '--scenario', 'guide', '--answers', 'guide', '--dialect', 'eos', '-o', plan])
      expect(run.code).toBe(0)
      expect(run.stderr + run.stdout).toContain('plan.json.switches/')
      const names = ['leaf01', 'leaf02', 'spine'].flatMap((name) => [
        `${name}.eos.config.txt`,
        `${name}.eos.removal.txt`,
      ])
      expect(readdirSync(`${plan}.switches`).sort()).toEqual(names)
      const config = readFileSync(join(`${plan}.switches`, 'leaf01.eos.config.txt'), 'utf8')
      expect(config).toMatch(/^! leaf01, Arista EOS, AS 65009\. Check first:\n! - show ip bgp summary/)
      expect(config).toContain('neighbor 172.20.0.11 remote-as 64512')
      const removal = readFileSync(join(`${plan}.switches`, 'leaf01.eos.removal.txt'), 'utf8')
      expect(removal).toContain('no neighbor 172.20.0.11')
      // Private, like the plan: addresses of a network are nobody else's business.
      expect(statSync(`${plan}.switches`).mode & 0o077).toBe(0)
    })
  })
})

describe('--switch', () => {
  it('asks by argv and from a file, in the words of FRR and Comware', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const state = join(directory, 'state')
      const file = join(directory, 'answers.yaml')
      writeFileSync(file, 'scheme: top-of-rack\ncalicoctl: {install: this-node}\n')
      const run = await wizard(['rehearse', '--answers', file, '--yes', '--json', '--state-dir', state])
      expect(run.code).toBe(0)
      const good: [string, number, string][] = [11, 12, 13].map((host) => [`172.20.0.${host}`, 64512, '4'])
      const verify = async (...sources: string[]) => {
        const flags = sources.flatMap((source) => ['--switch', source])
        return wizard(['verify', '--json', '--state-dir', state, ...flags])
      }
      const save = (name: string, text: string) => {
        writeFileSync(join(directory, name), text)
        return join(directory, name)
      }
      const asFrr = save('frr $(touch pwned); leaf.txt', frr(good))
      const asComware = save('comware.txt', comware(good.map(([peer, asn]) => [peer, asn, 'Established'])))
      // Words only: what a shell would run is a file's name here.
      for (const source of [`leaf01=cat "${asFrr}"`, `leaf01=@${asComware}`]) {
        const seen = await verify(source)
        expect([source, seen.code, result(seen).differences]).toEqual([source, 0, []])
        expect(result(seen).switches['leaf01']!.established).toEqual(good.map(([peer]) => peer))
      }
      const up = good.map(([peer, asn]): [string, number, string] => [peer, asn, 'Established'])
      const shut = save('shut.txt', comware([...up.slice(0, 2), ['172.20.0.13', 64512, 'Idle(Admin)']]))
      const wrongAs = save('as.txt', frr([...good.slice(0, 2), ['172.20.0.13', 64513, 'Idle']]))
      const cut = save('cut.txt', frr(good).split('\n').slice(0, 7).join('\n'))
      for (const [path, wanted] of [
        [shut, /node3 \(172\.20\.0\.13\) is shut down on leaf01 - on the switch/],
        [wrongAs, /expects AS 64513 from node3 .* which has AS 64512/],
        [cut, /leaf01 could not be read: .*counts 3 peers but lists 2/],
      ] as const) {
        const seen = await verify(`leaf01=@${path}`)
        expect([path, seen.code]).toEqual([path, 6])
        expect(result(seen).differences.join('\n')).toMatch(wanted)
      }
      const unknown = await verify('leaf09=cat x')
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('leaf09')])
    })
  })
})
