import { parseAsn } from '../../model/asn.ts'
import type { ObservedSession } from '../../model/observed.ts'
import { cutBelow, stateOf, switchAddress } from './paste.ts'

/** How the description of one peer begins; the first group is its address, the second its AS where it stands there. */
const heads = [
  // FRR without an address of the admin's: "BGP neighbor on swp1: fe80::1, remote AS 65010, local AS 65009, external link".
  /^\s*BGP neighbor on \S+: ([^\s,]+),\s+remote AS (\d[\d.]*)/i,
  // Cisco, EOS, FRR: "BGP neighbor is *172.20.0.13, vrf red, remote AS 64512, local AS 65009, external link".
  /^\s*BGP neighbor is \*?([^\s,]+),(?:\s+vrf \S+?,)?\s+remote AS (\d[\d.]*)/i,
  // VRP: "BGP Peer is 172.20.0.11,  remote AS 64512".
  /^\s*BGP Peer is ([^\s,]+),\s+remote AS (\d[\d.]*)/i,
  // Junos: "Peer: 172.20.0.11+179  AS 64512  Local: 172.20.0.254+40312 AS 65009".
  /^\s*Peer:\s*(\S+)\s+AS (\d[\d.]*)/i,
  // Comware: "Peer: 172.20.0.11   Local: 2.2.2.2"; the AS is not said.
  /^\s*Peer:\s*(\S+)\s+Local:/i,
]

/** The state, and since when where it is said: "BGP state = Established, up for 1d02h", "BGP current state: Idle(Admin)". */
const stateLine =
  /^\s*BGP (?:current )?state(?:\s*[:=]|\s+is)\s*([A-Za-z]+(?: ?\([\w ./-]+\))?)(?:,\s*(?:up|down) for (\S+?),?(?:\s|$))?/i
/** Junos has it in the middle of a line of other things. */
const junosState = /\bState: ([A-Za-z]+)(?:\s|$)/
const shut = /^\s*(?:Administratively shut ?down|Idle reason: .*(?:admin|shut))/i
const localAs = /\b(?:local AS|Local: \S+\s+AS) (\d[\d.]*)/i

/**
 * Reads what systems print of each peer at length: `show bgp neighbors` of IOS, NX-OS, EOS, FRR and SONiC, `display bgp peer
 * verbose` of Comware and VRP, `show bgp neighbor` of Junos. Of each peer only address, AS and state are taken.
 * @returns undefined when there is no such description in it
 * @throws WizardError when a description ends before its state
 */
export function peersFromDetail(node: string, lines: string[]): ObservedSession[] | undefined {
  const sessions: ObservedSession[] = []
  let open: { line: string; peer: string; remoteAs?: number; localAs?: number; shut?: true } | undefined
  for (const line of lines) {
    const head = heads.map((pattern) => pattern.exec(line)).find(Boolean)
    const peer = head && switchAddress(head[1]!.replace(/\+\d+$/, ''))
    if (head && peer) {
      if (open) throw cutBelow(node, open.line)
      const [remoteAs, own] = [head[2], localAs.exec(line)?.[1]].map((text) => parseAsn(text ?? ''))
      open = {
        line,
        peer,
        ...(remoteAs === undefined ? {} : { remoteAs }),
        ...(own === undefined ? {} : { localAs: own }),
      }
      continue
    }
    const last = sessions.at(-1)
    if (!open) {
      if (last) addBelow(last, line)
      continue
    }
    // IOS and FRR say it above the state, others below.
    if (shut.test(line)) open.shut = true
    const match = stateLine.exec(line) ?? junosState.exec(line)
    const state = match && stateOf(match[1]!)
    if (!match || !state) continue
    const { line: _, shut: down, ...known } = open
    const since = match[2] ? { since: match[2] } : {}
    const detail = down && state.state !== 'Established' ? { detail: 'Admin' } : {}
    sessions.push({ node, type: 'unknown', ...known, ...state, ...since, ...detail })
    open = undefined
  }
  if (open) throw cutBelow(node, open.line)
  return sessions.length > 0 ? sessions : undefined
}

/** What stands below the state: why it is down, and the own AS (EOS). */
function addBelow(session: ObservedSession, line: string): void {
  if (session.state !== 'Established' && shut.test(line)) session.detail = 'Admin'
  const own = /^\s*Local AS is (\d[\d.]*)/.exec(line)
  const asn = own ? parseAsn(own[1]!.replace(/\.$/, '')) : undefined
  if (asn !== undefined && session.localAs === undefined) session.localAs = asn
}
