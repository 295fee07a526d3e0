import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = fileURLToPath(new URL('../../bin/calico-rr-wizard.js', import.meta.url))
let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'crrw-forecast-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** `forecast FILE` as a user runs it. */
function forecast(text: string, ...flags: string[]) {
  const file = join(directory, 'input.yaml')
  writeFileSync(file, text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'forecast', file, ...flags], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NO_COLOR: '1', LANG: 'C.UTF-8' },
  })
  return { status, stdout, stderr, flat: `${stdout} ${stderr}`.replace(/\s+/g, ' ') }
}

const at = ['--calico-version', 'v3.28.0']
const node = (name: string, ip?: string) =>
  `apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {name: ${name}}\nspec: {${ip ? `bgp: {ipv4Address: ${ip}}` : ''}}\n`
const peer = (name: string, spec: string) =>
  `apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: {name: ${name}}\nspec: ${spec}\n`
const nodes = [node('a', '10.0.0.1/24'), node('b', '10.0.0.2/24')]
const file = (...documents: string[]) => [...nodes, ...documents].join('---\n')

describe('what cannot be forecast is refused with 2, by both outputs', () => {
  it.each([
    ['YAML that does not parse', 'kind: [Node\n', at, /input\.yaml:\d+/],
    ['an empty file', '', at, /E_RESOURCES_EMPTY: there is no resource/],
    ['a version before 3.14', file(), ['--calico-version', 'v3.13.4'], /E_VERSION_UNSUPPORTED.*--nearest/],
    ['a version after 3.33', file(), ['--calico-version', 'v3.34.0'], /E_VERSION_UNSUPPORTED.*--nearest/],
    ['no version at all', file(), [], /E_VERSION_MISSING.*--calico-version/],
  ])('%s', (_what, text, flags, said) => {
    for (const also of [[], ['--json']]) {
      const { status, flat } = forecast(text, ...flags, ...also)
      expect(flat).toMatch(said)
      expect(status).toBe(2)
    }
  })
})

describe('what is odd is said, by both outputs', () => {
  it.each([
    [
      'a selector: place and reason',
      file(peer('p', '{nodeSelector: "rr == ", peerSelector: all()}')),
      'W_SELECTOR_UNREADABLE',
      /character 7.*quoted string/,
    ],
    [
      'an unknown field',
      file(peer('p', '{peerIP: 10.0.0.9, asNumber: 1, fliters: [x]}')),
      'W_FIELD_UNKNOWN',
      /fliters/,
    ],
    ['an unknown kind', file('apiVersion: v1\nkind: Gadget\nmetadata: {name: g}\n'), 'W_KIND_UNKNOWN', /Gadget/],
    ['a name twice', file(node('a', '10.0.0.3/24')), 'W_RESOURCE_TWICE', /last one counts/],
    ['an address twice', file(node('c', '10.0.0.1/24')), 'W_ADDRESS_TWICE', /10\.0\.0\.1/],
    ['a node without an address', file(node('c')), 'W_NODE_WITHOUT_ADDRESS', /no BGP address/],
  ])('%s', (_what, text, code, said) => {
    const json = forecast(text, ...at, '--json')
    const result = JSON.parse(json.stdout.trimEnd().split('\n').at(-1)!)
    expect(json.status).toBe(0)
    expect(result.warnings.map((warning: { code: string }) => warning.code)).toContain(code)
    expect(JSON.stringify(result.warnings)).toMatch(said)
    expect(result.notModelled.length).toBeGreaterThan(5)
    const shown = forecast(text, ...at)
    expect([shown.status, shown.flat.includes(code), said.test(shown.flat)]).toEqual([0, true, true])
    expect(shown.flat).toContain('Not modelled')
  })

  it('the nearest version, when it is asked for', () => {
    const { status, flat } = forecast(file(), '--calico-version', 'v3.40.1', '--nearest')
    expect(status).toBe(0)
    expect(flat).toMatch(/W_VERSION_NEAREST.*v3\.33\.0/)
  })
})

it('ten thousand peers are no matter of minutes', () => {
  const many = Array.from({ length: 10_000 }, (_, i) =>
    peer(`p${i}`, `{node: a, peerIP: 10.${1 + (i >> 14)}.${(i >> 7) & 127}.${1 + (i & 127)}, asNumber: 65001}`),
  )
  const start = performance.now()
  const { status, stdout } = forecast(file(...many), ...at, '--json')
  expect(status).toBe(0)
  const result = JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
  expect(result.nodes.a.ip4.protocols).toHaveLength(10_001)
  expect(performance.now() - start).toBeLessThan(20_000)
}, 60_000)
