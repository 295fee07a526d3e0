import type { ObservedRoute } from '../../model/observed.ts'
import { cutRow, isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/** How the tables announce themselves; needed to tell an empty table from another command's output. */
const heading =
  /^\s*((Source )?Codes:|IP(v6)? Routing Table|IP(v6)? Route Table for VRF|Gateway of last resort|VRF: \S+$)/

/** What stands below the legend of codes: without it, or a row, or a prompt, the legend is where a paste was cut. */
const afterLegend = /^\s*(Gateway of last resort is not set|'%<string>'.* VRF <string>$|Route not found$)/

const address = String.raw`(?:\d+\.[\d.]+|[0-9a-fA-F]*:[0-9a-fA-F.:]*)`
const row = new RegExp(String.raw`^\s{0,2}([A-Za-z][\w*+>%=&! ]{0,9}?)\s+(${address}(?:/\d+)?)(?:,?\s+(.*))?$`)
/**
 * "via 172.20.0.12", "via VTEP 10.9.1.2 VNI ..." (EOS), "[20/0] via 172.20.0.11", "*via ..." (NX-OS), "  *   via ..." (FRR): a
 * further next hop, or the first one.
 */
const nextHop = new RegExp(String.raw`^\s+(?:\*\s*)?(?:\[\d+/\d+\] )?\*?via (?:VTEP )?(${address})(.*)`)
/** NX-OS marks what is in use by a star, and lists what stands ready behind it. */
const inUse = /^\s+\*{1,2}via\b/
/** How a row leads somewhere without a next hop. */
const outBy =
  /\bvia (?!VTEP\b)[A-Za-z][\w./-]*[, ]|\bdirectly connected, \S|^(?:unreachable|blackhole)\b|\b(?:unreachable|blackhole) \([\w -]+\)|^is (?:a summary|possibly down), |^\[\d+\/\d+\], \S+, Null0$/
/**
 * FRR selected it, but it is not in the table that packets follow: queued, rejected, or refused by the hardware. A blank is fine:
 * a next hop that is resolved further has none of its own.
 */
const notInstalled = /^[A-Z]>b?[qro]/
/** FRR says the next hop of BGP, and below it, further in, by which ones it is reached. */
const recursive = /\(recursive\b/
/** FRR lists the next hops of a route in use that it cannot reach, too. */
const unusable = /\binactive\b/
/** Ends within the name of an interface; of "Null0" it matters. */
const cutName = /,\s*(?:N|Nu|Nul|Null)?$/
/** The route goes out by an interface, or nowhere; a line of its own on newer EOS, NX-OS ("*via Null0") and IOS for IPv6. */
const noHop =
  /^\s+(?:\*\s*)?(?:\[\d+\/\d+\] )?\*?(?:is )?(?:directly connected|via (?!VTEP\b)[A-Za-z][\w./-]*[, ]|receive\b)/

interface Reading {
  list: RouteList
  current: ObservedRoute | undefined
  /** Rows that have not said yet where they lead: by line; NX-OS says how many next hops follow. */
  open: { line: string; missing: number } | undefined
  /** NX-OS: only what has a star is in use. */
  starred: boolean
  /** "10.0.0.0/26 is subnetted": the mask of the rows below, which leave it out. */
  mask: string | undefined
  /** Column of a next hop that is resolved by the ones further in below it: these are no further paths. */
  resolved: number | undefined
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
    starred: false,
    mask: undefined,
    resolved: undefined,
    marks: lines.some((line) => /^[A-Z]>b?[*a-z]?\s+[\da-f:]/.test(line)),
  }
  const last = lines.findLastIndex((line) => line !== '')
  for (const [index, line] of lines.entries()) {
    // A row first: FRR's "B>q" looks like a prompt.
    if (readLine(switchName, reading, line, index === last)) continue
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
  const end = lines[last] ?? ''
  if (!afterLegend.test(end) && !isPrompt(end)) {
    throw unreadable(switchName, 'it ends before the table of routes', 'paste the whole output, with the prompt below')
  }
  return []
}

/** @throws WizardError when the row above has not said where it leads */
function close(switchName: string, reading: Reading): void {
  const { open } = reading
  reading.open = undefined
  if (open && open.missing > 0) throw cutRow(switchName, open.line)
}

/** @returns false for a line that is nothing of a route table, or damaged */
function readLine(switchName: string, reading: Reading, line: string, last: boolean): boolean {
  const nexus = /^(\S+\/\d+), ubest\/mbest: (\d+)/.exec(line)
  const subnetted = /^\s*\d[\d.]*\/(\d+) is (variably )?subnetted/.exec(line)
  if (subnetted) {
    reading.mask = subnetted[2] ? undefined : subnetted[1]
    reading.current = undefined
    return true
  }
  if (nexus) {
    close(switchName, reading)
    const destination = switchPrefix(nexus[1]!)
    reading.open = { line, missing: Number(nexus[2]) }
    reading.starred = true
    reading.current = destination ? reading.list.open(destination) : undefined
    return destination !== undefined
  }
  const next = nextHop.exec(line)
  const hop = next ? switchAddress(next[1]!) : undefined
  if (hop || noHop.test(line)) {
    if (!reading.current || (reading.starred && !inUse.test(line)) || resolves(reading, line)) return true
    // IOS has a next hop of IPv6 alone on its line where it resolves it further (iBGP); what follows shows it whole.
    const rest = hop?.includes(':') && !last ? 'whole' : next?.[2]
    if (hop) requireRest(switchName, reading.starred ? undefined : reading.current.protocol, line, rest!)
    else if (cutName.test(line)) throw cutRow(switchName, line)
    if (reading.open) reading.open.missing--
    if (hop && !unusable.test(next![2]!)) reading.list.hop(reading.current, hop)
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
  // Without a mask it is a network by its class; any other address misses the heading that says its mask.
  if (!text.includes('/') && mask === undefined && !isNetwork(destination)) {
    throw unreadable(switchName, `no row of the table: ${quoted(line)}`, 'paste the output as it was printed')
  }
  close(switchName, reading)
  reading.resolved = recursive.test(rest) ? line.indexOf(' via ') : undefined
  if (reading.marks && (!codes.includes('>') || notInstalled.test(line))) {
    reading.current = undefined
    return true
  }
  const protocol = codes[0] === 'B' ? 'bgp' : codes.replace(/[^A-Za-z]/g, '')
  const route = list.open(destination, protocol)
  reading.current = route
  reading.starred = false
  if (/blackhole|Null0/i.test(rest)) route.kind = 'blackhole'
  else if (/^unreachable|unreachable \(ICMP/.test(rest)) route.kind = 'unreachable'
  const hop = new RegExp(`via (?:VTEP )?(${address})(.*)`).exec(rest)
  if (hop) {
    requireRest(switchName, protocol, line, hop[2]!)
    if (!unusable.test(hop[2]!)) list.hop(route, switchAddress(hop[1]!))
  }
  const leads = hop || (outBy.test(rest) && !cutName.test(rest))
  reading.open = leads ? undefined : { line, missing: 1 }
  return true
}

/** True for a next hop that only says how the one above it is reached. */
function resolves(reading: Reading, line: string): boolean {
  const column = line.search(/ (?:via|is directly) /)
  if (reading.resolved !== undefined && column > reading.resolved) return true
  reading.resolved = recursive.test(line) ? column : undefined
  return false
}

/** True when no bit of the address stands behind the mask. */
function isNetwork(prefix: string): boolean {
  const [address = '', length] = prefix.split('/')
  const octets = Number(length) / 8
  return !address
    .split('.')
    .slice(octets)
    .some((octet) => octet !== '0')
}

/** Behind a next hop stands more, an interface or a time, but for static ones of IOS; without it the address may be cut. */
function requireRest(switchName: string, protocol: string | undefined, line: string, rest: string): void {
  if (rest.trim() !== '' || /^[SUP]/.test(protocol ?? '')) return
  throw cutRow(switchName, line)
}

/** True when a line holds a range, or an address behind a code: then it should have been a row. */
function holdsRange(line: string): boolean {
  if (/^\s*(Codes|Routing|Gateway|Last|!|%)/.test(line)) return false
  return line.split(/[\s,]+/).some((word) => word.includes('/') && switchPrefix(word) !== undefined)
}
