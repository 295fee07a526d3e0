import { describe, expect, it } from 'vitest'
import { parseLang, pickLang } from '../../../src/i18n/lang.ts'
import { fillPlaceholders } from '../../../src/i18n/placeholders.ts'
import { translate, translateDone } from '../../../src/i18n/translate.ts'
import { translateWarning } from '../../../src/i18n/warnings.ts'

describe('language', () => {
  it.each([
    [undefined, {}, 'en'],
    [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [undefined, { LANG: 'C.UTF-8', LC_MESSAGES: 'zh_CN.UTF-8' }, 'zh-CN'],
    [undefined, { LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [undefined, { LANG: 'de_DE.UTF-8' }, 'en'],
    ['zh-CN', { LC_ALL: 'en_US.UTF-8' }, 'zh-CN'],
    ['en', { LANG: 'zh_CN.UTF-8' }, 'en'],
    [undefined, { LC_ALL: '', LANG: 'zh_CN' }, 'zh-CN'],
  ])('flag %s and %j give %s', (flag, env, lang) => {
    expect(pickLang(flag, env as Record<string, string>)).toBe(lang)
  })

  it('does not take a third language for one of the two', () => {
    expect(parseLang('zhuang')).toBeUndefined()
    expect(parseLang('english')).toBeUndefined()
  })
})

describe('translate', () => {
  it('chooses a word by a count', () => {
    const text = '{n} {n:node|nodes}'
    expect(fillPlaceholders(text, { n: 1 })).toBe('1 node')
    expect(fillPlaceholders(text, { n: 0 })).toBe('0 nodes')
  })

  it('says an optional part only with a value', () => {
    expect(fillPlaceholders('written{host? on *}', { host: 'node1' })).toBe('written on node1')
    expect(fillPlaceholders('written{host? on *}', { host: '' })).toBe('written')
  })

  it('keeps what it has no value for visible', () => {
    expect(fillPlaceholders('{a} {b}', { a: 1 })).toBe('1 {b}')
  })

  it('does not read a value as a placeholder', () => {
    expect(fillPlaceholders('{a}', { a: '{b}', b: 'x' })).toBe('{b}')
  })

  it('shows an unknown sentence with its parameters', () => {
    expect(translate('en', { key: 'no.such', params: { node: 'a' } })).toBe('no.such node=a')
    expect(translate('en', { key: 'toString', params: {} })).toBe('toString')
  })

  it('says that something was done in the words of what was done', () => {
    const sentence = { key: 'plan.create.BGPPeer', params: { count: 1, names: 'a' } }
    expect(translate('en', sentence)).toBe('create 1 BGPPeer: a')
    expect(translateDone('en', sentence)).toBe('1 BGPPeer created: a')
    expect(translateDone('zh-CN', sentence)).toBe('已创建 1 个 BGPPeer：a')
  })

  it('names nodes that stand for each other, and the fields of a change, in Chinese', () => {
    const said = (at: string) => translate('zh-CN', { key: 'loss.dead-next-hop', params: { at } })
    expect(said('rr2..rr20 clients')).toBe('rr2..rr20 的普通节点上的某个下一跳不通')
    expect(said('node1')).toBe('node1 上的某个下一跳不通')
    const fields = 'nodeToNodeMeshEnabled: true -> false; asNumber: (none) -> 64512'
    expect(translate('zh-CN', { key: 'plan.update.BGPConfiguration', params: { names: 'default', fields } })).toBe(
      '修改 BGPConfiguration default：nodeToNodeMeshEnabled: true -> false；asNumber: 无 -> 64512',
    )
  })

  it('keeps a warning that has no Chinese text in English', () => {
    const warning = { code: 'W_NONE', subject: 'node1', message: 'odd', remedy: 'mend it' }
    expect(translateWarning('zh-CN', warning)).toEqual({ message: 'odd', remedy: 'mend it' })
  })
})
