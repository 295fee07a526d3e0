import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Served, serve } from './served.ts'
import { treeOf } from './tree.ts'
import { type Ended, wizard } from './wizard.ts'

// One row a mistake: the program must name the place and the remedy, in both languages and as JSON, end with the code of
// the design, and leave every file as it was.

const limit = 120_000

interface Wrong {
  /** Exit code. */
  exit: number
  code: string
  /** What stands in the message, in English. */
  says: RegExp
  /** Where: file:line:column, flag, command. */
  place: RegExp
  /** What to do. */
  remedy: RegExp
}

let home: string
let work: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'crrw-bad-'))
  work = join(home, 'work')
  for (const name of ['work', 'tmp', 'home']) mkdirSync(join(home, name))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const run = (args: string[], env: Record<string, string> = {}) =>
  wizard(args, { cwd: work, env: { HOME: join(home, 'home'), TMPDIR: join(home, 'tmp'), ...env } })

/** Runs a wrong command line in English as text, and in Chinese as JSON; both must say the same and change nothing. */
async function expectRefusal(args: string[], wrong: Wrong, env: Record<string, string> = {}): Promise<void> {
  const before = treeOf(home, ['state'])
  const [text, json] = [await run(args, env), await run([...args, '--json', '--lang', 'zh-CN'], env)]
  expect(treeOf(home, ['state'])).toEqual(before)
  // Not even a journal of a run that began.
  for (const name of existsSync(join(home, 'state')) ? Object.keys(treeOf(join(home, 'state'))) : [])
    expect(name).not.toMatch(/journal|plan\.json/)

  expect([text.code, json.code], text.stderr).toEqual([wrong.exit, wrong.exit])
  expect(text.stdout).toBe('')
  const error = refusal(json)
  expect(error.code).toBe(wrong.code)
  expect(text.stderr).toContain(`${wrong.code}: `)
  for (const [field, pattern] of [
    [error.message, wrong.says],
    [error.where ?? '', wrong.place],
    [error.remedies.join('\n'), wrong.remedy],
  ] as const) {
    expect(field).toMatch(pattern)
    expect(text.stderr).toMatch(pattern)
  }
  // The same in Chinese; the place is a name and stays.
  expect(json.stderr).toContain(`${wrong.code}: `)
  expect(json.stderr).toContain(error.where ?? '')
  for (const line of json.stderr.split('\n').filter((said) => /^ +->/.test(said)))
    expect(line).toMatch(/\p{Script=Han}/u)
}

function refusal(ended: Ended): { code: string; message: string; where?: string; remedies: string[] } {
  expect(ended.result).toMatchObject({ type: 'result', outcome: 'refused', operations: 0 })
  return ended.result['error'] as ReturnType<typeof refusal>
}

/** The guide's two racks; a row changes words of it. */
const guide = [
  'calicoctl: {install: this-node}',
  'racks:',
  '  - name: rr1',
  '    subnet: 172.20.0.0/24',
  '    nodes: [node1, node2, node3]',
  '    asNumber: 64512',
  '    reflectors: [node1, node2]',
  '    leafs: [{name: leaf01, address: 172.20.0.254, asNumber: 65009}]',
  '  - name: rr2',
  '    subnet: 173.20.0.0/24',
  '    nodes: [node4, node5, node6]',
  '    asNumber: 64513',
  '    reflectors: [node4, node5]',
  '    leafs: [{name: leaf02, address: 173.20.0.254, asNumber: 65010}]',
  'serviceCIDRs: [10.233.0.0/18]',
  '',
].join('\n')

/** The answers with one text in the place of another, and where it stands now; `§` in it marks the place to be named. */
function changed(from: string, to: string): { text: string; at: string } {
  const [before = '', ...after] = guide.split(from)
  expect(after.length, `"${from}" once`).toBe(1)
  const [head = ''] = to.includes('§') ? to.split('§') : []
  const text = before + to.replace('§', '') + after[0]
  return { text, at: `answers.yaml:${(before + head).split('\n').length}:` }
}

describe('an answers file', () => {
  const aRange = /write it like 10\.233\.0\.0\/18/
  const anAsn = /write 1\.\.4294967295, or dotted \(1\.10 means 65546\)/
  it.each<[string, string, string, Omit<Wrong, 'exit' | 'place'>]>([
    [
      'an unknown key',
      'serviceCIDRs:',
      'serviceCIDR:',
      { code: 'E_ANSWERS_UNKNOWN_KEY', says: /unknown key "serviceCIDR"/, remedy: /did you mean "serviceCIDRs"\?/ },
    ],
    [
      'a duplicate key',
      '    asNumber: 64512\n',
      '    asNumber: 64512\n    §asNumber: 64514\n',
      { code: 'E_ANSWERS_DUPLICATE_KEY', says: /asNumber" is given twice/, remedy: /remove one of the two/ },
    ],
    [
      'a prefix that is too long',
      '10.233.0.0/18',
      '10.233.0.0/33',
      { code: 'E_ANSWERS_CIDR', says: /serviceCIDRs\[0\]: "10\.233\.0\.0\/33" is no CIDR/, remedy: aRange },
    ],
    [
      'a prefix that is missing',
      '10.233.0.0/18',
      '10.233.0.0',
      { code: 'E_ANSWERS_CIDR', says: /"10\.233\.0\.0" is no CIDR/, remedy: aRange },
    ],
    [
      'a subnet of no addresses',
      '172.20.0.0/24',
      '172.20.0.256/24',
      { code: 'E_ANSWERS_CIDR', says: /racks\[0\]\.subnet: "172\.20\.0\.256\/24" is no CIDR/, remedy: aRange },
    ],
    [
      'AS 0',
      'asNumber: 64512',
      'asNumber: 0',
      { code: 'E_ANSWERS_ASN', says: /racks\[0\]\.asNumber: AS 0 is reserved/, remedy: anAsn },
    ],
    [
      'an AS number above four bytes',
      'asNumber: 64512',
      'asNumber: 4294967296',
      { code: 'E_ANSWERS_ASN', says: /"4294967296" is no AS number/, remedy: anAsn },
    ],
    [
      'a dotted AS number above two bytes',
      'asNumber: 65009',
      'asNumber: 1.65536',
      { code: 'E_ANSWERS_ASN', says: /leafs\[0\]\.asNumber: "1\.65536" is no AS number/, remedy: anAsn },
    ],
    [
      'a place for calicoctl that is not the guide’s',
      '{install: this-node}',
      '{install: this-node, path: /opt/calicoctl}',
      {
        code: 'E_ANSWERS_VALUE',
        says: /"\/opt\/calicoctl" is no place of the guide/,
        remedy: /write \/usr\/local\/bin\/calicoctl/,
      },
    ],
    [
      'a node twice in its rack',
      '[node1, node2, node3]',
      '[node1, node2, node3, node2]',
      { code: 'E_ANSWERS_DUPLICATE_NODE', says: /node2 is named twice/, remedy: /name it once/ },
    ],
    [
      'a node in two racks',
      '[node4, node5, node6]',
      '[node3, node4, node5, node6]',
      {
        code: 'E_DESIGN_DUPLICATE_NODE',
        says: /node3 is in rr1 and rr2/,
        remedy: /leave it in one rack/,
      },
    ],
    [
      'a node that is not there',
      '[node1, node2, node3]',
      '[node1, node2, node3, node33]',
      { code: 'E_DESIGN_UNKNOWN_NODE', says: /node33/, remedy: /./ },
    ],
    [
      'a reflector outside its rack',
      'reflectors: [node1, node2]',
      'reflectors: [node1, node4]',
      { code: 'E_DESIGN_REFLECTOR_OUTSIDE', says: /node4/, remedy: /./ },
    ],
    [
      'a rack without a reflector',
      'reflectors: [node1, node2]',
      'reflectors: []',
      { code: 'E_DESIGN_NO_REFLECTOR', says: /rr1/, remedy: /./ },
    ],
    [
      "a leaf outside its rack's subnet",
      'address: 172.20.0.254',
      'address: 172.21.0.254',
      {
        code: 'E_DESIGN_LEAF_SUBNET',
        says: /leaf leaf01 \(172\.21\.0\.254\) is outside rr1's subnet 172\.20\.0\.0\/24/,
        remedy: /give the address that the nodes of this rack reach directly/,
      },
    ],
    [
      "a leaf with its rack's AS number",
      'asNumber: 65009',
      'asNumber: 64512',
      {
        code: 'E_DESIGN_LEAF_ASN',
        says: /leaf leaf01 and rack rr1 share AS 64512/,
        remedy: /give the leaf its own AS, or let it reflect/,
      },
    ],
  ])('with %s', { timeout: limit }, async (_name, from, to, wrong) => {
    const { text, at } = changed(from, to)
    writeFileSync(join(work, 'answers.yaml'), text)
    await expectRefusal(['rehearse', '--answers', 'answers.yaml', '--yes'], {
      exit: 2,
      place: new RegExp(`${at.replaceAll('.', '\\.')}\\d+`),
      ...wrong,
    })
  })

  it('with several mistakes names each at its place', { timeout: limit }, async () => {
    const text = guide.replace('64512', '0').replace('65010', '4294967296').replace('10.233.0.0/18', 'all')
    writeFileSync(join(work, 'answers.yaml'), text)
    const args = ['rehearse', '--answers', 'answers.yaml', '--yes']
    const english = await run(args)
    expect(english.code).toBe(2)
    expect(english.stderr).toMatch(
      /AS 0 is reserved[\s\S]*answers\.yaml:6:[\s\S]*answers\.yaml:14:\d+: .*"4294967296"[\s\S]*answers\.yaml:15:\d+: .*"all"/,
    )
    // In Chinese too: each place stands, each sentence is whole, nothing English is left but names.
    const chinese = await run([...args, '--lang', 'zh-CN'])
    const said = chinese.stderr.slice(chinese.stderr.indexOf('E_ANSWERS')).trim().split('\n')
    expect(said).toEqual([
      expect.stringMatching(/^E_ANSWERS_ASN: racks\[0\]\.asNumber：AS 0 为保留值/),
      expect.stringMatching(/^ {2}位置 answers\.yaml:6:\d+$/),
      expect.stringMatching(/^ {2}-> {3}写 1 到 4294967295/),
      expect.stringMatching(/^answers\.yaml:14:\d+: .*“4294967296”不是 AS 号$/),
      expect.stringMatching(/^ {2}-> {3}写 1 到 4294967295/),
      expect.stringMatching(/^answers\.yaml:15:\d+: .*“all”不是 CIDR$/),
      expect.stringMatching(/^ {2}-> {3}写成 10\.233\.0\.0\/18 的形式$/),
    ])
  })

  it('takes 1.10 for AS 65546', { timeout: limit }, async () => {
    writeFileSync(join(work, 'answers.yaml'), changed('asNumber: 64512', 'asNumber: 1.10').text)
    const dry = await run(['rehearse', '--answers', 'answers.yaml', '--yes', '--dry-run', '--json'])
    expect([dry.code, dry.stderr]).toEqual([0, ''])
    expect(dry.stdout).toContain('65546')
  })

  it('that is not there', { timeout: limit }, async () => {
    await expectRefusal(['rehearse', '--answers', 'none.yaml', '--yes'], {
      exit: 2,
      code: 'E_ANSWERS_READ',
      says: /cannot be read/,
      place: /none\.yaml/,
      remedy: /name a readable YAML file, or "guide"/,
    })
  })
})

describe('a command line', () => {
  it('without a terminal', { timeout: limit }, async () => {
    await expectRefusal(['rehearse'], {
      exit: 2,
      code: 'E_NO_TERMINAL',
      says: /no terminal to ask on|asks no questions/,
      place: /^|/,
      remedy: /add --yes/,
    })
  })

  it.each<[string, string[], Omit<Wrong, 'exit' | 'code'>]>([
    [
      'a flag of another command before it',
      ['--confirm-within', '10m', 'rollback'],
      { says: /--confirm-within/, place: /--confirm-within/, remedy: /rollback/ },
    ],
    [
      'a flag of another command',
      ['rollback', '--scenario', 'guide'],
      { says: /no flag "--scenario"/, place: /^--scenario$|at +--scenario/m, remedy: /rollback --help/ },
    ],
    [
      'a flag with a slip in it',
      ['rehearse', '--anwsers', 'guide', '--yes'],
      { says: /no flag "--anwsers"/, place: /--anwsers/, remedy: /did you mean --answers\?[\s\S]*rehearse --help/ },
    ],
    [
      'an unknown flag of the wizard itself',
      ['--frobnicate'],
      { says: /no flag "--frobnicate"/, place: /--frobnicate/, remedy: /calico-rr-wizard --help/ },
    ],
    [
      'too many words',
      ['status', 'one', 'two'],
      { says: /more words than status takes/, place: /status/, remedy: /status --help/ },
    ],
    ['no file', ['forecast'], { says: /"FILE\.yaml" is missing/, place: /forecast/, remedy: /forecast --help/ }],
    [
      'a shared flag that has no use',
      ['rollback', '--answers', 'guide'],
      { says: /rollback does not take --answers/, place: /--answers/, remedy: /goes by the plan/ },
    ],
    [
      'no such colour',
      ['status', '--color', 'blue'],
      { says: /--color/, place: /--color/, remedy: /auto, always, never/ },
    ],
    ['no such order', ['plan', '--order', 'fast'], { says: /--order/, place: /--order/, remedy: /safe, guide/ }],
    ['nothing to apply', ['apply', '--yes'], { says: /apply/, place: /apply/, remedy: /plan\.json, or --answers/ }],
  ])('%s', { timeout: limit }, async (_name, args, wrong) => {
    await expectRefusal(['--state-dir', join(home, 'state'), ...args], { exit: 2, code: 'E_USAGE', ...wrong })
  })
})

describe('a rehearsal', () => {
  it.each<[string, string[], Wrong]>([
    [
      'without gates in an order that stands on them',
      ['--unverified'],
      {
        exit: 2,
        code: 'E_USAGE',
        says: /--unverified with the safe order/,
        place: /--unverified/,
        remedy: /--order guide/,
      },
    ],
    [
      'with a switch that the design does not have',
      ['--switch', 'leaf09=ssh leaf09 show'],
      {
        exit: 2,
        code: 'E_USAGE',
        says: /"leaf09"/,
        place: /--switch/,
        remedy: /a switch of the design: leaf01, leaf02/,
      },
    ],
    [
      'with the saved output of a switch that is not there',
      ['--switch', 'leaf01=@nowhere.txt'],
      { exit: 2, code: 'E_USAGE', says: /leaf01=@nowhere\.txt/, place: /--switch/, remedy: /can be read: ENOENT/ },
    ],
    [
      'of a Calico older than what is known',
      ['--calico-version', 'v3.1.0'],
      {
        exit: 3,
        code: 'E_PREFLIGHT',
        says: /v3\.1\.0 (is older than|早于) v3\.14\.0/,
        place: /version/,
        remedy: /update Calico|升级/,
      },
    ],
  ])('%s', { timeout: limit }, async (_name, args, wrong) => {
    await expectRefusal(['rehearse', '--answers', 'guide', '--yes', '--state-dir', join(home, 'state'), ...args], wrong)
  })
})

it('a plan that cannot be saved is refused before it is printed', { timeout: limit }, async () => {
  const file = join(home, 'nowhere', 'plan.json')
  await expectRefusal(['plan', '--scenario', 'mesh:3', '-o', file], {
    exit: 2,
    code: 'E_OUTPUT',
    says: /the plan cannot be saved: ENOENT/,
    place: /nowhere\/plan\.json/,
    remedy: /--output FILE/,
  })
})

describe('a cluster', () => {
  let cluster: Served
  beforeAll(async () => {
    cluster = await serve()
  }, limit)
  afterAll(() => cluster.close())

  const flags = (some: Record<string, string | undefined> = {}): string[] => {
    const all = {
      kubeconfig: join(cluster.directory, 'cluster/kubeconfig'),
      kubectl: cluster.tool('kubectl'),
      calicoctl: cluster.tool('calicoctl'),
      ssh: cluster.tool('ssh'),
      answers: cluster.answers,
      'state-dir': join(home, 'state'),
      ...some,
    }
    return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
  }
  const objects = () => readFileSync(join(cluster.directory, 'cluster/cluster.ndjson'), 'utf8')
  const refused = async (some: Record<string, string | undefined>, wrong: Omit<Wrong, 'exit'>, env = {}) => {
    const before = objects()
    await expectRefusal(['apply', '--yes', ...flags(some)], { exit: 3, ...wrong }, env)
    expect(objects()).toBe(before)
  }
  const kubeconfig = (name: string, text: string): string => {
    writeFileSync(join(work, name), text, { mode: 0o600 })
    return name
  }

  it('that nobody reaches', { timeout: limit }, async () => {
    const closed = await closedPort()
    const text = readFileSync(join(cluster.directory, 'cluster/kubeconfig'), 'utf8')
    const dead = kubeconfig('dead', text.replace(/https:\/\/127\.0\.0\.1:\d+/, `https://127.0.0.1:${closed}`))
    await refused(
      { kubeconfig: dead },
      {
        code: 'E_CLUSTER_READ',
        says: /refused/,
        place: /kubectl/,
        remedy: /check the kubeconfig .* and that this host reaches the API server/,
      },
    )
  })

  it.each([
    ['is not there', 'none', /there is no such file/],
    ['is a directory', '.', /it is no regular file/],
  ])('whose kubeconfig %s', { timeout: limit }, async (_name, path, says) => {
    await refused(
      { kubeconfig: path },
      {
        code: 'E_KUBECONFIG',
        says,
        place: new RegExp(`--kubeconfig: ${join(work, path)}`),
        remedy: /name a readable kubeconfig with --kubeconfig FILE/,
      },
    )
  })

  it('whose kubeconfig is no YAML', { timeout: limit }, async () => {
    await refused(
      { kubeconfig: kubeconfig('broken', 'clusters: [\n') },
      {
        code: 'E_CLUSTER_READ',
        says: /error loading config file ".*broken"/,
        place: /kubectl config view/,
        remedy: /name a readable kubeconfig with --kubeconfig FILE/,
      },
    )
  })

  it('that KUBECONFIG names in several files', { timeout: limit }, async () => {
    const env = { KUBECONFIG: [kubeconfig('one', 'a: 1\n'), kubeconfig('two', 'b: 2\n')].join(':') }
    await refused(
      { kubeconfig: undefined },
      {
        code: 'E_KUBECONFIG',
        says: /KUBECONFIG names 2 files, and calicoctl takes one/,
        place: /KUBECONFIG: .*one:.*two/,
        remedy: /kubectl config view --flatten --raw > FILE/,
      },
      env,
    )
  })

  it('is found by relative paths, too', { timeout: limit }, async () => {
    const text = readFileSync(join(cluster.directory, 'cluster/kubeconfig'), 'utf8')
    const some = { kubeconfig: kubeconfig('here', text), 'state-dir': '../state' }
    const dry = await run(['apply', '--yes', '--dry-run', '--json', ...flags(some)])
    expect([dry.code, dry.stderr]).toEqual([0, ''])
    expect(dry.result).toMatchObject({ outcome: 'nothing-to-do', dryRun: true })
    expect(dry.result['planned']).toBeGreaterThan(5)
  })

  it('without kubectl', { timeout: limit }, async () => {
    const missing = { code: 'E_NO_KUBECTL', remedy: /install kubectl, or name it with --kubectl PATH/ }
    await refused(
      { kubectl: '/none/kubectl' },
      { ...missing, says: /\/none\/kubectl is no program/, place: /--kubectl/ },
    )
    await refused({ kubectl: undefined }, { ...missing, says: /was not found in PATH/, place: /PATH/ }, { PATH: work })
  })

  it('without calicoctl', { timeout: limit }, async () => {
    const missing = { code: 'E_NO_CALICOCTL', says: /calicoctl is not installed here/, place: /PATH/ }
    const path = { PATH: '/none' }
    await refused({ calicoctl: undefined }, { ...missing, remedy: /answer "this-node" to calicoctl\.install/ }, path)
    await refused(
      { calicoctl: '/none/calicoctl' },
      {
        code: 'E_NO_CALICOCTL',
        says: /\/none\/calicoctl is no program/,
        place: /--calicoctl/,
        remedy: /--calicoctl PATH/,
      },
    )
  })

  it('with a calicoctl of another version', { timeout: limit }, async () => {
    const file = join(work, 'calicoctl')
    const lines = ['#!/bin/sh', 'echo "Client Version:    v3.25.0"', 'echo "Git commit:        82dadbce1"', '']
    writeFileSync(file, lines.join('\n'), { mode: 0o755 })
    await refused(
      { calicoctl: file },
      {
        code: 'E_PREFLIGHT',
        says: /v3\.25\.0.*v3\.17\.2/,
        place: /calicoctl/,
        remedy: /v3\.17\.2/,
      },
    )
  })
})

/** A port of this host where nobody listens. */
function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
