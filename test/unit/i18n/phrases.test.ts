import { describe, expect, it } from 'vitest'
import { phrases, translatePhrase } from '../../../src/i18n/phrases.ts'
import { sourceSentences } from './sentences.ts'

const zh = (text: string) => translatePhrase('zh-CN', text)

// Words that stay what they are in a Chinese sentence: names, options, commands, fields.
const names =
  /'[^']*'|calico-rr-wizard[^。；]*|(kubectl|calicoctl)( (get|apply|delete|label|node|version)\b[^。；）]*)?|--[a-z-]+|docs\/\S+|[A-Za-z]*[A-Z_0-9./:=<>-]+[A-Za-z0-9_./:=<>-]*/g

describe('sentences of the core', () => {
  it('are all in the Chinese catalogue', () => {
    const missing = sourceSentences().filter(({ template }) => {
      if (/^calico-rr-wizard /.test(template) || /^LINT_|^[{}\d,.:; ]+$/.test(template)) return false
      return !/[\u4e00-\u9fff]/.test(zh(template))
    })
    expect(missing.filter(({ place }) => !place.startsWith('design/lint'))).toEqual([])
  }, 60_000)

  it('keep every gap that their English text has', () => {
    const gaps = (text: string) => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort()
    const plurals = new Set(['{1} {2} in no rack and would lose every session with the mesh'])
    const lost = Object.entries(phrases).filter(
      ([en, text]) => !plurals.has(en) && gaps(en).join() !== gaps(text).join(),
    )
    expect(lost).toEqual([])
  })

  it('are found with their names and numbers, and with sentences inside of them', () => {
    expect(
      zh('node6: session missing 173.20.0.11 (no session is configured (confd has not followed, or Node_x is frozen))'),
    ).toBe('node6：缺少与 173.20.0.11 的会话（没有配置会话（confd 尚未更新，或 Node_x 沿用旧配置））')
    expect(zh('sets nextHopMode, known from v3.28: no effect in v3.17.2')).toBe(
      '设置了 nextHopMode，从 v3.28 起才有：在 v3.17.2 中不起作用',
    )
  })

  it('leave the words of other programs alone', () => {
    expect(zh('error: You must be logged in to the server')).toBe('error: You must be logged in to the server')
    expect(translatePhrase('en', 'name it once')).toBe('name it once')
  })

  it('hold no English prose', () => {
    const prose = Object.values(phrases).filter((text) =>
      /\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b/.test(text.replace(names, '')),
    )
    expect(prose).toEqual([])
  })
})
