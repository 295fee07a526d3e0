import { describe, expect, it } from 'vitest'
import type { Sentence } from '../../../src/model/forecast.ts'
import { makeLook } from '../../../src/views/look.ts'
import { renderPlan } from '../../../src/views/render-plan.ts'
import { widthOf } from '../../../src/views/text.ts'
import { sampleForecast, samplePlan } from './sample.ts'

const titles: Sentence[] = [
  { key: 'stage.installCalicoctl', params: { version: 'v3.17.2', count: 6 } },
  { key: 'stage.calicoctlConfig', params: { path: '/etc/calico/calicoctl.cfg' } },
  { key: 'stage.defaultConfiguration', params: {} },
  { key: 'order.stage.safety-net-on', params: {} },
  { key: 'order.stage.cluster-ids.2', params: { wave: 2, count: 10 } },
  { key: 'order.stage.node-bgp-and-mesh-off', params: {} },
  { key: 'order.stage.reflector-peers.1', params: {} },
  { key: 'order.stage.service-cidrs', params: {} },
]

describe.each(['en', 'zh-CN'] as const)('a long plan in %s', (lang) => {
  const sample = samplePlan()
  const forecast = sampleForecast()
  const stages = titles.map((title, i) => ({ ...sample.stages[i % 3]!, manual: [], id: i + 1, title }))
  const lines = renderPlan(
    { ...sample, stages },
    { ...forecast, stages: stages.map((stage, i) => ({ ...forecast.stages[i % 3]!, stage: stage.id })) },
    makeLook({ lang, columns: 80 }),
  )

  it('stays one table at 80 columns', () => {
    expect(lines[1]).toMatch(lang === 'en' ? /# +stage +touches +same rack +across racks +waits for/ : /# +阶段 +涉及/)
    expect(lines.filter((line) => /^ +#/.test(line))).toHaveLength(1)
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80)
  })

  it('numbers the parts of a step that repeats', () => {
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(lang === 'en' ? 'part 1' : '第 2 批')
  })
})
