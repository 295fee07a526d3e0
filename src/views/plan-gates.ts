import type { PlanForecast } from '../model/forecast.ts'
import type { GateCondition, Stage } from '../model/plan.ts'
import type { Look } from './look.ts'
import { formatNodes } from './node-ranges.ts'
import { renderText } from './words.ts'

/** A gate in a few words for a table: how many sessions must stand before the next stage. */
export function gateCell(stage: Stage, forecast: PlanForecast, { say }: Look): string {
  if (!stage.gate) return ''
  const leafs = stage.gate.conditions.find((condition) => condition.kind === 'leaf-sessions')
  const all = stage.gate.conditions.some((condition) => condition.kind === 'sessions-as-forecast')
  if (leafs && !all) return say('gate.leafSessions', { n: leafs.nodes.length })
  const after = forecast.stages.find((entry) => entry.stage === stage.id)?.sessionsAfter.established
  return all && after !== undefined ? say('gate.sessionCount', { n: after }) : say('gate.checked')
}

/** What the gates of a plan wait for, in full: one line when all wait for the same, else one for each kind. */
export function gateNotes(stages: readonly Stage[], look: Look): string[] {
  const { say } = look
  const byText = new Map<string, number[]>()
  for (const { id, gate } of stages) {
    if (!gate) continue
    const text = gateText(gate.conditions, look)
    byText.set(text, [...(byText.get(text) ?? []), id])
  }
  return [...byText].flatMap(([what, ids]) =>
    renderText(
      byText.size === 1
        ? say('planView.gates', { what })
        : say('planView.gatesAfter', { what, stages: ids.join(', ') }),
      look,
    ),
  )
}

/** What a gate waits for, in words: "all sessions and routes as forecast; every block on leaf01, leaf02". */
function gateText(conditions: readonly GateCondition[], { say }: Look): string {
  const kinds = new Set(conditions.map((condition) => condition.kind))
  const sessions = kinds.has('sessions-as-forecast')
  const routes = kinds.has('routes-as-forecast')
  const parts = [
    ...(sessions && routes ? [say('gate.sessionsAndRoutes')] : []),
    ...(sessions && !routes ? [say('gate.sessions')] : []),
    ...(routes && !sessions ? [say('gate.routes')] : []),
  ]
  for (const condition of conditions) {
    // All sessions are more than those of the leafs.
    if (condition.kind === 'leaf-sessions' && !sessions)
      parts.push(say('gate.leafSessionsOf', { nodes: formatNodes(condition.nodes) }))
    if (condition.kind === 'leaf-blocks') parts.push(say('gate.leafBlocks', { leafs: formatNodes(condition.leafs) }))
  }
  return parts.join(say('list.separator'))
}

/** The same in a few words, for a line that is shown at every gate: "sessions, routes, blocks on leaf01, leaf02". */
export function gateWords(conditions: readonly GateCondition[], { say }: Look): string {
  const all = conditions.some((condition) => condition.kind === 'sessions-as-forecast')
  const told = conditions.filter((condition) => !(all && condition.kind === 'leaf-sessions'))
  const words = told.map((condition) =>
    condition.kind === 'leaf-blocks'
      ? say('gate.word.leaf-blocks', { leafs: formatNodes(condition.leafs) })
      : say(`gate.word.${condition.kind}`),
  )
  return words.join(say('list.comma'))
}
