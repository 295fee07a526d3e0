import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Selector } from '../../src/forecast/selector/ast.ts'
import { matchesSelector } from '../../src/forecast/selector/match.ts'
import { parseSelector } from '../../src/forecast/selector/parse.ts'
import { printSelector } from '../../src/forecast/selector/print.ts'

// Few names and values, so that comparisons often meet the labels; odd ones, so that quoting and word rules are tried.
const label = fc.constantFrom('a', 'rr-group', 'kubernetes.io/os', 'in', 'not', 'has', 'all', 'contains', '0', '_.-/')
const value = fc.oneof(
  fc.constantFrom('', 'x', 'xy', 'yes', "it's", 'a "b"', ') && (', 'ä\n', '{', 'in'),
  fc.string({ maxLength: 8 }).filter((text) => !(text.includes("'") && text.includes('"'))),
)
const labels = fc.dictionary(label, value)

const leaf: fc.Arbitrary<Selector> = fc.oneof(
  fc.constantFrom<Selector>({ op: 'all' }, { op: 'global' }),
  label.map((name): Selector => ({ op: 'has', label: name })),
  fc
    .tuple(
      fc.constantFrom('==' as const, '!=' as const, 'contains' as const, 'starts with' as const, 'ends with' as const),
      label,
      value,
    )
    .map(([op, name, text]): Selector => ({ op, label: name, value: text })),
  fc
    .tuple(fc.constantFrom('in' as const, 'not in' as const), label, fc.array(value, { maxLength: 4 }))
    .map(([op, name, values]): Selector => ({ op, label: name, values })),
)
const { selector } = fc.letrec<{ selector: Selector }>((tie) => ({
  selector: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('selector').map((of): Selector => ({ op: 'not', of })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('selector'), { minLength: 2, maxLength: 4 }))
      .map(([op, of]): Selector => ({ op, of })),
  ),
}))

const not = (of: Selector): Selector => ({ op: 'not', of })
const runs = { numRuns: 500 }

describe('selectors', () => {
  it('are the same after printing and parsing', () => {
    fc.assert(
      fc.property(selector, (tree) => {
        expect(parseSelector(printSelector(tree))).toEqual({ ok: true, selector: tree })
      }),
      runs,
    )
  })

  it('print the same after parsing what was printed', () => {
    fc.assert(
      fc.property(selector, (tree) => {
        const text = printSelector(tree)
        const again = parseSelector(text)
        expect(again.ok && printSelector(again.selector)).toBe(text)
      }),
      runs,
    )
  })

  it("obey De Morgan's laws", () => {
    fc.assert(
      fc.property(selector, selector, labels, (a, b, on) => {
        const notBoth = not({ op: 'and', of: [a, b] })
        const notEither = not({ op: 'or', of: [a, b] })
        expect(matchesSelector(notBoth, on)).toBe(matchesSelector({ op: 'or', of: [not(a), not(b)] }, on))
        expect(matchesSelector(notEither, on)).toBe(matchesSelector({ op: 'and', of: [not(a), not(b)] }, on))
      }),
      runs,
    )
  })

  it('treat a set as one comparison per value', () => {
    fc.assert(
      fc.property(label, fc.array(value, { maxLength: 5 }), labels, (name, values, on) => {
        const one = values.some((text) => matchesSelector({ op: '==', label: name, value: text }, on))
        expect(matchesSelector({ op: 'in', label: name, values }, on)).toBe(one)
        expect(matchesSelector({ op: 'not in', label: name, values }, on)).toBe(!one)
      }),
      runs,
    )
  })

  it('have an exact opposite for has, == and in, whether the label is there or not', () => {
    fc.assert(
      fc.property(label, value, labels, (name, text, on) => {
        expect(matchesSelector(not({ op: 'has', label: name }), on)).toBe(!Object.hasOwn(on, name))
        const equal = matchesSelector({ op: '==', label: name, value: text }, on)
        expect(matchesSelector({ op: '!=', label: name, value: text }, on)).toBe(!equal)
        if (equal) expect(matchesSelector({ op: 'has', label: name }, on)).toBe(true)
      }),
      runs,
    )
  })

  it('never throw on any text: they parse, or say where they fail', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        ' ',
        "'b'",
        '"',
        '(',
        ')',
        '{',
        '}',
        ',',
        '&&',
        '||',
        '!',
        '==',
        '!=',
        '=',
        'in',
        'not in',
        'has(',
        'all()',
        '\n',
        'ä',
      ),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => parts.join('')),
        ),
        (text) => {
          const result = parseSelector(text)
          if (result.ok) expect(parseSelector(printSelector(result.selector))).toEqual(result)
          else {
            expect(result.problem.at).toBeGreaterThanOrEqual(0)
            expect(result.problem.at).toBeLessThanOrEqual(text.length)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})
