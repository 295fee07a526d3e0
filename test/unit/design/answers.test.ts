import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Choices, defaultChoices, durationText, parseDuration } from '../../../src/design/answers/choices.ts'
import { guideAnswersText } from '../../../src/design/answers/guide.ts'
import { choicesFromAnswers, designFromAnswers } from '../../../src/design/answers/merge.ts'
import { parseAnswers } from '../../../src/design/answers/parse.ts'
import { compressNames, expandRange } from '../../../src/design/answers/ranges.ts'
import { answersFromDesign } from '../../../src/design/answers/write.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { guideLeafOptions } from '../../../src/design/propose-leafs.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { validateDesign } from '../../../src/design/validate.ts'
import { WizardError } from '../../../src/model/errors.ts'
import { cluster, guideCluster } from './clusters.ts'

function refused(text: string, state = guideCluster()): WizardError {
  try {
    designFromAnswers(parseAnswers(text, 'a.yaml'), state, proposeDesign(state))
  } catch (error) {
    expect(error).toBeInstanceOf(WizardError)
    expect((error as WizardError).exitCode).toBe(2)
    return error as WizardError
  }
  throw new Error('was accepted')
}

/** The guide's file with one line changed. */
const changed = (from: string | RegExp, to: string) => {
  const text = guideAnswersText.replace(from, to)
  expect(text).not.toBe(guideAnswersText)
  return text
}

describe('refused answers', () => {
  const cases: [name: string, text: string, code: string, where: string, message: RegExp, remedy?: RegExp][] = [
    [
      'unknown key',
      changed('interRack: leafs', 'interRak: leafs'),
      'E_ANSWERS_UNKNOWN_KEY',
      'a.yaml:34:1',
      /interRak/,
      /interRack/,
    ],
    [
      'unknown key deep',
      changed('reflectors: node[1-2]', 'reflektors: x'),
      'E_ANSWERS_UNKNOWN_KEY',
      'a.yaml:18:5',
      /racks\[0\]\.reflektors/,
      /reflectors/,
    ],
    ['duplicate key', `${guideAnswersText}order: guide\n`, 'E_ANSWERS_DUPLICATE_KEY', 'a.yaml:50:1', /order/],
    ['prototype key', '__proto__: {a: 1}\n', 'E_ANSWERS_UNKNOWN_KEY', 'a.yaml:1:1', /__proto__/],
    ['constructor key', 'constructor: {a: 1}\n', 'E_ANSWERS_UNKNOWN_KEY', 'a.yaml:1:1', /constructor/],
    [
      'CIDR without sense',
      changed('10.233.0.0/18', '10.233.0.0/33'),
      'E_ANSWERS_CIDR',
      'a.yaml:49:16',
      /10.233.0.0\/33/,
    ],
    [
      'CIDR with host bits',
      changed('10.233.0.0/18', '10.233.1.0/18'),
      'E_ANSWERS_CIDR',
      'a.yaml:49:16',
      /inside/,
      /10.233.0.0\/18/,
    ],
    ['AS 0', changed('asNumber: 65009', 'asNumber: 0'), 'E_ANSWERS_ASN', 'a.yaml:23:19', /reserved/],
    ['AS too large', changed('asNumber: 65009', 'asNumber: 4294967296'), 'E_ANSWERS_ASN', 'a.yaml:23:19', /4294967296/],
    [
      'AS dotted too large',
      changed('asNumber: 65009', 'asNumber: 65536.1'),
      'E_ANSWERS_ASN',
      'a.yaml:23:19',
      /65536.1/,
    ],
    ['AS in hex', changed('asNumber: 65009', 'asNumber: 0xfde9'), 'E_ANSWERS_ASN', 'a.yaml:23:19', /0xfde9/],
    [
      'duplicate node in a rack',
      changed('node[1-3]', '[node1, node[1-3]]').replace('[node1, node[1-3]]', '[node1, "node[1-3]"]'),
      'E_ANSWERS_DUPLICATE_NODE',
      'a.yaml:16:20',
      /node1/,
    ],
    [
      'node in two racks',
      changed('node[4-6]', 'node[3-6]'),
      'E_DESIGN_DUPLICATE_NODE',
      'a.yaml:26:12',
      /node3 is in rr1 and rr2/,
    ],
    ['unknown node', changed('node[4-6]', 'node[4-7]'), 'E_DESIGN_UNKNOWN_NODE', 'a.yaml:26:12', /node7/],
    [
      'node in no rack',
      changed('node[4-6]', 'node[4-5]'),
      'E_DESIGN_NODE_WITHOUT_RACK',
      'a.yaml:14:3',
      /node6 is in no rack/,
    ],
    [
      'reflector outside its rack',
      changed('node[1-2]', '[node1, node4]'),
      'E_DESIGN_REFLECTOR_OUTSIDE',
      'a.yaml:18:17',
      /node4/,
    ],
    ['rack without reflector', changed('node[1-2]', '[]'), 'E_DESIGN_NO_REFLECTOR', 'a.yaml:18:17', /rr1/],
    [
      'leaf outside the subnet',
      changed('173.20.0.254', '172.20.0.254'),
      'E_DESIGN_LEAF_SUBNET',
      'a.yaml:32:18',
      /outside/,
    ],
    [
      'leaf on the broadcast address',
      changed('173.20.0.254', '173.20.0.255'),
      'E_DESIGN_LEAF_ADDRESS',
      'a.yaml:32:18',
      /broadcast/,
    ],
    ['leaf on a node', changed('173.20.0.254', '173.20.0.12'), 'E_DESIGN_LEAF_ADDRESS', 'a.yaml:32:18', /node5/],
    [
      'leaf with the AS of its rack',
      changed('asNumber: 65009', 'asNumber: 64512'),
      'E_DESIGN_LEAF_ASN',
      'a.yaml:23:19',
      /share AS 64512/,
    ],
    [
      'bad cluster id',
      changed('clusterIDs: node-ip', 'clusterIDs: {node1: 1.2.3, node2: 1.2.3.4}'),
      'E_DESIGN_CLUSTER_ID',
      'a.yaml:19:25',
      /1\.2\.3/,
    ],
    [
      'cluster id of a client',
      changed('clusterIDs: node-ip', 'clusterIDs: {node1: 1.1.1.1, node2: 1.1.1.1, node3: 1.1.1.1}'),
      'E_DESIGN_CLUSTER_ID',
      'a.yaml:19:57',
      /node3/,
    ],
    [
      'service range over the pods',
      changed('10.233.0.0/18', '10.233.64.0/20'),
      'E_DESIGN_SERVICE_OVERLAP',
      'a.yaml:49:16',
      /default-pool/,
    ],
    [
      'label of Kubernetes',
      changed('id: rr-id', 'id: node-role.kubernetes.io/master'),
      'E_DESIGN_LABEL_FOREIGN',
      'a.yaml:43:7',
      /upgrade/,
    ],
    ['one label for both', changed('id: rr-id', 'id: rr-group'), 'E_DESIGN_LABEL', 'a.yaml:43:7', /same/],
    ['range backwards', changed('node[4-6]', 'node[6-4]'), 'E_ANSWERS_NODE', 'a.yaml:26:12', /backwards/],
    ['huge range', changed('node[4-6]', 'node[1-999999999]'), 'E_ANSWERS_NODE', 'a.yaml:26:12', /too many names/],
    ['relative path', changed('/root/.kube/config', '.kube/config'), 'E_ANSWERS_VALUE', 'a.yaml:11:15', /absolute/],
    ['no value', changed('order: safe', 'order:'), 'E_ANSWERS_NO_VALUE', 'a.yaml:3:1', /no value/],
    ['wrong word', changed('order: safe', 'order: save'), 'E_ANSWERS_VALUE', 'a.yaml:3:8', /save/, /safe/],
    ['yes is no boolean', changed('write: true', 'write: yes'), 'E_ANSWERS_VALUE', 'a.yaml:9:10', /yes/],
    ['alias', 'labels: &l {group: a}\nfabric: *l\n', 'E_ANSWERS_YAML', 'a.yaml:1:12', /anchor/],
    ['tag', 'labels: {group: !has(x) a}\n', 'E_ANSWERS_YAML', 'a.yaml:1:25', /tag/, /quotes/],
    ['two documents', 'order: safe\n---\norder: guide\n', 'E_ANSWERS_YAML', 'a.yaml:2:1', /second/],
    ['no YAML', 'racks: [\n', 'E_ANSWERS_YAML', 'a.yaml:2:1', /./],
    ['a list', '- a\n', 'E_ANSWERS_EMPTY', 'a.yaml', /list/],
    ['empty', '', 'E_ANSWERS_EMPTY', 'a.yaml', /no answers/],
    ['comments only', '# nothing\n', 'E_ANSWERS_EMPTY', 'a.yaml', /no answers/],
    ['too large', `# ${'x'.repeat(1024 * 1024)}`, 'E_ANSWERS_TOO_LARGE', 'a.yaml', /1 MiB/],
    ['map as node', changed('node[4-6]', '{a: b}'), 'E_ANSWERS_TYPE', 'a.yaml:26:12', /list/],
  ]
  it.each(cases)('%s', (_name, text, code, where, message, remedy) => {
    const error = refused(text)
    expect([error.code, error.where]).toEqual([code, where])
    expect(error.message).toMatch(message)
    expect(error.remedies.length).toBeGreaterThan(0)
    if (remedy) expect(error.remedies.join(' ')).toMatch(remedy)
  })

  it('an alias bomb ends at once', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]']
    for (let i = 1; i < 20; i++)
      lines.push(
        `b${i}: &b${i} [${Array(9)
          .fill(i === 1 ? '*a' : `*b${i - 1}`)
          .join(',')}]`,
      )
    expect(refused(lines.join('\n')).code).toBe('E_ANSWERS_YAML')
  })

  it.each([
    ['brackets', `labels: ${'['.repeat(500_000)}`, /nested too deep/],
    ['braces', '{a: '.repeat(200_000), /nested too deep/],
    ['indentation', Array.from({ length: 1400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), /nested too deep/],
    ['dashes', '- '.repeat(40_000), /nested too deep/],
    ['questions', '? '.repeat(40_000), /nested too deep/],
    ['one endless line', `labels: {group: "${'x'.repeat(900_000)}"}`, /a line of this length/],
    ['documents', '---\n'.repeat(200_000), /many YAML documents/],
    ['keys', Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join('\n'), /unknown key/],
  ])('a million %s end soon, in our own words', (_name, text, message) => {
    expect(refused(text).message).toMatch(message)
  })

  it('a bomb of ranges ends at once', () => {
    const list = Array.from({ length: 20_000 }, (_, i) => `  - "n${i}-[1-20000]"`).join('\n')
    const start = performance.now()
    expect(refused(`racks:\n- nodes:\n${list}\n`).message).toMatch(/too many names/)
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('deep nesting ends at once', () => {
    expect(refused(`labels: ${'['.repeat(500)}${']'.repeat(500)}`).code).toBe('E_ANSWERS_YAML')
  })

  it('all problems are told in one go', () => {
    const error = refused(changed('order: safe', 'order: save').replace('65009', '0'))
    expect(error.message).toMatch(/save[\s\S]*a\.yaml:23:19/)
  })

  it('any text is a WizardError or answers, never another exception', () => {
    const lines = guideAnswersText.split('\n')
    const edit = fc.tuple(
      fc.nat(lines.length - 1),
      fc.oneof(fc.string(), fc.constantFrom('- ', ': ', '[', '{', '&a', '*a', '!x', '"', '|')),
    )
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const copy = [...lines]
        for (const [at, text] of edits) copy[at] = text
        try {
          designFromAnswers(parseAnswers(copy.join('\n'), 'f'), guideCluster(), proposeDesign(guideCluster()))
        } catch (error) {
          if (!(error instanceof WizardError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('accepted answers', () => {
  const read = (text: string, state = guideCluster()) =>
    designFromAnswers(parseAnswers(text, 'a.yaml'), state, proposeDesign(state))

  it('reads a dotted AS number by its digits, not as a decimal number', () => {
    expect(read(changed('asNumber: 65009', 'asNumber: 1.10')).racks[0]!.leafs[0]!.asn).toBe(65546)
    expect(read(changed('asNumber: 65009', 'asNumber: "1.1"')).racks[0]!.leafs[0]!.asn).toBe(65537)
  })

  it('node6 is no reflector in the guide’s answers', () => {
    expect(read(guideAnswersText).racks[1]!.reflectors).toEqual(['node4', 'node5'])
  })

  it('fills what is left open from the proposal', () => {
    expect(read('order: guide\n')).toEqual(proposeDesign(guideCluster()))
    const bySubnet = read('racks:\n  - subnet: 172.20.0.0/24\n  - subnet: 173.20.0.0/24\n    asNumber: 65100\n')
    expect(bySubnet.racks.map((rack) => [rack.name, rack.asn, rack.nodes.length, rack.leafs.length])).toEqual([
      ['rr1', 64512, 3, 1],
      ['rr2', 65100, 3, 1],
    ])
  })

  it('gives one cluster id to all reflectors of a rack, or one to each', () => {
    expect(read(changed('node-ip', '244.0.0.1')).racks[0]!.clusterIds).toEqual({
      node1: '244.0.0.1',
      node2: '244.0.0.1',
    })
    const each = read(changed('clusterIDs: node-ip', 'clusterIDs: {node1: 244.0.0.1, node2: 244.0.0.2}'))
    expect(each.racks[0]!.clusterIds).toEqual({ node1: '244.0.0.1', node2: '244.0.0.2' })
  })

  it('knows every choice', () => {
    const choices = choicesFromAnswers(parseAnswers(changed('confirmWithin: off', 'confirmWithin: 10m'), 'a.yaml'))
    expect(choices).toMatchObject({ order: 'safe', confirmWithinSeconds: 600, statusVia: 'auto' })
    expect(choices.calicoctl).toEqual({
      install: 'all-nodes',
      from: { kind: 'release' },
      path: '/usr/local/bin/calicoctl',
    })
  })
})

describe('answersFromDesign', () => {
  const choices: Choices = {
    order: 'guide',
    calicoctl: {
      install: 'this-node',
      from: { kind: 'mirror', url: 'https://mirror.example/c' },
      path: '/usr/local/bin/calicoctl',
    },
    calicoctlConfig: { write: true, path: '/etc/calico/calicoctl.cfg', kubeconfig: '/root/my config' },
    confirmWithinSeconds: 90,
    statusVia: 'exec',
  }
  const back = (state: ReturnType<typeof guideCluster>, design: ReturnType<typeof proposeDesign>) => {
    const answers = parseAnswers(answersFromDesign(design, choices), 'saved.yaml')
    return { design: designFromAnswers(answers, state, proposeDesign(state)), choices: choicesFromAnswers(answers) }
  }

  it('round-trips the guide, other options, ToR and full mesh', () => {
    const state = guideCluster()
    const guide = designFromAnswers(parseAnswers(guideAnswersText, 'guide'), state, proposeDesign(state))
    const [rack, ...rest] = guide.racks
    const options = { ...rack!.leafs[0]!.options, asOverride: true, multipath: false, allowAsIn: 2 }
    const odd = { ...guide, racks: [{ ...rack!, asn: 65546, leafs: [{ ...rack!.leafs[0]!, options }] }, ...rest] }
    const mesh = {
      ...guide,
      scheme: 'full-mesh' as const,
      racks: guide.racks.map((r) => ({ ...r, reflectors: [], clusterIds: {} })),
    }
    for (const design of [guide, odd, mesh, proposeTopOfRack(state, 2), proposeTopOfRack(state)]) {
      expect(back(state, design)).toEqual({ design, choices })
    }
  })

  it('writes 500 nodes in ten racks as a few lines, with a comment for every question', () => {
    const state = cluster(
      Array.from({ length: 500 }, (_, i) => ({
        name: `node${i + 1}`,
        ip: `10.0.${Math.floor(i / 50)}.${(i % 50) + 1}/24`,
      })),
    )
    const design = proposeDesign(state)
    const text = answersFromDesign(design, choices)
    expect(text.split('\n').length).toBeLessThan(200)
    expect(text).toContain('"node[1-50]"')
    expect(text).toContain('# Step 8')
    expect(back(state, design).design).toEqual(design)
  })

  it('round-trips whatever is proposed for any cluster, with any leaf options', () => {
    const node = fc.record({
      rack: fc.nat(4),
      clusterId: fc.option(fc.ipV4(), { nil: undefined }),
      asNumber: fc.option(fc.integer({ min: 1, max: 4294967295 }), { nil: undefined }),
      ready: fc.boolean(),
    })
    const leafOptions = fc.record({
      accepts: fc.constantFrom('reflectors' as const, 'all-nodes' as const),
      remoteAs: fc.constantFrom('exact' as const, 'external' as const),
      allowAsIn: fc.nat(10),
      asOverride: fc.boolean(),
      nextHopSelf: fc.boolean(),
      reflectsClients: fc.constant(false),
      multipath: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(node, { minLength: 1, maxLength: 40 }),
        leafOptions,
        fc.constantFrom(1, 2, 0),
        (list, options, tor) => {
          const state = cluster(
            list.map(({ rack, ready, clusterId, asNumber }, i) => ({
              name: `node${i + 1}`,
              ip: `10.${rack}.0.${i + 1}/24`,
              ...(clusterId ? { clusterId } : {}),
              ...(asNumber ? { asNumber } : {}),
              kube: { ready },
            })),
          )
          const base = tor === 0 ? proposeDesign(state) : proposeTopOfRack(state, tor as 1 | 2)
          const racks = base.racks.map((r) => ({
            ...r,
            leafs: r.leafs.map((leaf) => ({
              ...leaf,
              options: tor === 0 ? options : { ...options, accepts: 'all-nodes' as const },
            })),
          }))
          const design = { ...base, racks }
          fc.pre(validateDesign(design, state).every((finding) => finding.severity === 'warning'))
          expect(back(state, design)).toEqual({ design, choices })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('round-trips default choices', () => {
    const text = answersFromDesign(proposeDesign(guideCluster()), defaultChoices)
    expect(choicesFromAnswers(parseAnswers(text, 'f'))).toEqual(defaultChoices)
  })
})

describe('ranges', () => {
  it('expands', () => {
    expect(expandRange('node[1-3]')).toEqual({ ok: true, names: ['node1', 'node2', 'node3'] })
    expect(expandRange('n[01-03]')).toEqual({ ok: true, names: ['n01', 'n02', 'n03'] })
    expect(expandRange('r1-n[8-10,12].local')).toEqual({
      ok: true,
      names: ['r1-n8.local', 'r1-n9.local', 'r1-n10.local', 'r1-n12.local'],
    })
    for (const bad of ['n[1', 'n[a-b]', 'n[]', 'n[1-2][3-4]', 'N1', '', '-a']) expect(expandRange(bad).ok).toBe(false)
  })

  it('compress and expand are inverse', () => {
    const names = fc.uniqueArray(
      fc.oneof(
        fc.tuple(fc.constantFrom('n', 'node', 'r2-'), fc.nat(130)).map(([p, n]) => `${p}${n}`),
        fc.tuple(fc.constantFrom('n', 'w-'), fc.nat(130)).map(([p, n]) => `${p}${String(n).padStart(3, '0')}`),
        fc.constantFrom('alpha', 'beta.local', 'n9x'),
      ),
    )
    fc.assert(
      fc.property(names, fc.boolean(), (list, sorted) => {
        if (sorted) list.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
        const expanded = compressNames(list).flatMap((text) => {
          const result = expandRange(text)
          return result.ok ? result.names : ['bad']
        })
        expect(expanded).toEqual(list)
      }),
    )
  })

  it('durations', () => {
    for (const seconds of [0, 1, 59, 60, 90, 600, 3600, 86400])
      expect(parseDuration(durationText(seconds))).toBe(seconds)
    for (const bad of ['', '-1', '1d', '25h', '1.5m', '10 m']) expect(parseDuration(bad)).toBeUndefined()
  })
})

describe('docs/answers.md', () => {
  it('shows a file that is accepted, key by key', () => {
    const text = readFileSync(new URL('../../../docs/answers.md', import.meta.url), 'utf8')
    const sample = /```yaml\n([\s\S]*?)```/.exec(text)![1]!
    const state = cluster([1, 2, 3].map((i) => ({ name: `node${i}`, ip: `172.20.0.${10 + i}/24` })))
    const design = designFromAnswers(parseAnswers(sample, 'docs/answers.md'), state, proposeDesign(state))
    expect(design.racks[0]!.leafs[0]!.options).toEqual(guideLeafOptions)
  })
})
