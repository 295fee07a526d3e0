import { translate } from '../i18n/translate.ts'
import type { Sentence } from '../model/forecast.ts'
import type { Look } from './look.ts'
import { renderTable } from './table.ts'
import { renderText } from './words.ts'

/** What decides whether reflectors are worth it. */
export interface Need {
  nodes: number
  /** Sessions of the full mesh, and with the proposed reflectors. */
  mesh: number
  reflectors: number
  /** With every node on its leaf. */
  topOfRack: number
  /** The same for larger clusters. */
  examples: { nodes: number; mesh: number; reflectors: number; topOfRack: number }[]
  /** Sessions with nodes that the busiest leaf has. */
  leafSessions?: { reflectors: number; topOfRack: number }
  /** `no`: the mesh is fine; `optional`: a matter of the leafs; `yes`: the mesh is too large. */
  verdict: 'no' | 'optional' | 'yes'
  /** Most important first. */
  reasons: Sentence[]
}

/** Do you need reflectors? The numbers, and an honest sentence. */
export function renderNeed(need: Need, look: Look): string[] {
  const { say } = look
  const rows = [need, ...need.examples].map((row, i) => [
    i === 0 ? say('need.thisCluster', { nodes: row.nodes }) : say('need.example', { nodes: row.nodes }),
    String(row.mesh),
    String(row.reflectors),
    String(row.topOfRack),
  ])
  const columns = [
    { title: say('need.nodes') },
    { title: say('need.mesh'), align: 'right' as const },
    { title: say('need.reflectors'), align: 'right' as const },
    { title: say('need.topOfRack'), align: 'right' as const },
  ]
  return [
    ...renderTable(columns, rows, look),
    ...need.reasons.flatMap((reason) => renderText(translate(look.lang, reason), look)),
    ...(need.leafSessions ? renderText(say('need.leafSessions', need.leafSessions), look) : []),
    ...renderText(say(`need.verdict.${need.verdict}`), look),
  ]
}
