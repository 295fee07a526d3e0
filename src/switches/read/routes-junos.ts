import type { ObservedRoute } from '../../model/observed.ts'
import { asPathOf, cutBelow, isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/** "inet.0: 21 destinations, 24 routes (21 active, 0 holddown, 0 hidden)" */
const table = /^\S+: (\d+) destinations?, \d+ routes?/
/** A path of a destination, which may stand before it on the line: "10.233.64.0/26  *[BGP/170] 00:10:00, localpref 100". */
const entry = /^(\S+\/\d+)?\s*([*+-]?)\[([\w-]+)\/\d+(?:\/-?\d+)?\]/

/**
 * Reads `show route` of Junos. Only the active entry of a destination counts; with multipath it has several next hops.
 * @returns undefined when it is none
 * @throws WizardError when it is in another form (terse, extensive), or ends with a heading or a destination
 */
export function routesFromJunos(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const header = lines.findIndex((line) => table.test(line))
  if (header === -1) return undefined
  const list = new RouteList()
  let active: ObservedRoute | undefined
  let destination: string | undefined
  /** What needs something below it: a table, a destination, an entry that has not said where it leads. */
  let open: string | undefined
  const cut = (line: string) => cutBelow(switchName, line)

  for (const line of lines.slice(header)) {
    if (isPrompt(line)) break
    const heading = table.exec(line)
    if (heading || line.trim() === '' || /^\+ = Active/.test(line)) {
      if (heading && Number(heading[1]) > 0) open = line
      active = undefined
      continue
    }
    const found = entry.exec(line)
    if (found) {
      if (found[1] !== undefined) destination = switchPrefix(found[1])
      active = found[2] === '*' || found[2] === '+' ? list.open(destination ?? found[1]!, found[3]!) : undefined
      open = line
      continue
    }
    // A long destination stands alone, its entries below.
    if (/^[0-9a-f.:]+\/\d+$/i.test(line)) {
      destination = switchPrefix(line)
      active = undefined
      open = line
      continue
    }
    if (/^\S/.test(line)) {
      throw unreadable(
        switchName,
        `no row of the table: ${quoted(line)}`,
        'paste what "show route" prints, without terse or extensive',
      )
    }
    const hop = /^\s*>?\s*to (\S+) via \S/.exec(line)
    if (!hop && /^\s*>?\s*to\b/.test(line)) throw cut(line)
    const leads =
      hop || /^\s*(>?\s*via |Discard|Reject|Receive|Local|MultiRecv|Indirect|Unusable|Multicast|Blackhole)/.test(line)
    if (leads) open = undefined
    if (!active) continue
    const path = /AS path: ([\d. {}()]+)/.exec(line)
    if (hop) list.hop(active, switchAddress(hop[1]!))
    else if (path && asPathOf(path[1]!).length > 0) active.asPath = asPathOf(path[1]!)
    else if (/^\s*(Discard|Blackhole)/.test(line)) active.kind = 'blackhole'
    else if (/^\s*Reject/.test(line)) active.kind = 'unreachable'
  }
  if (open !== undefined) throw cut(open)
  return list.all
}
