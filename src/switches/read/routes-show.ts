import type { ObservedRoute } from '../../model/observed.ts'
import { isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/** How the tables announce themselves; needed to tell an empty table from another command's output. */
const heading =
  /^\s*((Source )?Codes:|IP(v6)? Routing Table|IP(v6)? Route Table for VRF|Gateway of last resort|VRF: \S+$)/

/** What stands below the legend of codes: without it, or a row, or a prompt, the legend is where a paste was cut. */
const afterLegend = /^\s*(Gateway of last resort is not set|'%<string>'.* VRF <string>$)/

const address = String.raw`(?:\d+\.[\d.]+|[0-9a-fA-F]*:[0-9a-fA-F.:]*)`
const row = new RegExp(String.raw`^\s{0,2}([A-Za-z][\w*+>%=&! ]{0,9}?)\s+(${address}(?:/\d+)?)(?:,?\s+(.*))?$`)
/** "via 172.20.0.12", "[20/0] via 172.20.0.11", "*via ..." (NX-OS), "  *   via ..." (FRR): a further next hop, or the first one. */
const nextHop = new RegExp(String.raw`^\s+(?:\*\s*)?(?:\[\d+/\d+\] )?\*?via (${address})(.*)`)
/** The route goes out by an interface, or nowhere; a line of its own on newer EOS, NX-OS ("*via Null0") and IOS for IPv6. */
const noHop = /^\s+(?:\*\s*)?(?:\[\d+\/\d+\] )?\*?(?:is )?(?:directly connected|via [A-Za-z][\w./-]*[, ]|receive\b)/

interface Reading {
  list: RouteList
  current: ObservedRoute | undefined
  /** Rows that have not said yet where they lead: by line; NX-OS says how many next hops follow. */
  open: { line: string; missing: number } | undefined
  /** "10.0.0.0/26 is subnetted": the mask of the rows below, which leave it out. */
  mask: string | undefined
  /** FRR and others of its family mark what is in use by ">"; then the rest is only known, not used. */
  marks: boolean
}

/**
 * Reads a route table: `show ip route` and `show ipv6 route` of IOS, NX-OS, EOS and FRR. Further next hops of a destination
 * stand on lines that begin with "via" or a distance.
 * @returns undefined when it is none
 * @throws WizardError when a line with a range in it is no row, or the paste ends with the legend
 */
export function routesFromShow(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const headed = lines.findIndex((line) => heading.test(line))
  const reading: Reading = {
    list: new RouteList(),
    current: undefined,
    open: undefined,
    mask: undefined,
    marks: lines.some((line) => /^[A-Z]>[*qr]?\s+[\da-f:]/.test(line)),
  }
  for (const line of lines) {
    // A row first: FRR's "B>q" looks like a prompt.
    if (readLine(switchName, reading, line)) continue
    if (isPrompt(line)) {
      close(switchName, reading)
      reading.current = undefined
    } else if (headed !== -1 && holdsRange(line)) {
      throw unreadable(switchName, `no row of the table: ${quoted(line)}`, 'paste the output as it was printed')
    }
  }
  close(switchName, reading)
  const routes = reading.list.all
  if (routes.length > 0) return routes
  if (headed === -1) return undefined
  const last = lines.findLast((line) => line.trim() !== '') ?? ''
  if (!afterLegend.test(last) && !isPrompt(last)) {
    throw unreadable(switchName, 'it ends before the table of routes', 'paste the whole output, with the prompt below')
  }
  return []
}

/** @throws WizardError when the row above has not said where it leads */
function close(switchName: string, reading: Reading): void {
  const { open } = reading
  reading.open = undefined
  if (open && open.missing > 0) {
    throw unreadable(switchName, `the row ${quoted(open.line)} is cut off`, 'paste the whole output')
  }
}

/** @returns false for a line that is nothing of a route table, or damaged */
function readLine(switchName: string, reading: Reading, line: string): boolean {
  const nexus = /^(\S+\/\d+), ubest\/mbest: (\d+)/.exec(line)
  const subnetted = /^\s+\d[\d.]*\/(\d+) is (variably )?subnetted/.exec(line)
  if (subnetted) {
    reading.mask = subnetted[2] ? undefined : subnetted[1]
    reading.current = undefined
    return true
  }
  if (nexus) {
    close(switchName, reading)
    const destination = switchPrefix(nexus[1]!)
    reading.open = { line, missing: Number(nexus[2]) }
    reading.current = destination ? reading.list.open(destination) : undefined
    return destination !== undefined
  }
  const next = nextHop.exec(line)
  const hop = next ? switchAddress(next[1]!) : undefined
  if (hop || noHop.test(line)) {
    if (!reading.current) return true
    if (hop) requireRest(switchName, reading.current, line, next![2]!)
    if (reading.open) reading.open.missing--
    if (hop) reading.list.hop(reading.current, hop)
    if (/\bNull0\b/i.test(line)) reading.current.kind = 'blackhole'
    const client = /, (bgp|static|direct|local|ospf)[\w-]*/.exec(line)
    if (client && !reading.current.protocol) reading.current.protocol = client[1]!
    return true
  }
  return readRow(switchName, reading, line)
}

function readRow(switchName: string, reading: Reading, line: string): boolean {
  const match = row.exec(line)
  if (!match || /^(Codes|VRF|Routing)/.test(line.trim())) return false
  const [, codes = '', text = '', rest = ''] = match
  const { mask, list } = reading
  const destination = switchPrefix(text.includes('/') || mask === undefined ? text : `${text}/${mask}`)
  if (!destination || !/^(\[|is |directly connected|via|unreachable|blackhole|$)/.test(rest)) return false
  close(switchName, reading)
  if (reading.marks && !codes.includes('>')) {
    reading.current = undefined
    return true
  }
  const route = list.open(destination, codes[0] === 'B' ? 'bgp' : codes.replace(/[^A-Za-z]/g, ''))
  reading.current = route
  if (/blackhole|Null0/i.test(rest)) route.kind = 'blackhole'
  else if (/^unreachable|unreachable \(ICMP/.test(rest)) route.kind = 'unreachable'
  const hop = new RegExp(`via (${address})(.*)`).exec(rest)
  if (hop) {
    requireRest(switchName, route, line, hop[2]!)
    list.hop(route, switchAddress(hop[1]!))
  }
  const leads = hop || /\bvia [A-Za-z][\w./-]*[, ]|\bconnected\b|unreachable|blackhole|^is /.test(rest)
  reading.open = leads ? undefined : { line, missing: 1 }
  return true
}

/** Behind a next hop of BGP stands more, an interface or a time; without it the address itself may be cut. */
function requireRest(switchName: string, { protocol }: ObservedRoute, line: string, rest: string): void {
  if (rest.trim() !== '' || (protocol !== undefined && protocol !== 'bgp')) return
  throw unreadable(switchName, `the row ${quoted(line)} is cut off`, 'paste the whole output')
}

/** True when a line holds a range, or an address behind a code: then it should have been a row. */
function holdsRange(line: string): boolean {
  if (/^\s*(Codes|Routing|Gateway|Last|!|%)/.test(line)) return false
  return line.split(/[\s,]+/).some((word) => word.includes('/') && switchPrefix(word) !== undefined)
}
