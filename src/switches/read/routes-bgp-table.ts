import type { ObservedRoute } from '../../model/observed.ts'
import { asPathOf, isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/** Flags of an entry that is used: the best one, or one beside it (FRR "=", IOS "m", NX-OS "|", EOS "ec"). */
const used = /[>=m|]|ec/

/**
 * Reads a BGP table: `show bgp ipv4 unicast` of IOS, NX-OS, EOS and FRR, `display bgp routing-table` of Comware and VRP. Only
 * the entries in use count. A long prefix may push the rest of its entry to the next line; further entries of a prefix leave
 * it out.
 * @returns undefined when it is none
 * @throws WizardError when it counts more than it lists
 */
export function routesFromBgpTable(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const header = lines.findIndex((line) => /^\s*Network\s+Next ?Hop\s+/i.test(line))
  if (header === -1) return undefined
  const column = lines[header]!.search(/Network/i)
  const pathColumn = lines[header]!.search(/Path/i)
  // EOS fills every column between the next hop and the path, and lets a long value push the rest of its row to the right.
  const filled =
    /\bLocPref\b/.test(lines[header]!) &&
    lines[header]!.replace(/^.*Next ?Hop/i, '')
      .trim()
      .split(/\s+/).length
  const list = new RouteList()
  let destination: string | undefined
  let flags = ''
  let wrapped = false
  let announced: number | undefined
  // FRR and what is made of it counts below the table.
  const counts = lines.some((line) => /^(Default local pref|BGP table version is .* vrf id )/.test(line))
  let ended = false
  const seen = new Set<string>()
  // Comware and VRP count entries above the table.
  const counted = lines
    .slice(0, header)
    .map((line) => /^\s*Total number of routes\s*:\s*(\d+)/i.exec(line))
    .find(Boolean)
  let entries = 0
  /** Between the tables of two families or VRFs. */
  let between = false

  for (const line of lines.slice(header + 1)) {
    if (/^\s*Network\s+Next ?Hop/i.test(line)) between = false
    else if (/^\s*(BGP |For address family|Route Distinguisher|VPN-Instance|Total routes of)/i.test(line))
      between = true
    if (between || line.trim() === '' || /^\s*Network\s+Next ?Hop/i.test(line)) continue
    const total = /^Displayed\s+(\d+)\s+(?:out of|routes)/i.exec(line)
    if (total) announced = Number(total[1])
    if (total || isPrompt(line)) ended = true
    if (total || isPrompt(line) || /^\s*Total number of/i.test(line)) {
      if (wrapped) throw unreadable(switchName, `the entry of ${destination} is cut off`, 'paste the whole output')
      if (isPrompt(line)) break
      continue
    }
    const entry = entryOf(line, column)
    if (!entry) {
      throw unreadable(switchName, `no entry of the table: ${quoted(line)}`, 'paste the output as it was printed')
    }
    const { words } = entry
    // Rows of some systems begin a column later than their header says; a next hop stands far to the right of both.
    const named = !wrapped && entry.at < column + 8 ? switchPrefix(words[0]!) : undefined
    if (!wrapped) flags = entry.flags
    if (named) {
      destination = named
      seen.add(named)
      words.shift()
    }
    if (words.length === 0) {
      wrapped = true
      continue
    }
    // EOS has a dash for what it holds itself.
    const own = words[0] === '-'
    const hop = switchAddress(words[0]!.replace(/@.*$/, ''))
    if (!destination || (!hop && !own)) {
      throw unreadable(switchName, `no entry of the table: ${quoted(line)}`, 'paste the output as it was printed')
    }
    wrapped = false
    entries++
    if (!/(^|[\s\d})])[ie?](\s+(Or-ID|C-LST|LL Nexthop):.*)?$/.test(line)) {
      throw unreadable(switchName, `the entry ${quoted(line)} is cut off`, 'paste the whole output')
    }
    if (!used.test(flags)) continue
    const route = list.open(destination, 'bgp')
    list.hop(route, hop)
    const path = asPathOf(
      filled
        ? words
            .slice(filled)
            .join(' ')
            .replace(/[^\d\s.,(){}].*$/, '')
        : pathText(line, pathColumn),
    )
    // Paths used side by side may differ; the best one stands for them.
    if (path.length > 0 && (flags.includes('>') || route.asPath === undefined)) route.asPath = path
  }
  if (wrapped) throw unreadable(switchName, `the entry of ${destination} is cut off`, 'paste the whole output')
  if (!ended && (counts || (seen.size === 0 && Number(counted?.[1]) !== 0))) {
    throw unreadable(switchName, 'the table of routes has no end', 'paste the whole output, with what stands below it')
  }
  if (announced !== undefined && announced !== seen.size) {
    throw unreadable(switchName, `it counts ${announced} routes but lists ${seen.size}`, 'paste the whole output')
  }
  if (counted && Number(counted[1]) > entries) {
    throw unreadable(switchName, `it counts ${counted[1]} routes but lists ${entries}`, 'paste the whole output')
  }
  return list.all
}

/** The AS path of a row, from its column on; some systems begin it a little before the title. */
function pathText(line: string, column: number): string {
  if (column <= 0 || line.length <= column) return ''
  const before = /\S*$/.exec(line.slice(0, column))![0]
  const text = line[column] === ' ' ? '' : before
  return /^[\d\s.,(){}]*/.exec(`${text}${line.slice(column)}`)![0]
}

/** Splits a row into its flags and the words from the first address on; NX-OS writes the flags against the prefix. */
function entryOf(line: string, column: number): { flags: string; at: number; words: string[] } | undefined {
  const glued = /^([\s*sxSdhi>|=&eclarI]{3})([\da-fA-F:][\da-fA-F.:]*\/\d+.*)$/.exec(column === 3 ? line : '')
  const text = glued ? `${glued[1]} ${glued[2]}` : line
  for (const match of text.matchAll(/\S+/g)) {
    if (switchPrefix(match[0]) === undefined && switchAddress(match[0].replace(/@.*$/, '')) === undefined) continue
    return { flags: text.slice(0, match.index), at: match.index, words: text.slice(match.index).split(/\s+/) }
  }
  return undefined
}
