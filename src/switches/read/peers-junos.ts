import { parseAsn } from '../../model/asn.ts'
import type { ObservedSession } from '../../model/observed.ts'
import { cutRow, fewerPeers, isPrompt, quoted, stateOf, switchAddress, unreadable } from './paste.ts'

/**
 * Reads `show bgp summary` of Junos: "Last Up/Dwn" may hold a space, the state column holds counts when the session is up,
 * and lines for each table ("inet.0: 4/6/6/0") stand below their peer.
 * @returns undefined when it is none
 */
export function peersFromJunos(node: string, lines: string[]): ObservedSession[] | undefined {
  const counts = lines.map((line) => /^Groups:\s*\d+\s+Peers:\s*(\d+)\s+Down peers:/i.exec(line)).find(Boolean)
  const header = lines.findIndex((line) => /^Peer\s+AS\s+InPkt\s+OutPkt/i.test(line))
  if (header === -1) {
    if (counts && Number(counts[1]) === 0) return []
    if (counts) throw unreadable(node, 'the list of peers is missing', 'paste the whole output')
    return undefined
  }
  const sessions: ObservedSession[] = []
  let pending = ''
  for (const line of lines.slice(header + 1)) {
    if (line.trim() === '' || /^\s+[\w.-]+: \d+\/\d+/.test(line)) continue
    if (isPrompt(line) || /^\{master/.test(line)) break
    const row = `${pending} ${line}`.trim()
    const session = readRow(node, row)
    if (session) sessions.push(session)
    else if (pending !== '' || switchAddress(row.split(/\s+/)[0]!) === undefined) {
      throw unreadable(node, `no row of the table: ${quoted(row)}`, 'paste the output as it was printed')
    }
    pending = session ? '' : row
  }
  if (pending !== '') throw cutRow(node, pending)
  if (counts && Number(counts[1]) !== sessions.length) {
    throw fewerPeers(node, counts[1]!, sessions.length)
  }
  return sessions
}

function readRow(node: string, row: string): ObservedSession | undefined {
  const match =
    /^(\S+)\s+(\d[\d.]*)\s+\d+\s+\d+\s+\d+\s+\d+\s+(\S.*?)\s+([A-Z][A-Za-z]+|\d+\/\d+\/\d+(?:\/\d+)?)(?:\s+\d+\/\d+\/\S+)*$/.exec(
      row,
    )
  const peer = match ? switchAddress(match[1]!.replace(/\+\d+$/, '')) : undefined
  const remoteAs = match ? parseAsn(match[2]!) : undefined
  const state = match ? (/^\d/.test(match[4]!) ? { state: 'Established' } : stateOf(match[4]!)) : undefined
  if (!match || !peer || remoteAs === undefined || !state) return undefined
  return { node, peer, type: 'unknown', since: match[3]!, remoteAs, ...state }
}
