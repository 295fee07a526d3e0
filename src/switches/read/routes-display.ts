import type { ObservedRoute } from '../../model/observed.ts'
import { cutRow, isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

const header = /^\s*Destination\/Mask\s+Proto\b/i
/** Above a table: how many destinations follow, or (Comware, of one protocol) how many routes. */
const count = /\bDestinations\s*:\s*(\d+)\s+Routes\s*:\s*\d+|^\s*Summary count\s*:\s*(\d+)\s*$/i
/** Of one protocol there is a table of what is in use and one of what is not. */
const status = /\brouting table status\s*:\s*<(\w+)>\s*$/i
/** "Routing Tables: Public", "Public routing table : BGP": whose routes follow. */
const title = /^\s*(?:Routing Tables?|[\w.-]+ Routing Table)\s*:\s*\S+$/i

/** What one count speaks of. */
interface Part {
  destinations: number | undefined
  routes: number | undefined
  inUse: boolean
  headed: boolean
  named: Set<string>
  listed: number
}

/**
 * Reads `display ip routing-table` of Comware and VRP, of one protocol, too: a further next hop of the same destination stands on
 * a line of its own, without the destination.
 * @returns undefined when it is none
 * @throws WizardError when it counts more than it lists, or a row is cut
 */
export function routesFromDisplay(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  if (!lines.some((line) => header.test(line) || count.test(line))) return undefined
  const list = new RouteList()
  let part: Part | undefined
  let current: ObservedRoute | undefined
  for (const line of lines) {
    const counted = count.exec(line)
    const state = status.exec(line)?.[1]
    if (counted || state !== undefined) {
      // A count, then another count or a state: the first was the sum of all parts.
      if (part && (part.headed || !state)) requireAll(switchName, part)
      part = counted
        ? { ...newPart(part?.headed === false ? part.inUse : true), ...countOf(counted) }
        : newPart(!/^inactive$/i.test(state!))
      current = undefined
    } else if (header.test(line)) {
      part ??= newPart(true)
      part.headed = true
    } else if (part?.headed) {
      if (isPrompt(line)) break
      if (/^[\s-]*$/.test(line) || title.test(line)) continue
      current = readRow(switchName, list, part, line, current)
    }
  }
  if (part) requireAll(switchName, part)
  if (part?.inUse && !part.headed && part.destinations === undefined && part.routes === undefined) {
    throw missing(switchName)
  }
  return list.all
}

function newPart(inUse: boolean): Part {
  return { destinations: undefined, routes: undefined, inUse, headed: false, named: new Set(), listed: 0 }
}

function countOf([, destinations, routes]: RegExpExecArray): Pick<Part, 'destinations' | 'routes'> {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text))
  return { destinations: number(destinations), routes: number(routes) }
}

/** @throws WizardError when the part counts more than it lists */
function requireAll(switchName: string, { destinations, routes, headed, named, listed }: Part): void {
  const wanted = destinations ?? routes
  if (wanted === undefined || wanted === (destinations === undefined ? listed : named.size)) return
  if (!headed) throw missing(switchName)
  const what =
    destinations === undefined
      ? `it counts ${wanted} routes but lists ${listed}`
      : `it counts ${wanted} destinations but lists ${named.size}`
  throw unreadable(switchName, what, 'paste the whole output')
}

function missing(switchName: string) {
  return unreadable(switchName, 'the table itself is missing', 'paste the whole output')
}

/** @returns the route that a row without a destination belongs to */
function readRow(
  switchName: string,
  list: RouteList,
  part: Part,
  line: string,
  current: ObservedRoute | undefined,
): ObservedRoute {
  const words = line.trim().split(/\s+/)
  const destination = words[0]!.includes('/') ? switchPrefix(words[0]!) : undefined
  const rest = words.slice(destination ? 1 : 0)
  const hop = rest.findLast((word) => switchAddress(word) !== undefined)
  if (!destination && (!current || !hop)) {
    throw unreadable(switchName, `no row of the table: ${quoted(line)}`, 'paste the output as it was printed')
  }
  // A row ends with its interface: without one its address may be cut, and "NULL" is no whole name.
  if (!hop || hop === rest.at(-1) || /^N(?:UL?L?)?$/i.test(rest.at(-1)!)) {
    throw cutRow(switchName, line)
  }
  part.listed++
  if (destination) part.named.add(destination)
  const protocol = destination ? words[1] : current?.protocol
  const route = !destination ? current! : part.inUse ? list.open(destination, protocol) : unused(destination, protocol)
  if (/^NULL0$/i.test(rest.at(-1)!)) route.kind = 'blackhole'
  // A directly connected range has the switch's own address as next hop.
  else if (!/^(direct|inloop)/i.test(protocol ?? '')) list.hop(route, switchAddress(hop))
  return route
}

/** A route that is known and not in use: it is counted, and not told. */
function unused(destination: string, protocol: string | undefined): ObservedRoute {
  return { destination, nextHops: [], kind: 'unicast', ...(protocol === undefined ? {} : { protocol }) }
}
