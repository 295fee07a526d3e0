import type { ObservedRoute } from '../../model/observed.ts'
import { asPathOf, isPrompt, switchAddress, switchPrefix } from './paste.ts'
import { RouteList } from './route-list.ts'

/**
 * Reads `show route` of Junos. Only the active entry of a destination counts; with multipath it has several next hops.
 * @returns undefined when it is none
 */
export function routesFromJunos(lines: string[]): ObservedRoute[] | undefined {
  const header = lines.findIndex((line) => /^\S+: \d+ destinations, \d+ routes/.test(line))
  if (header === -1) return undefined
  const list = new RouteList()
  let active: ObservedRoute | undefined
  let destination: string | undefined
  for (const line of lines.slice(header + 1)) {
    if (isPrompt(line)) break
    const entry = /^(\S+\/\d+)?\s*([*+-]?)\[([\w-]+)\/\d+(?:\/\d+)?\]/.exec(line)
    if (entry) {
      if (entry[1] !== undefined) destination = switchPrefix(entry[1])
      active = entry[2] === '*' || entry[2] === '+' ? list.open(destination ?? entry[1]!, entry[3]!) : undefined
      continue
    }
    // A long destination stands alone, its entries below.
    if (/^[0-9a-f.:]+\/\d+$/i.test(line)) {
      destination = switchPrefix(line)
      active = undefined
      continue
    }
    if (!active) continue
    const hop = /^\s*>?\s*to (\S+)(?: via \S+)?/.exec(line)
    const path = /AS path: ([\d. {}()]+)/.exec(line)
    if (hop) list.hop(active, switchAddress(hop[1]!))
    else if (path && asPathOf(path[1]!).length > 0) active.asPath = asPathOf(path[1]!)
    else if (/^\s*Discard/.test(line)) active.kind = 'blackhole'
    else if (/^\s*Reject/.test(line)) active.kind = 'unreachable'
  }
  return list.all
}
