import type { ObservedRoute } from '../../model/observed.ts'
import { isPrompt, quoted, switchAddress, switchPrefix, unreadable } from './paste.ts'
import { RouteList } from './route-list.ts'

/** How the tables announce themselves; needed to tell an empty table from another command's output. */
const heading = /^\s*(Codes:|IP Route Table for VRF|Gateway of last resort|VRF: \S+$)/

const row =
  /^\s{0,2}([A-Za-z][\w*>+%=&! ]{0,9}?)\s+((?:\d+\.[\d.]+|[0-9a-fA-F]*:[0-9a-fA-F.:]*)(?:\/\d+)?)(?:\s+(.*))?$/

/**
 * Reads a route table: `show ip route` of IOS, NX-OS, EOS and FRR. Further next hops of a destination stand on lines that
 * begin with "via" or a distance.
 * @returns undefined when it is none
 */
export function routesFromShow(switchName: string, lines: string[]): ObservedRoute[] | undefined {
  const headed = lines.some((line) => heading.test(line))
  const list = new RouteList()
  // FRR and others of its family mark what is in use by ">"; then the rest is only known, not used.
  const marks = lines.some((line) => /^[A-Z]>\*?\s+[\da-f]/.test(line))
  let current: ObservedRoute | undefined
  let classMask: string | undefined
  for (const line of lines) {
    const nexus = /^(\S+\/\d+), ubest\/mbest: /.exec(line)
    const subnetted = /^\s+\d[\d.]*\/(\d+) is subnetted/.exec(line)
    if (subnetted) {
      classMask = subnetted[1]
      continue
    }
    if (/^\s+\d[\d.]*\/\d+ is variably subnetted/.test(line)) {
      classMask = undefined
      continue
    }
    if (nexus) {
      const destination = switchPrefix(nexus[1]!)
      current = destination ? list.open(destination) : undefined
      continue
    }
    const next = /^\s+(?:\*?\s*)?(?:\[\d+\/\d+\] )?(?:\*)?via ([0-9a-fA-F.:]+)/.exec(line)
    if (next && current) {
      list.hop(current, switchAddress(next[1]!))
      const client = /, (bgp|static|direct|local|ospf)[\w-]*/.exec(line)
      if (client && !current.protocol) current.protocol = client[1]!
      continue
    }
    const match = row.exec(line)
    if (!match || /^(Codes|VRF|Routing)/.test(line.trim()) || isPrompt(line)) continue
    const [, codes = '', text = '', rest = ''] = match
    const destination = switchPrefix(text.includes('/') || classMask === undefined ? text : `${text}/${classMask}`)
    if (!destination || !/^(\[|is directly|via|unreachable|$)/.test(rest)) continue
    if (marks && !codes.includes('>')) {
      current = undefined
      continue
    }
    current = list.open(destination, codes[0] === 'B' ? 'bgp' : codes.replace(/[^A-Za-z]/g, ''))
    if (/blackhole|Null0/.test(rest)) current.kind = 'blackhole'
    else if (/^unreachable|unreachable \(ICMP/.test(rest)) current.kind = 'unreachable'
    const hop = /via ([0-9a-fA-F.:]+)/.exec(rest)
    if (hop) list.hop(current, switchAddress(hop[1]!))
    else if (/via$/.test(rest)) {
      throw unreadable(switchName, `the row ${quoted(line)} is cut off`, 'paste the whole output')
    }
  }
  return headed || list.all.length > 0 ? list.all : undefined
}
