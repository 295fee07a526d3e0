import type { Look } from './look.ts'
import { renderTable } from './table.ts'
import { renderText } from './words.ts'

/** What decides whether reflectors are worth it. */
export interface Need {
  nodes: number
  /** Sessions of the full mesh, and with the proposed reflectors. */
  mesh: number
  reflectors: number
  /** The same for larger clusters. */
  examples: { nodes: number; mesh: number; reflectors: number }[]
}

/** Do you need reflectors? The numbers, and an honest sentence. */
export function renderNeed(need: Need, look: Look): string[] {
  const { say } = look
  const rows = [need, ...need.examples].map((row, i) => [
    i === 0 ? say('need.thisCluster', { nodes: row.nodes }) : say('need.example', { nodes: row.nodes }),
    String(row.mesh),
    String(row.reflectors),
  ])
  const columns = [
    { title: say('need.nodes') },
    { title: say('need.mesh'), align: 'right' as const },
    { title: say('need.reflectors'), align: 'right' as const },
  ]
  const verdict = need.nodes < 100 ? say('need.verdict.small') : say('need.verdict.large')
  return [...renderTable(columns, rows, look), ...renderText(verdict, look)]
}
