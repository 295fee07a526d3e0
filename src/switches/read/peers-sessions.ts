import { parseAsn } from '../../model/asn.ts'
import type { ObservedSession } from '../../model/observed.ts'
import { cutRow, fewerPeers, isPrompt, quoted, switchAddress, unreadable } from './paste.ts'

const header = /^\s*Neighbor\s+ASN\s+Flaps\s+LastUpDn\b/
/** Above the table of each VRF: "VRF default, local ASN 65009", "peers 3, established peers 2, local router-id 10.9.0.1". */
const vrf = /^\s*VRF \S+, local ASN (\d[\d.]*)/
const count = /^\s*peers (\d+), established peers \d+/
/** "172.20.0.11  64512 0  3d03h |00:00:07|00:00:15 E  179/40312  0/1": since when, the state in a letter, ports and notifications. */
const row = /^\*?(\S+)\s+(\d[\d.]*)\s+\d+\s+(\w[\w:.]*)\s*\|[^|]*\|\s*\S+\s+([A-Z])\s+\d+\/\d+\s+\d+\/\d+$/

/** The letters of the legend; "open" is not told apart. */
const letters: Record<string, Pick<ObservedSession, 'state' | 'detail'>> = {
  E: { state: 'Established' },
  I: { state: 'Idle' },
  A: { state: 'Active' },
  O: { state: 'OpenSent' },
  C: { state: 'Closing' },
  S: { state: 'Idle', detail: 'Admin' },
}

/**
 * Reads `show bgp sessions` of NX-OS: a table for each VRF, with a count above it. A long address or AS stands on a line of its own.
 * @returns undefined when there is no such table in it
 * @throws WizardError when a row is cut, or fewer are listed than counted
 */
export function peersFromSessions(node: string, lines: string[]): ObservedSession[] | undefined {
  if (!lines.some((line) => header.test(line))) return undefined
  const sessions: ObservedSession[] = []
  let localAs: number | undefined
  let counted = 0
  let table = false
  let pending = ''
  for (const line of lines) {
    const own = vrf.exec(line)
    if (own) localAs = parseAsn(own[1]!)
    const number = count.exec(line)
    if (number) counted += Number(number[1])
    if (header.test(line)) table = true
    else if (table && (own || isPrompt(line))) table = false
    else if (table && line.trim() !== '') {
      const text = `${pending} ${line}`.trim()
      const session = readRow(node, text)
      pending = session ? '' : text
      if (session) sessions.push(localAs === undefined ? session : { ...session, localAs })
      else if (!goesOn(text))
        throw unreadable(node, `no row of the table: ${quoted(text)}`, 'paste the output as it was printed')
      continue
    }
    if (pending !== '') throw cutRow(node, pending)
  }
  if (pending !== '') throw cutRow(node, pending)
  if (sessions.length < counted) {
    throw fewerPeers(node, counted, sessions.length)
  }
  return sessions
}

/** The begin of a row: an address, or an address and its AS. */
function goesOn(text: string): boolean {
  const [first, asn, more] = text.replace(/^\*/, '').split(/\s+/)
  return switchAddress(first!) !== undefined && (asn === undefined || parseAsn(asn) !== undefined) && more === undefined
}

function readRow(node: string, text: string): ObservedSession | undefined {
  const [, address = '', asn = '', since = '', letter = ''] = row.exec(text) ?? []
  const peer = switchAddress(address)
  const remoteAs = parseAsn(asn)
  const state = Object.hasOwn(letters, letter) ? letters[letter] : undefined
  if (peer === undefined || remoteAs === undefined || !state) return undefined
  return { node, peer, type: 'unknown', since, remoteAs, ...state }
}
