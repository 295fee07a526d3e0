import { describe, expect, it } from 'vitest'
import type { PairLoss, Sentence } from '../../../src/model/forecast.ts'
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
    expect(lines[1]).toMatch(lang === 'en' ? /# +stage +touches +same rack +across racks +gate/ : /# +阶段 +涉及/)
    expect(lines.filter((line) => /^ +#/.test(line))).toHaveLength(1)
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(80)
  })

  it('numbers the parts of a step that repeats', () => {
    expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(lang === 'en' ? 'part 1' : '第 2 批')
  })
})

describe('pairs without a route', () => {
  const sample = samplePlan()
  const loss = (max: number | null, more: Partial<PairLoss> = {}): PairLoss => ({
    scope: 'same-rack',
    from: 'rr1 reflectors',
    to: 'rr1 clients',
    pairs: 2,
    seconds: { min: 0, max },
    cause: { key: 'loss.mesh-off', params: {} },
    source: 'model',
    ...more,
  })
  const across = loss(null, {
    scope: 'across-racks',
    cause: { key: 'loss.switch-without-route', params: { at: 'leaf01' } },
  })
  const quiet = { ...sampleForecast().stages[0]!, losses: [], unreachableAfter: [] }
  const stages = [1, 2, 3].map((id) => ({ ...sample.stages[0]!, manual: [], id }))
  const lines = renderPlan(
    { ...sample, stages },
    {
      ...sampleForecast(),
      stages: [
        { ...quiet, stage: 1, losses: [loss(9.2, { untilStage: 3 })], unreachableAfter: [loss(null), across] },
        { ...quiet, stage: 2, unreachableAfter: [loss(null), across] },
        { ...quiet, stage: 3, opens: [loss(2.6, { scope: 'across-racks' })] },
      ],
    },
    makeLook({ lang: 'en', columns: 80 }),
  )

  it('are said to be cut until the stage that brings the route back, and never "none yet"', () => {
    expect(lines[2]).toMatch(/to stage 3 \[1\] +none yet/)
    expect(lines[3]).toMatch(/still cut +none yet/)
    expect(lines[4]).toMatch(/0 s +first route/)
  })

  it('have their cause told once', () => {
    const text = lines.join('\n')
    expect(text).toContain('[1] up to 9.2 s: the mesh goes off')
    expect(text.match(/leaf01 has no route/g)).toHaveLength(1)
  })
})
