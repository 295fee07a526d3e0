import { describe, expect, it } from 'vitest'
import { accountOf, describeResult } from '../../src/apply/core/classify.ts'
import { parsePlanFile } from '../../src/apply/core/plan-file.ts'
import { redact } from '../../src/apply/core/redact.ts'
import { shellWords } from '../../src/cli/options.ts'
import { lastLine } from '../../src/cluster/kube-json.ts'
import { expandRange } from '../../src/design/answers/ranges.ts'
import { hostileShape } from '../../src/design/answers/shape.ts'
import { parseSelector } from '../../src/forecast/selector/parse.ts'
import { translatePhrase } from '../../src/i18n/phrases.ts'
import { parseAsn } from '../../src/model/asn.ts'
import { parseCidr } from '../../src/model/cidr.ts'
import { cleanText } from '../../src/model/clean-text.ts'
import { parseVersion } from '../../src/model/version.ts'
import * as switches from '../../src/switches/parse.ts'
import * as birdcl from '../../src/verify/parse-birdcl.ts'
import { parseNodeStatus } from '../../src/verify/parse-node-status.ts'
import { wrap } from '../../src/views/wrap.ts'

// S27: whatever is read from outside is read in time that grows with its length, not with its square. Measured as a ratio,
// so that a slow machine is no failure: four times the text must not take much more than four times as long.

const result = (text: string) => ({
  command: { tool: 'kubectl' as const, argv: [], effect: 'read' as const },
  exitCode: 1,
  stdout: text,
  stderr: text,
  timedOut: false,
  truncated: false,
  ms: 1,
})

/** What reads text of others, YAML apart: that is a library's. `most` is the longest text that is tried. */
const readers: Record<string, { read: (text: string) => unknown; most?: number }> = {
  cleanText: { read: cleanText },
  'cleanText of JSON': { read: (text) => cleanText(`{"a":"${text}`) },
  redact: { read: redact },
  describeResult: { read: (text) => describeResult(result(text)) },
  accountOf: { read: (text) => accountOf(result(text)) },
  lastLine: { read: lastLine },
  'a selector': { read: parseSelector },
  'a version': { read: parseVersion },
  'a CIDR': { read: parseCidr },
  'an AS number': { read: parseAsn },
  'the shape of an answers file': { read: hostileShape },
  'a range of names': { read: (text) => expandRange(text) },
  'a saved plan': { read: parsePlanFile },
  'peers of a switch': { read: (text) => switches.parsePeers('leaf01', text), most: 6_000 },
  'protocols of BIRD': { read: (text) => birdcl.parseProtocols('node1', text) },
  'routes of BIRD': { read: birdcl.parseRoutes },
  'answers of BIRD': { read: (text) => birdcl.splitAnswers(text, ['show protocols', 'show route']) },
  'the status of a node': { read: (text) => parseNodeStatus('node1', text) },
  'the words of a command': { read: shellWords },
  // What is said to people is cut long before (S30).
  'a line on the screen': { read: (text) => wrap(text, 72), most: 800 },
  'a sentence to translate': { read: (text) => translatePhrase('zh-CN', text), most: 800 },
}

const pieces = [
  ' ',
  'a',
  '0',
  '.',
  '1.',
  '10.0.0.1 ',
  '10.0.0.0/24 ',
  '(',
  ')',
  '!',
  '!(',
  "'",
  '"',
  '\\',
  '{',
  '[',
  '[{',
  '{"a":',
  '- ',
  'a: ',
  ': ',
  '; ',
  '\n',
  ' \n',
  'a\n',
  '\r',
  '\t',
  '\b',
  '\u001b[',
  '\u001b]',
  '\u001b[0',
  '\u009b',
  '|',
  '=',
  '==',
  " == 'a' && ",
  '-----BEGIN PRIVATE KEY-----',
  'token: ',
  'token=',
  'Bearer ',
  'http://a:',
  'eyJaaaaaaaa.',
  'AKIA',
  '&a ',
  '*a ',
  '!a ',
  '<',
  ',',
  '..',
  'node[1-',
  'node1 ',
  'n/a ',
  'up ',
  'BGP state ',
  'unicast [',
  'via ',
  'Node_',
  'BIRD ',
  '# ',
  '\\u00',
  '好',
  '\u{1f600}',
  '--',
]

/** The shortest of some tries, in milliseconds. */
function quickest(work: () => unknown, tries: number): number {
  let best = Number.POSITIVE_INFINITY
  for (let n = 0; n < tries; n++) {
    const start = performance.now()
    try {
      work()
    } catch (error) {
      // Most refuse most of it; only a stack that overflows is no refusal.
      if (error instanceof RangeError) throw error
    }
    best = Math.min(best, performance.now() - start)
  }
  return best
}

describe('text of others is read in linear time (S27)', () => {
  it.each(Object.entries(readers))('%s', { timeout: 60_000 }, (_, { read, most = 24_000 }) => {
    const slow: string[] = []
    for (const piece of pieces) {
      for (const end of ['', '\u0001x']) {
        const text = (length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length) + end
        const [long, short] = [text(most), text(most / 4)]
        // What takes less in all is fast enough, and too short to be measured beside other work.
        if (quickest(() => read(long), 1) < 100) continue
        const [whole, quarter] = [quickest(() => read(long), 3), quickest(() => read(short), 3)]
        if (whole > 100 && whole / quarter > 9) slow.push(`${JSON.stringify(piece)}: ${quarter} ms, ${whole} ms`)
      }
    }
    expect(slow).toEqual([])
  })

  // Tables of routes are read slower than their length; a line has an end, and a blank one took the cube of its length.
  it('a line of a switch that is blank for long, or does not end', () => {
    expect(quickest(() => switches.parseRoutes('leaf01', `${'\t'.repeat(300)}x`), 3)).toBeLessThan(3_000)
    for (const read of [switches.parsePeers, switches.parseRoutes])
      expect(() => read('leaf01', `${'a '.repeat(2_001)}x`)).toThrow('longer than 4000 characters')
  })

  it('and its measure tells a square from a line', () => {
    const square = (text: string) => /a*b/.exec(text)
    const [whole, quarter] = [4_000, 32_000].map((n) => quickest(() => square('a'.repeat(n)), 3)).reverse() as [
      number,
      number,
    ]
    expect(whole / quarter).toBeGreaterThan(16)
  })
})
