import type { ObservedRoute } from '../../model/observed.ts'
import { isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/**
 * Reads `display ip routing-table` of Comware and VRP: a further next hop of the same destination stands on a line of its
 * own, without the destination.
 * @returns undefined when it is none
 * @throws WizardError when it counts more destinations than it lists
 */
export function routesFromDisplay(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const header = lines.findIndex((line) => /^\s*Destination\/Mask\s+Proto\b/i.test(line))
  const counts = lines.map((line) => /Destinations\s*:\s*(\d+)\s+Routes\s*:\s*\d+/i.exec(line)).find(Boolean)
  if (header === -1) {
    if (!counts) return undefined
    if (Number(counts[1]) === 0) return []
    throw unreadable(switchName, 'the table itself is missing', 'paste the whole output')
  }
  const list = new RouteList()
  let current: ObservedRoute | undefined
  for (const line of lines.slice(header + 1)) {
    if (/^[\s-]*$/.test(line) || /^\s*Destination\/Mask/i.test(line) || /:\s*(<\w+>|\d+)\s*$/.test(line)) continue
    if (isPrompt(line)) break
    const words = line.trim().split(/\s+/)
    const destination = words[0]!.includes('/') ? switchPrefix(words[0]!) : undefined
    const hop = words.slice(destination ? 1 : 0).findLast((word) => switchAddress(word) !== undefined)
    if (destination) current = list.open(destination, words[1])
    if (!current || (!hop && !destination)) {
      throw unreadable(switchName, `no row of the table: ${quoted(line)}`, 'paste the output as it was printed')
    }
    if (/^NULL0$/i.test(words.at(-1)!)) current.kind = 'blackhole'
    // A directly connected range has the switch's own address as next hop.
    else if (!/^(direct|inloop)/i.test(current.protocol ?? '')) list.hop(current, hop && switchAddress(hop))
  }
  if (counts && Number(counts[1]) !== list.all.length) {
    const why = `it counts ${counts[1]} destinations but lists ${list.all.length}`
    throw unreadable(switchName, why, 'paste the whole output')
  }
  return list.all
}
