import { translate } from '../i18n/translate.ts'
import type { PairLoss, PairScope, PlanForecast, StageForecast } from '../model/forecast.ts'
import type { Gate, Operation, Plan } from '../model/plan.ts'
import type { Look } from './look.ts'
import { formatSeconds } from './seconds.ts'
import { type Cell, renderTable } from './table.ts'
import { renderMarked, renderText } from './words.ts'
import { wrap } from './wrap.ts'

/**
 * The plan: what each stage touches, how long whose pods are without a route, and what is awaited before the next one.
 * Causes and what would avoid them follow as notes.
 */
export function renderPlan(plan: Plan, forecast: PlanForecast, look: Look): string[] {
  const { say } = look
  const notes = new Notes(look)
  const rows = plan.stages.map((stage): Cell[] => {
    const stageForecast = forecast.stages.find((s) => s.stage === stage.id)
    return [
      String(stage.id),
      translate(look.lang, stage.title),
      touched(stage.operations, look),
      lossCell(stageForecast, 'same-rack', look, notes),
      lossCell(stageForecast, 'across-racks', look, notes),
      stage.gate ? gateText(stage.gate, look) : '',
    ]
  })
  const columns = [
    { title: '#', align: 'right' as const },
    { title: say('planView.stage'), wrap: true },
    { title: say('planView.touches'), wrap: true },
    { title: say('planView.sameRack'), wrap: true },
    { title: say('planView.acrossRacks'), wrap: true },
    { title: say('planView.gate'), wrap: true },
  ]
  return [
    ...renderText(
      say(plan.order === 'safe' ? 'planView.order.safe' : 'planView.order.guide', { strategy: plan.strategy }),
      look,
    ),
    ...renderTable(columns, rows, look),
    ...notes.lines(),
    ...manualLines(plan, look),
    ...renderText(say('planView.sessions', { now: forecast.sessionsNow, after: forecast.sessionsThen }), look),
    ...(forecast.lostPairs > 0
      ? renderMarked('warn', say('planView.lostPairs', { pairs: forecast.lostPairs }), look)
      : []),
  ]
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

/** Collects causes, so that each is told once, under a number. */
class Notes {
  private readonly texts: string[] = []
  constructor(private readonly look: Look) {}

  mark(loss: PairLoss): string {
    const { lang, say } = this.look
    const way = loss.avoidedBy && translate(lang, loss.avoidedBy)
    const cause = translate(lang, loss.cause)
    const text = way ? say('planView.avoidedBy', { cause, way }) : cause
    if (!this.texts.includes(text)) this.texts.push(text)
    return `[${this.texts.indexOf(text) + 1}]`
  }

  lines(): string[] {
    return this.texts.flatMap((text, i) => {
      const lines = wrap(`[${i + 1}] ${text}`, this.look.columns - 2, '    ')
      return lines.map((line) => `  ${line}`)
    })
  }
}

function lossCell(forecast: StageForecast | undefined, scope: PairScope, look: Look, notes: Notes): Cell {
  const losses = forecast?.losses.filter((loss) => loss.scope === scope) ?? []
  const after = forecast?.unreachableAfter.filter((loss) => loss.scope === scope) ?? []
  const worst = worstOf(losses)
  const marks = [...losses.filter((loss) => isLong(loss)), ...after].map((loss) => notes.mark(loss))
  const text = [after.length > 0 ? lostText(losses, after, look) : formatSeconds(worst, look.say), ...new Set(marks)]
  const seconds = after.length > 0 ? Number.POSITIVE_INFINITY : (worst.max ?? Number.POSITIVE_INFINITY)
  return {
    text: text.join(' '),
    paint: seconds === 0 ? look.paint.good : seconds < 1 || !isCut(losses) ? look.paint.warn : look.paint.bad,
  }
}

/** Pairs without a route after a stage: cut by it, or without one already before. */
function lostText(losses: readonly PairLoss[], after: readonly PairLoss[], { say }: Look): string {
  return isCut(losses) ? say('planView.noRoute', { pairs: sum(after) }) : say('planView.noneYet')
}

function isCut(losses: readonly PairLoss[]): boolean {
  return losses.some((loss) => loss.seconds.max === null)
}

function worstOf(losses: readonly PairLoss[]): { min: number; max: number | null } {
  const max = losses.some((loss) => loss.seconds.max === null)
    ? null
    : Math.max(0, ...losses.map((loss) => loss.seconds.max ?? 0))
  return { min: Math.max(0, ...losses.map((loss) => loss.seconds.min)), max }
}

// What lasts under a second is the update of a forwarding table: the figure says it all.
function isLong(loss: PairLoss): boolean {
  return loss.seconds.max === null || loss.seconds.max >= 1
}

function sum(losses: readonly PairLoss[]): number {
  return losses.reduce((total, loss) => total + loss.pairs, 0)
}

/** What the operations touch, counted: "6 nodes, 1 object". */
function touched(operations: readonly Operation[], { say }: Look): string {
  const names: Record<string, Set<string>> = {}
  for (const { changes } of operations)
    for (const { ref } of changes) {
      names[ref.kind] ??= new Set()
      names[ref.kind]!.add(`${ref.host ?? ''}/${ref.name}`)
    }
  const kinds = ['KubeNode', 'BGPPeer', 'BGPConfiguration', 'File', 'HostRoutes'] as const
  return kinds
    .filter((kind) => names[kind])
    .map((kind) => say(`touches.${kind}`, { n: names[kind]!.size }))
    .join(', ')
}

/** What a gate waits for, in words. */
function gateText(gate: Gate, { say }: Look): string {
  // All sessions are more than those of the leafs.
  const all = gate.conditions.some((condition) => condition.kind === 'sessions-as-forecast')
  return gate.conditions
    .filter((condition) => !(all && condition.kind === 'leaf-sessions'))
    .map((condition) => {
      if (condition.kind === 'leaf-sessions') return say('gate.leafSessions', { n: condition.nodes.length })
      if (condition.kind === 'leaf-blocks') return say('gate.leafBlocks', { n: condition.leafs.length })
      return say(condition.kind === 'routes-as-forecast' ? 'gate.routes' : 'gate.sessions')
    })
    .join(', ')
}

function manualLines(plan: Plan, look: Look): string[] {
  return plan.stages.flatMap((stage) =>
    (stage.manual ?? []).flatMap((work) =>
      renderMarked('warn', look.say('planView.manual', { stage: stage.id, work: translate(look.lang, work) }), look),
    ),
  )
}
