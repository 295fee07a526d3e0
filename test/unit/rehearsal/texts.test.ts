import { describe, expect, it } from 'vitest'
import { age } from '../../../src/rehearsal/api/table.ts'
import { derivedUid } from '../../../src/rehearsal/standins/calicoctl/convert.ts'
import { DurationError, goDuration } from '../../../src/rehearsal/standins/calicoctl/duration.ts'
import { jsonPath } from '../../../src/rehearsal/standins/kubectl/jsonpath.ts'
import { boxTable } from '../../../src/rehearsal/standins/shared/box-table.ts'
import { columns } from '../../../src/rehearsal/standins/shared/columns.ts'
import { yamlText } from '../../../src/rehearsal/standins/shared/yaml-write.ts'

describe('YAML as Go prints it', () => {
  it.each([
    ['plain', 'plain'],
    ["rr-id == 'rr1'", "rr-id == 'rr1'"],
    ['!has(x)', "'!has(x)'"],
    ['{"a":1}', `'{"a":1}'`],
    ['64512', '"64512"'],
    ['1.10', '"1.10"'],
    ['yes', '"yes"'],
    ['', '""'],
    ['2026-11-23T01:56:18Z', '"2026-11-23T01:56:18Z"'],
    ['10.96.0.0/12', '10.96.0.0/12'],
    ['fd00::1', 'fd00::1'],
    ['a: b', "'a: b'"],
    ['a #b', "'a #b'"],
    ['12:30', '"12:30"'],
  ])('%j -> %s', (value, wanted) => {
    expect(yamlText({ k: value })).toBe(`k: ${wanted}\n`)
  })

  it('sorts keys and does not indent lists', () => {
    const value = { spec: { b: [{ y: 1, x: [true, null] }], a: {} }, items: [] }
    expect(yamlText(value)).toBe('items: []\nspec:\n  a: {}\n  b:\n  - x:\n    - true\n    - null\n    "y": 1\n')
  })

  it('keeps several lines as a block', () => {
    expect(yamlText({ text: 'a\nb\n' })).toBe('text: |\n  a\n  b\n')
  })
})

describe('tables', () => {
  it('pads every cell for calicoctl, not the last one for kubectl', () => {
    const rows = [
      ['NAME', 'X'],
      ['node1', ''],
    ]
    expect(columns(rows, { minimum: 5, padding: 3, trailing: true })).toBe('NAME    X    \nnode1        \n')
    expect(columns(rows, { minimum: 6, padding: 3, trailing: false })).toBe('NAME    X\nnode1   \n')
  })

  it('wraps a long info onto a second row with empty cells', () => {
    const text = boxTable(['PEER', 'INFO'], [['10.0.0.1', 'Idle Received: Bad peer AS and then some']])
    expect(text.split('\n').slice(3, 5)).toEqual([
      '| 10.0.0.1 | Idle Received: Bad peer AS and |',
      '|          | then some                      |',
    ])
  })

  it.each([
    [5, '5s'],
    [119, '119s'],
    [192, '3m12s'],
    [3600 * 4, '4h'],
    [86_400 * 31, '31d'],
    [86_400 * 2.5, '2d12h'],
  ])('an age of %s seconds is %s', (seconds, wanted) => {
    expect(age(new Date(0).toISOString(), seconds * 1000)).toBe(wanted)
  })
})

describe('JSONPath', () => {
  const list = {
    items: [
      {
        metadata: { name: 'a', annotations: { 'x.y/z': '1' } },
        status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
      },
      { metadata: { name: 'b' }, status: { addresses: [{ type: 'Hostname', address: 'b' }] } },
    ],
  }
  it.each([
    ['{.items[*].metadata.name}', 'a b'],
    ['{.items[0].metadata.annotations}', '{"x.y/z":"1"}'],
    ['{.items[0].metadata.annotations.x\\.y/z}', '1'],
    ["{.items[0].metadata.annotations['x.y/z']}", '1'],
    ['{range .items[*]}{.metadata.name}{"\\n"}{end}', 'a\nb\n'],
    ['{.items[*].status.addresses[?(@.type=="InternalIP")].address}', '10.0.0.1'],
    ['name: {.items[-1].metadata.name}', 'name: b'],
    ['{.nowhere}', ''],
  ])('%s', (template, wanted) => {
    expect(jsonPath(template, list)).toBe(wanted)
  })
})

describe('calicoctl values', () => {
  it('mirrors uids as later releases show them, and back', () => {
    expect(derivedUid('355f9fb4-b140-4f87-ae24-4599706d2279')).toBe('acfaf92d-8d02-4fe1-ae24-a2990eb6449e')
    expect(derivedUid('acfaf92d-8d02-4fe1-ae24-a2990eb6449e')).toBe('355f9fb4-b140-4f87-ae24-4599706d2279')
  })

  it.each([
    ['90s', '1m30s'],
    ['1h', '1h0m0s'],
    ['1.5h', '1h30m0s'],
    ['-1s', '-1s'],
    ['250ms', '250ms'],
    ['0', '0s'],
  ])('the duration %s is kept as %s', (text, wanted) => {
    expect(goDuration(text)).toBe(wanted)
  })

  it.each([
    ['x', 'time: invalid duration "x"'],
    ['10', 'time: missing unit in duration "10"'],
    ['10y', 'time: unknown unit "y" in duration "10y"'],
  ])('%s is no duration', (text, wanted) => {
    expect(() => goDuration(text)).toThrow(new DurationError(wanted))
  })
})
