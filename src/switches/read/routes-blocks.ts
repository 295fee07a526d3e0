import type { ObservedRoute } from '../../model/observed.ts'
import { asPathOf, cutBelow, isPrompt, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/** "NextHop      : 172.20.0.11      Preference   : 0": one or two fields a line. */
const fields =
  /([A-Za-z][\w/]*(?: [A-Za-z][\w/]*)*)\s*:(?!:) *(.*?)(?=\s{2,}[A-Za-z][\w/]*(?: [A-Za-z][\w/]*)*\s*:(?!:)|\s[A-Za-z][\w/]*\s*:(?=\s)|$)/g

/** One route as it stands in a listing that gives each a block of lines. */
interface Block {
  line: string
  destination: string
  /** Flags before "Network" of a BGP table; undefined in a route table. */
  flags: string | undefined
  values: Map<string, string>
}

/**
 * Reads listings that give each route a block of named fields: `display ipv6 routing-table` and `... verbose` of Comware and
 * VRP, and their BGP table of IPv6. A destination with several next hops has a block for each.
 * @returns undefined when there is no such block
 * @throws WizardError when a block has no next hop, or fewer are listed than counted
 */
export function routesFromBlocks(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const blocks = blocksOf(lines)
  if (blocks.length === 0) return undefined
  const list = new RouteList()
  for (const block of blocks) add(switchName, list, block)
  const count = lines.map((line) =>
    /^\s*(?:Destinations\s*:\s*\d+\s+Routes|Total Number of Routes(?: from all PE)?)\s*:\s*(\d+)/i.exec(line),
  )
  const announced = count.find(Boolean)
  if (announced && Number(announced[1]) !== blocks.length) {
    const why = `it counts ${announced[1]} routes but lists ${blocks.length}`
    throw unreadable(switchName, why, 'paste the whole output')
  }
  return list.all
}

function blocksOf(lines: string[]): Block[] {
  const blocks: Block[] = []
  let block: Block | undefined
  let table = false
  for (const line of lines) {
    if (isPrompt(line)) {
      block = undefined
      continue
    }
    const head = /\b(Destination|Network)\s*:\s*(\S+)/.exec(line)
    // Flags may stand before it, and nothing else. Looked at apart: one pattern for all takes the cube of a blank line's length.
    const before = head ? line.slice(0, head.index).trim() : ''
    if (head && /^[\s*>a-zA-Z]*$/.test(before)) {
      // The first field of a block must be a range; the mask may stand beside it.
      const length = /\bPrefixLen(?:gth)?\s*:\s*(\d+)/i.exec(line)?.[1]
      const text = head[2]!.includes('/') || length === undefined ? head[2]! : `${head[2]}/${length}`
      const destination = switchPrefix(text)
      block = destination ? { line, destination, flags: undefined, values: new Map() } : undefined
      table = head[1] === 'Network'
      if (block && table) block.flags = before
      if (block) blocks.push(block)
    }
    if (!block) continue
    // No field is longer than a screen is wide; a line that never ends is not searched for any.
    for (const [, name, value] of line.slice(0, 500).matchAll(fields)) {
      const key = name!.replace(/\s+/g, '').toLowerCase()
      if (!block.values.has(key)) block.values.set(key, value!.trim())
    }
  }
  return blocks
}

function add(switchName: string, list: RouteList, { line, destination, flags, values }: Block): void {
  const text = values.get('nexthop') ?? values.get('orignexthop')
  const hop = switchAddress(text ?? '')
  // The last field of a block; an AS path ends with its origin, without which its numbers may be cut.
  const whole = flags === undefined ? values.has('interface') : /[ie?]$/.test(values.get('path/ogn') ?? '')
  if (!hop || !whole) {
    throw cutBelow(switchName, line)
  }
  if (flags !== undefined && !flags.includes('>')) return
  if (/^Inactive/i.test(values.get('state') ?? '')) return
  const protocol = flags === undefined ? values.get('protocol') : 'bgp'
  const route = list.open(destination, protocol)
  if (/^NULL0$/i.test(values.get('interface') ?? '')) route.kind = 'blackhole'
  // A directly connected range has the switch's own address as next hop.
  else if (!/^(direct|inloop)/i.test(protocol ?? '')) list.hop(route, hop)
  const path = asPathOf((values.get('path/ogn') ?? '').replace(/[ie?]\s*$/, ''))
  if (path.length > 0) route.asPath = path
}
