import { describe, expect, it } from 'vitest'
import { matchesSelector } from '../../../src/forecast/selector/match.ts'
import { parseSelector } from '../../../src/forecast/selector/parse.ts'
import { printSelector } from '../../../src/forecast/selector/print.ts'

function read(text: string) {
  const result = parseSelector(text)
  if (!result.ok) throw new Error(`${text}: ${result.problem.reason}`)
  return result.selector
}
const matches = (text: string, labels: Record<string, string>) => matchesSelector(read(text), labels)

describe('what a selector matches', () => {
  it.each<[string, Record<string, string>, boolean]>([
    // A label that is missing: only the negative comparisons hold.
    ["a == 'b'", {}, false],
    ["a != 'b'", {}, true],
    ["a in {'b'}", {}, false],
    ["a not in {'b'}", {}, true],
    ["a contains ''", {}, false],
    ["a starts with ''", {}, false],
    ["a ends with ''", {}, false],
    ['has(a)', {}, false],
    ['!has(a)', {}, true],
    // ... and an empty value is not a missing label.
    ["a == ''", { a: '' }, true],
    ['has(a)', { a: '' }, true],
    ["a != ''", { a: '' }, false],
    ["a in {''}", { a: '' }, true],
    ["a contains ''", { a: 'x' }, true],
    // Comparisons are exact.
    ["a == 'True'", { a: 'true' }, false],
    ["a contains 'or'", { a: 'world' }, true],
    ["a starts with 'w'", { a: 'world' }, true],
    ["a ends with 'ld'", { a: 'world' }, true],
    ["a ends with 'wo'", { a: 'world' }, false],
    // Sets may be empty and may end with a comma.
    ['a in {}', { a: 'x' }, false],
    ['a not in {}', { a: 'x' }, true],
    ["a in {'x',}", { a: 'x' }, true],
    // all() and global() both match every node; so does the empty text.
    ['all()', {}, true],
    ['global()', {}, true],
    ['', {}, true],
    ['!all()', {}, false],
    // && binds closer than ||, ! closest of all.
    ['has(a) || has(b) && has(c)', { a: '' }, true],
    ['(has(a) || has(b)) && has(c)', { a: '' }, false],
    ["!a == 'x'", { a: 'y' }, true],
    ['!has(a) && has(b)', { b: '' }, true],
    ['!!has(a)', { a: '' }, true],
    // Labels of Kubernetes, and labels that look like operators.
    ["kubernetes.io/os == 'linux'", { 'kubernetes.io/os': 'linux' }, true],
    ["in in {'in'}", { in: 'in' }, true],
    ["has == 'x'", { has: 'x' }, true],
    ['has(constructor)', {}, false],
    ["__proto__ != 'x'", {}, true],
  ])('%s on %j is %s', (text, labels, expected) => {
    expect(matches(text, labels)).toBe(expected)
  })

  it('takes blanks, tabs and either quote wherever Calico does', () => {
    const tree = read("a == 'b' && c not in { 'd', 'e' }")
    for (const text of [
      `a=="b"&&c not in{"d","e"}`,
      "\ta==\t'b' && c notin {'d','e'} ",
      `(a == "b") && (c not \t in{'d' , 'e'})`,
    ]) {
      expect(read(text)).toEqual(tree)
    }
    expect(read('has( a )')).toEqual(read('has(a)'))
    expect(read('all( )')).toEqual({ op: 'all' })
    expect(read(`a == "it's"`)).toEqual({ op: '==', label: 'a', value: "it's" })
    expect(read("a startswith 'b'")).toEqual({ op: 'starts with', label: 'a', value: 'b' })
  })
})

describe('what is no selector', () => {
  it.each([
    ["a = 'b'", 2, 'expected =='],
    ['a == b', 5, 'expected a quoted string but found label "b"'],
    ["a == 'b", 5, "no closing '"],
    ["a == 'b' && ", 12, 'unexpected the end'],
    ["a == 'b' & c", 9, 'expected &&'],
    ["a in 'b'", 5, 'expected { but found string "b"'],
    ["a in {'b'", 9, 'expected } but found the end'],
    ["(a == 'b'", 9, 'expected ) but found the end'],
    ["a == 'b')", 8, 'unexpected )'],
    ['has()', 4, 'has() needs a label name'],
    ['has(a', 5, 'no closing ) after has('],
    ['all(x)', 4, 'no closing ) after all('],
    ["a\n== 'b'", 1, 'expected an operator after the label'],
    ["a b 'c'", 2, 'expected an operator after the label'],
    ["ä == 'b'", 0, 'unexpected "ä"'],
    ["a contains {'b'}", 11, 'expected a quoted string but found {'],
    ["'a' == 'b'", 0, 'unexpected string "a"'],
    ['a', 1, 'expected an operator after the label but found the end'],
    ['!', 1, 'unexpected the end'],
    [`${'x'.repeat(513)} == 'a'`, 0, 'a label name has at most 512 characters'],
    [`${'('.repeat(300)}has(a)${')'.repeat(300)}`, 200, 'parentheses nested deeper than 200'],
  ])('%s fails at %i', (text, at, reason) => {
    expect(parseSelector(text)).toEqual({ ok: false, problem: { at, reason } })
  })
})

describe('printing', () => {
  it('keeps how parts were grouped', () => {
    for (const text of ['(has(a) && has(b)) && has(c)', 'has(a) && (has(b) || !(!has(c)))', `a == "it's"`]) {
      expect(printSelector(read(text))).toBe(text)
    }
  })

  it('refuses a value that no selector can hold', () => {
    expect(() => printSelector({ op: '==', label: 'a', value: `'"` })).toThrow('both kinds of quotes')
  })
})
