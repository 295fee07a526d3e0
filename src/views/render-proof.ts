import { translatePhrase } from '../i18n/phrases.ts'
import type { Look } from './look.ts'
import { byNumber } from './node-ranges.ts'
import { type Cell, renderTable } from './table.ts'
import { renderMarked, renderText } from './words.ts'

/** Observed beside forecast, for one node or switch. */
export interface ProofRow {
  node: string
  isSwitch?: boolean
  /** Its own address; peers of its /24 are then shown by their last number. */
  address?: string
  /** Addresses of the peers whose session should be established, and of those that are. */
  forecast: string[]
  observed: string[]
  /** Why it could not be read; then nothing observed is known. */
  unreadable?: string
  routes?: { seen: number; wanted: number }
}

const mostRows = 40

/** The proof table: every node when there are few, else those that differ; then the sum. */
export function renderProof(rows: readonly ProofRow[], look: Look): string[] {
  const { say } = look
  const sorted = [...rows].sort(
    (a, b) => Number(a.isSwitch ?? false) - Number(b.isSwitch ?? false) || byNumber(a.node, b.node),
  )
  const different = sorted.filter((row) => !isAsForecast(row))
  const shown = sorted.length <= mostRows ? sorted : different.slice(0, mostRows)
  const columns = [
    { title: say('proof.node') },
    { title: say('proof.forecast'), wrap: true },
    { title: say('proof.observed'), wrap: true },
    { title: say('proof.routes') },
    { title: '' },
  ]
  const table =
    shown.length > 0
      ? renderTable(
          columns,
          shown.map((row) => proofCells(row, look)),
          look,
        )
      : []
  const switches = sorted.filter((row) => row.isSwitch)
  const nodes = sorted.filter((row) => !row.isSwitch)
  const good = (some: readonly ProofRow[]) => some.filter(isAsForecast).length
  const counts = {
    nodes: nodes.length,
    goodNodes: good(nodes),
    switches: switches.length,
    goodSwitches: good(switches),
    ends: nodes.reduce((sum, row) => sum + row.observed.length, 0),
  }
  return [
    ...table,
    ...(different.length > shown.length
      ? renderText(say('list.more', { n: different.length - shown.length }), look)
      : []),
    ...renderMarked(
      different.length === 0 ? 'ok' : 'fail',
      say(switches.length > 0 ? 'proof.sumWithSwitches' : 'proof.sum', counts),
      look,
    ),
  ]
}

function proofCells(row: ProofRow, look: Look): Cell[] {
  const { say, paint } = look
  const good = isAsForecast(row)
  const routes = row.routes ? say('proof.of', { seen: row.routes.seen, wanted: row.routes.wanted }) : '-'
  return [
    row.node,
    peers(row.forecast, row),
    row.unreadable
      ? say('proof.unreadable', { reason: translatePhrase(look.lang, row.unreadable) })
      : peers(row.observed, row),
    routes,
    { text: say(good ? 'word.ok' : 'word.fail'), paint: good ? paint.good : paint.bad },
  ]
}

function isAsForecast(row: ProofRow): boolean {
  if (row.unreadable) return false
  const observed = new Set(row.observed)
  const same = row.forecast.length === observed.size && row.forecast.every((peer) => observed.has(peer))
  return same && (row.routes === undefined || row.routes.seen >= row.routes.wanted)
}

function peers(addresses: readonly string[], row: ProofRow): string {
  if (addresses.length === 0) return '-'
  const own = row.address?.includes('.') ? row.address.slice(0, row.address.lastIndexOf('.') + 1) : undefined
  const short = [...addresses].sort(byNumber).map((a) => (own && a.startsWith(own) ? `.${a.slice(own.length)}` : a))
  return short.join(' ')
}
