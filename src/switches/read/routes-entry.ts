import type { ObservedRoute } from '../../model/observed.ts'
import { cutBelow, isPrompt, switchAddress, switchPrefix } from './paste.ts'
import { RouteList } from './route-list.ts'

/**
 * Reads `show ip route PREFIX` of IOS, FRR and SONiC: "Routing entry for PREFIX", by what it is known, and its next hops.
 * FRR lists all entries of the prefix; only the one marked "best" is in use.
 * @returns undefined when there is no such entry
 * @throws WizardError when an entry ends before its next hops
 */
export function routesFromEntry(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const heads = lines.flatMap((line, index) => (/^\s*Routing entry for \S+/.test(line) ? [index] : []))
  if (heads.length === 0) return undefined
  const marked = lines.some((line) => /^\s*Known via .*, best\s*$/.test(line))
  const list = new RouteList()
  for (const [at, head] of heads.entries()) {
    const line = lines[head]!
    const destination = switchPrefix(/Routing entry for ([^\s,]+)/.exec(line)![1]!)
    const rest = lines.slice(head + 1, heads[at + 1] ?? lines.length)
    const end = rest.findIndex(isPrompt)
    const body = end === -1 ? rest : rest.slice(0, end)
    const known = /Known via "([^"]+)"/.exec(body.find((text) => /Known via/.test(text)) ?? '')?.[1]
    if (!destination || known === undefined) throw cutBelow(switchName, line)
    if (marked && !body.some((text) => /^\s*Known via .*, best\s*$/.test(text))) continue
    const route = list.open(destination, known.split(' ')[0]!)
    let via = 0
    /** Column of a next hop that is resolved by the ones further in below it (FRR): these are no further paths. */
    let resolved: number | undefined
    for (const text of body) {
      const hop = /^\s*\*?\s*([0-9a-fA-F.:]+)(?: (\(recursive\)))?, /.exec(text)
      const column = text.search(/[^\s*]/)
      if (resolved !== undefined && column > resolved) continue
      resolved = hop?.[2] === undefined ? undefined : column
      const address = hop ? switchAddress(hop[1]!) : undefined
      if (address) list.hop(route, address)
      if (!address && switchAddress(text.replace(/^\s*\*?\s*/, ''))) throw cutBelow(switchName, text)
      if (/\bNull0\b|blackhole/i.test(text)) route.kind = 'blackhole'
      if (address || /directly connected|\bNull0\b|blackhole|unreachable/i.test(text)) via++
    }
    if (via === 0) throw cutBelow(switchName, line)
  }
  return list.all
}
