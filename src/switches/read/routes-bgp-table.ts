import type { ObservedRoute } from '../../model/observed.ts'
import { asPathOf, isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/** Flags of an entry that is used: the best one, or one beside it (FRR "=", IOS "m", NX-OS "|", EOS "ec"). */
const used = /[>=m|]|ec/
const head = /^\s*Network\s+Next ?Hop\s+/i
/** Every entry ends with where its path began; EOS may write originator and cluster list behind it. */
const origin = /(^|[\s\d})])[ie?](\s+(Or-ID|C-LST|LL Nexthop):.*)?$/
/** What stands between the tables of two families or VRFs. */
const nextTable = /^\s*(BGP |For address family|VPN-Instance|Total routes of)/i
/** What stands between the rows of one table: whose routes follow. Prefixes are named anew below it. */
const distinguisher = /^\s*Route Distinguisher\b/i
/** A prefix of IPv4 against its flags, as IOS and NX-OS write them: "*>i192.0.2.0", "*>e10.0.0.0/26". */
const glued = /^([*>=|&a-zA-Z]{1,4})(\d+\.\d+\.\d+\.\d+(?:\/\d+)?)$/

/** Where the header has its columns. */
interface Layout {
  network: number
  path: number
  /** EOS fills every column before the path and lets a long value push the rest to the right: how many words, with the next hop. */
  filled: number | undefined
}

interface Entry {
  line: string
  flags: string
  destination: string
  /** undefined: the switch itself, as EOS writes it. */
  hop: string | undefined
  path: number[]
}

/**
 * Reads a BGP table: `show bgp ipv4 unicast` of IOS, NX-OS, EOS and FRR, `display bgp routing-table` of Comware and VRP. Only
 * the entries in use count. A long prefix or next hop pushes the rest of its entry to the next line; further entries of a
 * prefix leave it out.
 * @returns undefined when it is none
 * @throws WizardError when an entry is cut, or it counts more than it lists
 */
export function routesFromBgpTable(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const header = lines.findIndex((line) => head.test(line))
  if (header === -1) return undefined
  const below = lines.slice(header)
  const entries = entriesOf(switchName, below, layoutOf(lines[header]!))
  checkCounts(switchName, lines, header, entries)
  const list = new RouteList()
  for (const { flags, destination, hop, path } of entries) {
    if (!used.test(flags)) continue
    const route = list.open(destination, 'bgp')
    list.hop(route, hop)
    // Paths used side by side may differ; the best one stands for them.
    if (path.length > 0 && (flags.includes('>') || route.asPath === undefined)) route.asPath = path
  }
  return list.all
}

function layoutOf(line: string): Layout {
  const behind = line
    .replace(/^.*Next ?Hop/i, '')
    .trim()
    .split(/\s+/)
  return {
    network: line.search(/Network/i),
    path: line.search(/Path/i),
    filled: /\bLocPref\b/.test(line) ? behind.length : undefined,
  }
}

/** Joins the lines of every entry. */
function entriesOf(switchName: string, lines: string[], layout: Layout): Entry[] {
  const entries: Entry[] = []
  /** An entry whose next hop, or whose end, stands on a line of its own. */
  let open: (Omit<Entry, 'path'> & { hopSeen: boolean }) | undefined
  let destination: string | undefined
  let between = false
  for (const line of lines) {
    if (head.test(line)) between = false
    else if (nextTable.test(line)) between = true
    else if (!between && distinguisher.test(line)) {
      if (open) throw cut(switchName, open.line)
      destination = undefined
      continue
    }
    if (between || line.trim() === '' || head.test(line)) continue
    if (isPrompt(line)) break
    if (/^\s*(Displayed\s+\d|Total number of)/i.test(line)) continue
    if (open?.hopSeen) {
      if (!origin.test(line) || wordsOf(line)) throw cut(switchName, open.line)
      entries.push({ ...open, path: asPathOf(pathText(line, layout.path)) })
      open = undefined
      continue
    }
    const found = wordsOf(line)
    if (!found) throw noEntry(switchName, line)
    const { words } = found
    // Rows of some systems begin a column later than their header says; a next hop stands far to the right of both.
    const named = !open && found.at < layout.network + 8 ? switchPrefix(words[0]!) : undefined
    if (named) {
      destination = named
      words.shift()
    }
    if (!destination) throw noEntry(switchName, line)
    open ??= { line, flags: found.flags, destination, hop: undefined, hopSeen: false }
    if (words.length === 0) continue
    open.hop = switchAddress(words[0]!.replace(/@.*$/, ''))
    if (!open.hop && words[0] !== '-') throw noEntry(switchName, line)
    open.hopSeen = true
    // A next hop alone may end like an origin, in "e".
    if (words.length === 1 || !origin.test(line)) continue
    const text = layout.filled ? words.slice(layout.filled).join(' ') : pathText(line, layout.path)
    entries.push({ ...open, path: asPathOf(pathOnly(text)) })
    open = undefined
  }
  if (open) throw cut(switchName, open.line)
  return entries
}

/** @throws WizardError when more is counted than listed, or the count below the table is missing */
function checkCounts(switchName: string, lines: string[], header: number, entries: Entry[]): void {
  const [above, below] = [lines.slice(0, header), lines.slice(header)]
  const lists = new Set(entries.map((entry) => entry.destination)).size
  // Comware and VRP count entries above each table, FRR and what is made of it counts destinations below.
  const counts = lines.flatMap((line) => /^\s*Total number of routes\s*:\s*(\d+)/i.exec(line)?.[1] ?? [])
  const counted = counts.length > 0 ? counts.reduce((sum, count) => sum + Number(count), 0) : undefined
  const total = below.map((line) => /^Displayed\s+(\d+)\s+(?:out of|routes)/i.exec(line)).find(Boolean)
  const needsTotal = above.some((line) => /^(Default local pref|BGP table version is .* vrf id )/.test(line))
  const ended = total !== undefined || below.some((line) => isPrompt(line))
  if (!ended && (needsTotal || (lists === 0 && counted !== 0))) {
    throw unreadable(switchName, 'the table of routes has no end', 'paste the whole output, with what stands below it')
  }
  if (total && Number(total[1]) !== lists) throw fewer(switchName, total[1]!, lists)
  if (counted !== undefined && counted > entries.length) throw fewer(switchName, String(counted), entries.length)
}

/** The AS path of a row, from its column on; some systems begin it a little before the title. */
function pathText(line: string, column: number): string {
  if (column <= 0 || line.length <= column) return ''
  const before = /\S*$/.exec(line.slice(0, column))![0]
  return pathOnly(`${line[column] === ' ' ? '' : before}${line.slice(column)}`)
}

/** Numbers and sets, up to the origin. */
function pathOnly(text: string): string {
  return /^[\d\s.,(){}]*/.exec(text)![0]
}

/** Splits a row into its flags and the words from the first address on; IOS and NX-OS write flags against the prefix. */
function wordsOf(line: string): { flags: string; at: number; words: string[] } | undefined {
  // Of IPv6 only by their number, which is three, since a prefix of it may begin with a letter, too.
  const close = /^([\s*sxSdhi>|=&eclarI]{3})([\da-fA-F:][\da-fA-F.:]*\/\d+.*)$/.exec(line)
  const text = close ? `${close[1]} ${close[2]}` : line
  for (const match of text.matchAll(/\S+/g)) {
    const flag = glued.exec(match[0])?.[1]?.length ?? 0
    const word = match[0].slice(flag)
    if (switchPrefix(word) === undefined && switchAddress(word.replace(/@.*$/, '')) === undefined) continue
    const at = match.index + flag
    // What looks like a prefix and is none would leave its next hop to the prefix above.
    if (/[.:/]/.test(text.slice(0, at))) return undefined
    return { flags: text.slice(0, at), at, words: text.slice(at).split(/\s+/) }
  }
  return undefined
}

function cut(switchName: string, line: string) {
  return unreadable(switchName, `the entry ${quoted(line)} is cut off`, 'paste the whole output')
}

function noEntry(switchName: string, line: string) {
  return unreadable(switchName, `no entry of the table: ${quoted(line)}`, 'paste the output as it was printed')
}

function fewer(switchName: string, counted: string, lists: number) {
  return unreadable(switchName, `it counts ${counted} routes but lists ${lists}`, 'paste the whole output')
}
