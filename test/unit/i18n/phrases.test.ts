import { describe, expect, it } from 'vitest'
import { routesNotModelled } from '../../../src/forecast/routes.ts'
import { parseSelector } from '../../../src/forecast/selector/parse.ts'
import { notModelled } from '../../../src/forecast/sessions/warnings/collect.ts'
import { stagesNotModelled } from '../../../src/forecast/stages.ts'
import { rulesFor } from '../../../src/forecast/versions.ts'
import { phrases, subjects, translatePhrase, translateSubject } from '../../../src/i18n/phrases.ts'
import { parseVersion } from '../../../src/model/version.ts'
import { lintSubjects, sourceSentences } from './sentences.ts'

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
    const lost = Object.entries(subjects).filter(
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

  it('hold everything that is not modelled, at any version', () => {
    const lines = ['v3.14.0', 'v3.28.0', 'v3.33.0'].flatMap((text) => notModelled(rulesFor(parseVersion(text)!)))
    const all = [...new Set([...lines, ...routesNotModelled, ...stagesNotModelled])]
    expect(all.length).toBeGreaterThan(15)
    expect(all.filter((line) => !Object.hasOwn(phrases, line))).toEqual([])
  })

  it('leave the words of other programs alone', () => {
    expect(zh('error: You must be logged in to the server')).toBe('error: You must be logged in to the server')
    expect(translatePhrase('en', 'name it once')).toBe('name it once')
  })

  it('hold no English prose', () => {
    const prose = Object.values(subjects).filter((text) =>
      /\b[a-z]{3,} [a-z]{3,} [a-z]{3,}\b/.test(text.replace(names, '')),
    )
    expect(prose).toEqual([])
  })
})

describe('what lint findings are about', () => {
  // Kinds, fields and their values stay what they are.
  const words = (text: string) => text.replace(/\{\d+\}|\b\w*[A-Z]\w*\b|\bdefault\b/g, '').match(/[a-z]{2,}/g) ?? []

  it('is in the Chinese catalogue', () => {
    const found = lintSubjects()
    expect(found.length).toBeGreaterThan(50)
    const english = found.filter(
      ({ template }) => words(template).length > 0 && !/[\u4e00-\u9fff]/.test(translateSubject('zh-CN', template)),
    )
    expect(english).toEqual([])
  })

  it('is said with its names, its numbers and the reasons inside of it', () => {
    const zh = (text: string) => translateSubject('zh-CN', text)
    expect(zh('node1, node2 and 48 more: a cluster id, and no BGPPeer')).toBe(
      'node1, node2（另有 48 个）：有集群 ID，没有 BGPPeer',
    )
    expect(zh('pool a (10.0.0.0/8) uses IPIP Always, whose routes Felix programs from 3.33 on')).toBe(
      '地址池 a（10.0.0.0/8）使用 IPIP Always，3.33 起路由由 Felix 写入',
    )
    const parsed = parseSelector('rr == ')
    expect(parsed.ok ? '' : zh(`BGPPeer p: nodeSelector "rr == ": ${parsed.problem.reason} (character 7)`)).toMatch(
      /^BGPPeer p：nodeSelector “rr == ”：[^a-z]+（第 7 个字符）$/,
    )
    expect(translateSubject('en', 'node1 NotReady')).toBe('node1 NotReady')
  })
})
