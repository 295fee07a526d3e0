import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { describeResult } from '../../src/apply/core/classify.ts'
import { runForecast } from '../../src/cli/commands/forecast.ts'
import { parseOutput } from '../../src/cluster/kube-json.ts'
import { guideAnswersText } from '../../src/design/answers/guide.ts'
import { parseAnswers } from '../../src/design/answers/parse.ts'
import { readDocuments } from '../../src/forecast/parse-resources/documents.ts'
import { cleanText } from '../../src/model/clean-text.ts'
import { WizardError } from '../../src/model/errors.ts'
import { makeRunner } from '../../src/tools/runner.ts'
import { Prng } from '../campaign/prng.ts'

// S3: text of a cluster or of a file never steers the terminal of whoever looks at it.

/** What no screen may hold: controls but line feed and tab, direction marks, zero width. */
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/

const pieces = [
  '\u001b]52;c;aGFsbG8=\u0007',
  '\u001b]0;title\u001b\\',
  '\u001b[2J',
  '\u001b[31m',
  '\u001b[',
  '\u001b',
  '\u001bP1$r\u001b\\',
  '\u009b31m',
  '\u009d0;x\u009c',
  '\r',
  '\b\b\b',
  '\f',
  '\u007f',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\\u001b[31m',
  '\\\\u001b',
  '\\',
  '"',
  "'",
  'yes',
  'node1',
  '好',
  '\u{1f600}',
  '`$(id)`',
  ' ',
]

function hostile(random: Prng): string {
  return Array.from({ length: 1 + random.below(5) }, () => random.pick(pieces)).join('')
}

/** Every string in a value. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, each]) => [key, ...strings(each)])
}

function orRefusal<T>(work: () => T): T | string[] {
  try {
    return work()
  } catch (error) {
    if (error instanceof WizardError) return [error.message, error.where ?? '', ...error.remedies]
    throw error
  }
}

describe('10,000 hostile texts', () => {
  it('leave nothing that steers behind the entrances: text of programs, JSON, YAML', () => {
    const random = new Prng(3)
    const context = () => ({ file: 'f', warnings: [], lines: new Map() }) as never
    let seen = 0
    for (let n = 0; n < 2500; n++) {
      const [text, key] = [hostile(random), hostile(random)]
      const object = { [key]: text, list: [text, { deep: text }] }
      const json = JSON.stringify({ object })
      for (const written of [
        json,
        json.replace(/[^\u0020-\u007e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
      ]) {
        const read = JSON.parse(cleanText(written)) as unknown
        for (const each of strings(read)) expect(each).not.toMatch(steering)
        for (const each of strings(readDocuments(written, context()))) expect(each).not.toMatch(steering)
      }
      expect(cleanText(`${text}\n${key}`)).not.toMatch(steering)
      // Raw in YAML a sequence may have quotes in it; then the file is refused with its place.
      for (const each of strings(orRefusal(() => readDocuments(stringify(object), context()))))
        expect(each).not.toMatch(steering)
      if (steering.test(text)) seen++
    }
    expect(seen).toBeGreaterThan(1000)
  })

  it('keep what is no control: text in JSON comes out as it went in', () => {
    for (const text of ['\\u001b as text', 'a\\\\b', 'tab\tline\n', 'C:\\foo\\bar', '好 "quoted"'])
      expect(JSON.parse(cleanText(JSON.stringify({ text })))).toEqual({ text })
  })

  describe('on a screen', () => {
    let directory = ''
    beforeAll(() => {
      directory = mkdtempSync(join(tmpdir(), 'crrw-hostile-'))
    })
    afterAll(() => rmSync(directory, { recursive: true, force: true }))

    it('of a forecast, in both languages, as text and as JSON', async () => {
      const file = join(directory, 'input.yaml')
      let texts = 0
      let shown = 0
      for (let seed = 1; seed <= 250; seed++) {
        const random = new Prng(seed)
        const bad = () => {
          texts++
          return hostile(random)
        }
        const node = (n: number) => ({
          apiVersion: 'projectcalico.org/v3',
          kind: 'Node',
          metadata: { name: `node${n}`, labels: { rack: bad(), [`l${n}`]: bad() }, annotations: { [bad()]: bad() } },
          spec: { bgp: { ipv4Address: `10.0.0.${n}/24` }, [bad()]: bad() },
        })
        const peer = (n: number, spec: object) => ({
          apiVersion: 'projectcalico.org/v3',
          kind: 'BGPPeer',
          metadata: { name: `peer${n}`, annotations: { description: bad() } },
          spec: { ...spec, [bad()]: bad() },
        })
        const documents = [
          ...Array.from({ length: 4 }, (_, n) => node(n + 1)),
          peer(1, { nodeSelector: `rack == '${bad()}'`, peerSelector: bad() }),
          peer(2, { peerIP: '10.0.0.9', asNumber: 64512, filters: [bad()], node: bad() }),
          peer(3, { peerIP: bad(), asNumber: bad() }),
          { apiVersion: 'projectcalico.org/v3', kind: 'IPPool', metadata: { name: bad() }, spec: { cidr: bad() } },
          { apiVersion: bad(), kind: bad(), metadata: { name: bad() } },
        ]
        // Some of them are refused: an error is a screen, too. The rest of the file is forecast the next time.
        const kept = documents.filter((_, i) => i < 6 || random.below(4) === 0)
        writeFileSync(file, kept.map((document) => stringify(document)).join('---\n'))
        for (const [lang, json] of [
          ['en', false],
          ['zh-CN', false],
          ['en', true],
        ] as const) {
          let screen = ''
          const io = {
            stdout: (s: string) => (screen += s),
            stderr: (s: string) => (screen += s),
            columns: 80,
            color: false,
          }
          try {
            await runForecast({ file, json, lang, calicoVersion: 'v3.28.0' }, io as never)
          } catch (error) {
            if (!(error instanceof WizardError)) throw error
            screen += [error.message, error.where, ...error.remedies].join('\n')
          }
          shown += screen.length
          expect(screen, JSON.stringify(screen)).not.toMatch(steering)
          if (json)
            for (const each of screen.split('\n').filter((line) => line.startsWith('{')))
              for (const text of strings(JSON.parse(each))) expect(text).not.toMatch(steering)
        }
      }
      expect(texts).toBeGreaterThan(5000)
      expect(shown).toBeGreaterThan(100_000)
    }, 60_000)

    it('of an answers file: each is refused at its place, or taken without what steers', () => {
      const places = [
        'rr1',
        'node1',
        '172.20.0.0/24',
        'leaf01',
        '65009',
        'serviceCIDRs',
        'racks',
        'reflectors',
        'this-node',
      ]
      let refused = 0
      for (let seed = 1; seed <= 400; seed++) {
        const random = new Prng(seed)
        const place = random.pick(places)
        const text = guideAnswersText.replace(place, JSON.stringify(hostile(random)))
        const read = orRefusal(() => parseAnswers(text, 'answers.yaml'))
        if (Array.isArray(read)) refused++
        for (const each of strings(read)) expect(each).not.toMatch(steering)
      }
      expect(refused).toBeGreaterThan(200)
    }, 60_000)
  })
})

const scratch = mkdtempSync(join(tmpdir(), 'crrw-noise-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const toolbox = {
  kubectl: undefined,
  calicoctl: () => undefined,
  ssh: undefined,
  kubeconfig: undefined,
  context: undefined,
  calicoctlConfig: '',
  allowVersionMismatch: false,
  environment: {},
  timeoutMs: 20_000,
  internal: { hostRoot: scratch, binaries: scratch },
}

describe('what went wrong, told by a program that says too much (S30)', () => {
  it('is short and steers nothing, whatever it printed', async () => {
    const random = new Prng(30)
    for (let n = 0; n < 25; n++) {
      const piece = hostile(random)
      const noise = piece.repeat(Math.ceil(200_000 / piece.length))
      const program = `process.stderr.write(${JSON.stringify(noise)}); process.stdout.write(${JSON.stringify(noise)}); process.exitCode = 1`
      const file = join(scratch, 'noise.mjs')
      writeFileSync(file, program)
      const run = makeRunner({ ...toolbox, kubectl: process.execPath })
      const result = await run({ tool: 'kubectl', argv: [file], effect: 'read' })
      expect(result.exitCode).toBe(1)
      let told = describeResult(result)
      try {
        parseOutput(result)
      } catch (error) {
        if (!(error instanceof WizardError)) throw error
        told += [error.message, error.where, ...error.remedies].join('\n')
      }
      expect(told.length).toBeLessThan(4096)
      expect(told).not.toMatch(steering)
    }
  }, 60_000)
})
