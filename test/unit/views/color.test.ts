import { describe, expect, it } from 'vitest'
import { speaker } from '../../../src/i18n/translate.ts'
import { decideColor, decideUnicode } from '../../../src/views/color.ts'
import { formatClock, formatSeconds } from '../../../src/views/seconds.ts'
import { commandLines, quoteArgument } from '../../../src/views/shell.ts'

describe('colour', () => {
  it.each([
    ['auto', {}, true, true],
    ['auto', {}, false, false],
    ['auto', { NO_COLOR: '1' }, true, false],
    ['auto', { NO_COLOR: '' }, true, true],
    ['auto', { FORCE_COLOR: '1' }, false, true],
    ['auto', { FORCE_COLOR: '0' }, true, false],
    ['auto', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    ['auto', { TERM: 'dumb' }, true, false],
    ['auto', { TERM: 'dumb', FORCE_COLOR: '2' }, true, true],
    ['always', { NO_COLOR: '1' }, false, true],
    ['never', { FORCE_COLOR: '3' }, true, false],
    [undefined, { COLORTERM: 'truecolor' }, true, true],
  ] as const)('flag %s, %j, terminal %s', (flag, env, isTTY, colored) => {
    expect(decideColor({ flag, env, isTTY }) > 0).toBe(colored)
  })

  it('takes Unicode glyphs only from a UTF-8 locale', () => {
    expect(decideUnicode({ LANG: 'en_US.UTF-8' })).toBe(true)
    expect(decideUnicode({ LANG: 'en_US.UTF-8', LC_ALL: 'C' })).toBe(false)
    expect(decideUnicode({})).toBe(false)
  })
})

describe('times', () => {
  const say = speaker('en')
  it.each([
    [{ min: 0, max: 0 }, '0 s'],
    [{ min: 0, max: 0.24 }, 'up to 0.3 s'],
    [{ min: 2, max: 12 }, '2 to 12 s'],
    [{ min: 2, max: 2 }, '2 s'],
    [{ min: 0, max: null }, 'until changed'],
  ])('%j is %s', (seconds, text) => {
    expect(formatSeconds(seconds, say)).toBe(text)
  })

  it('are a clock', () => {
    expect(formatClock(41_000)).toBe('00:41')
    expect(formatClock(3_723_000)).toBe('1:02:03')
  })
})

describe('commands', () => {
  it('quote what a shell would change and nothing else', () => {
    expect(quoteArgument('rr-group=rr1')).toBe('rr-group=rr1')
    expect(quoteArgument("rr-id == 'rr1'")).toBe(`'rr-id == '\\''rr1'\\'''`)
    expect(quoteArgument('')).toBe("''")
  })

  it('carry their input as a here-document that a shell reads', () => {
    const lines = commandLines({ tool: 'calicoctl', argv: ['create', '-f', '-'], stdin: 'a: 1\n', effect: 'write' }, 80)
    expect(lines).toEqual(["calicoctl create -f - <<'EOF'", 'a: 1', 'EOF'])
  })
})
