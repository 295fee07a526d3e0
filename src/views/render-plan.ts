import { translate } from '../i18n/translate.ts'
import type { PairScope, PlanForecast } from '../model/forecast.ts'
import type { Operation, Plan } from '../model/plan.ts'
import type { Look } from './look.ts'
import { gateCell, gateNotes } from './plan-gates.ts'
import { LossCells, PlanNotes } from './plan-losses.ts'
import { formatSeconds } from './seconds.ts'
import { strategyText } from './strategy-text.ts'
import { type Cell, renderTable } from './table.ts'
import { renderMarked, renderText } from './words.ts'

/**
 * The plan, one line a stage: what it touches, how long whose pods are without a route, and how many sessions must stand
 * before the next one. Causes, what would avoid them, and what the gates look at follow below.
 */
export function renderPlan(plan: Plan, forecast: PlanForecast, look: Look): string[] {
  const { say } = look
  const notes = new PlanNotes(look)
  const losses = new LossCells(look, notes)
  const rows = plan.stages.map((stage): Cell[] => {
    const stageForecast = forecast.stages.find((s) => s.stage === stage.id)
    return [
      String(stage.id),
      translate(look.lang, stage.title),
      touched(stage.operations, look),
      losses.cell(stageForecast, 'same-rack'),
      losses.cell(stageForecast, 'across-racks'),
      gateCell(stage, forecast, look),
    ]
  })
  const columns = [
    { title: '#', align: 'right' as const },
    { title: say('planView.stage'), wrap: true },
    { title: say('planView.touches') },
    { title: say('planView.sameRack') },
    { title: say('planView.acrossRacks') },
    { title: say('planView.gate') },
  ]
  return [
    ...renderText(
      say(plan.order === 'safe' ? 'planView.order.safe' : 'planView.order.guide', {
        strategy: strategyText(plan.strategy, look),
      }),
      look,
    ),
    ...renderTable(columns, rows, look),
    ...gateNotes(plan.stages, look),
    ...notes.lines(),
    ...manualLines(plan, look),
    ...renderText(say('planView.sessions', { now: forecast.sessionsNow, after: forecast.sessionsThen }), look),
    ...(forecast.lostPairs > 0
      ? renderMarked('warn', say('planView.lostPairs', { pairs: forecast.lostPairs }), look)
      : []),
  ]
}

/** The plan in one sentence, for where the table has scrolled away. */
export function renderPlanInShort(plan: Plan, forecast: PlanForecast, look: Look): string[] {
  const { say } = look
  const text = say('planView.inShort', {
    stages: plan.stages.length,
    commands: plan.stages.reduce((sum, stage) => sum + stage.operations.length, 0),
    sameRack: formatSeconds(forecast.worst['same-rack'], say),
    acrossRacks: formatSeconds(forecast.worst['across-racks'], say),
  })
  return renderText(text, look)
}

/** Two orders side by side: the worst silence of a pod pair in each. */
export function renderCompare(safe: PlanForecast, guide: PlanForecast, look: Look): string[] {
  const { say } = look
  const scopes: PairScope[] = ['same-rack', 'across-racks', 'outside-to-pod', 'outside-to-service']
  const rows = scopes.map((scope) => [
    say(`scope.${scope}`),
    formatSeconds(safe.worst[scope], say),
    formatSeconds(guide.worst[scope], say),
  ])
  return renderTable(
    [{ title: say('compare.pods') }, { title: say('compare.safe') }, { title: say('compare.guide') }],
    rows,
    look,
  )
}

/** What the operations touch, counted: "6 nodes"; objects of several kinds are added up. */
function touched(operations: readonly Operation[], { say }: Look): string {
  const refs = operations.flatMap((operation) => operation.changes.map((change) => change.ref))
  const kinds = new Set(refs.map((ref) => ref.kind))
  const n = new Set(refs.map((ref) => `${ref.kind} ${ref.host ?? ''}/${ref.name}`)).size
  const [kind] = kinds
  return kinds.size === 1 && kind ? say(`touches.${kind}`, { n }) : say('touches.several', { n })
}

function manualLines(plan: Plan, look: Look): string[] {
  return plan.stages.flatMap((stage) =>
    (stage.manual ?? []).flatMap((work) =>
      renderMarked('warn', look.say('planView.manual', { stage: stage.id, work: translate(look.lang, work) }), look),
    ),
  )
}
