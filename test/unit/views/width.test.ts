import fc from 'fast-check'
import fastStringWidth from 'fast-string-width'
import { describe, expect, it } from 'vitest'
import { expandRange } from '../../../src/design/answers/ranges.ts'
import { makeLook } from '../../../src/views/look.ts'
import { byNumber, formatNodes } from '../../../src/views/node-ranges.ts'
import { renderTable } from '../../../src/views/table.ts'
import { centre, cutAt, pad, truncate, widthOf } from '../../../src/views/text.ts'
import { wrap } from '../../../src/views/wrap.ts'

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcdefgh0123-./:'), minLength: 1, maxLength: 24 }),
  fc.string({ unit: fc.constantFrom(...'节点路由反射器机架，。（）'), minLength: 1, maxLength: 24 }),
)
const text = fc.array(word, { maxLength: 20 }).map((words) => words.join(' '))
const width = fc.integer({ min: 12, max: 120 })

describe('widths', () => {
  it('of plain characters are those of the library', () => {
    for (let code = 0; code < 0x10000; code++) {
      const char = String.fromCharCode(code)
      if (widthOf(char) !== fastStringWidth(char)) expect(`U+${code.toString(16)}`).toBe('')
    }
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (any) => widthOf(any) === fastStringWidth(any)))
  })

  it('wrapped lines fit and lose nothing but spaces', () => {
    fc.assert(
      fc.property(text, width, (input, columns) => {
        const lines = wrap(input, columns)
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replace(/ /g, '')).toBe(input.replace(/ /g, ''))
      }),
    )
  })

  it('truncation never splits a wide character', () => {
    fc.assert(
      fc.property(text, width, (input, columns) => {
        const short = truncate(input, columns)
        expect(widthOf(short)).toBeLessThanOrEqual(columns)
        const [head, tail] = cutAt(input, columns)
        expect(head + tail).toBe(input)
      }),
    )
  })

  it('padding and centring give the asked width', () => {
    fc.assert(
      fc.property(word, (input) => {
        expect(widthOf(pad(input, 60))).toBe(60)
        expect(widthOf(pad(input, 60, 'right'))).toBe(60)
        expect(widthOf(centre(input, 60))).toBe(60)
      }),
    )
  })

  it('tables fit every terminal from 40 columns and keep every value whole', () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab节点12.'), maxLength: 18 }).map((value) => value.trim())
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 }),
        fc.integer({ min: 40, max: 120 }),
        (rows, columns) => {
          const look = makeLook({ lang: 'zh-CN', columns })
          const lines = renderTable(
            [{ title: '节点' }, { title: 'ASN', align: 'right' }, { title: 'c', wrap: true }],
            rows,
            look,
          )
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns)
          const shown = lines.join('\n')
          for (const [first, second] of rows) {
            expect(shown).toContain(first)
            expect(shown).toContain(second)
          }
        },
      ),
    )
  })
})

describe('node names', () => {
  it('are written short and read back the same', () => {
    const name = fc
      .tuple(fc.constantFrom('node', 'db-', 'r1n'), fc.integer({ min: 1, max: 300 }))
      .map(([a, n]) => a + n)
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 40 }), (names) => {
        const parts = formatNodes(names).split(', ').filter(Boolean)
        const back = parts.flatMap((part) => {
          const expanded = expandRange(part)
          return expanded.ok ? expanded.names : []
        })
        expect(back.sort(byNumber)).toEqual([...names].sort(byNumber))
      }),
    )
  })
})
