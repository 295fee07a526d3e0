import { parseAsn } from '../../model/asn.ts'
import type { ObservedSession } from '../../model/observed.ts'
import { isPrompt, quoted, stateOf, switchAddress, unreadable } from './paste.ts'

/** Where the columns of a summary are, counted from the one with the address. */
interface Columns {
  /** `wide`: the state is the last column (Comware, VRP before PrefRcv); else it follows the time. */
  asn: number
  time: number
  state: number
  /** Fewest words a whole row has. */
  least: number
}

const headers = [
  // IOS, NX-OS, EOS, FRR, SONiC (which misspells it).
  /^\s*(?:Description\s+)?Neigh?bh?or\s+(?:V\s+)?AS\b.*Up\/Down/i,
  // Comware, VRP.
  /^\s*Peer\s+(?:V\s+)?AS\s+MsgRcvd/i,
]

/** What stands between the rows of a table that goes on: the peers of VPN instances (Comware, VRP), an instance's name (FRR). */
const between = /^\s*(Peers? of .*(vpn|instance).*:|VPN[- ]Instance\s*:?\s*\S+.*|\* - dynamic.*)\s*$/i

/** What stands below a table, or above the next one. Anything else in a table is a row that was damaged. */
const below =
  /^\s*(\* ?(-|Dynamically)|(Total )?Dynamically created|\d+ dynamic|Displayed|For address family|Instance |BGP |IPv[46] |% )/i

/** Reads the header line. @returns undefined for any other line */
function columnsOf(line: string): Columns | undefined {
  if (!headers.some((header) => header.test(line))) return undefined
  const words = line.trim().split(/\s+/)
  const first = words.findIndex((word) => /^(Neigh?bh?or|Peer)$/i.test(word))
  const at = (pattern: RegExp) => words.findIndex((word) => pattern.test(word)) - first
  const [asn, time, state] = [at(/^AS$/i), at(/^Up\/Down$/i), at(/^State/i)]
  if (asn < 1 || time < 1 || state < 1) return undefined
  return { asn, time, state, least: Math.max(asn, time, state) + 1 }
}

/**
 * Reads the session summary that most systems print as a table: `show bgp summary` of IOS, NX-OS, EOS, FRR and SONiC,
 * `display bgp peer` of Comware and VRP. Columns are found by the header's words, rows may be wrapped after a long address.
 * @returns undefined when there is no such table in it
 * @throws WizardError when there is one, but not whole
 */
export function peersFromTable(switchName: string, lines: string[]): ObservedSession[] | undefined {
  const sessions: ObservedSession[] = []
  let columns: Columns | undefined
  let found = false
  let localAs: number | undefined
  let announced: number | undefined
  /** NX-OS counts what is configured; peers that came by themselves are listed as well. */
  let atLeast = 0
  let pending = ''
  let inTable = 0

  /** @param sure something stands below the table: it was not cut there */
  const close = (sure = true) => {
    if (pending !== '') throw cut(switchName, pending)
    if (columns !== undefined && inTable === 0 && announced === undefined && !sure) {
      throw unreadable(
        switchName,
        'the list of peers ends with its heading',
        'paste the whole output, with the prompt below',
      )
    }
    if ((announced !== undefined && announced !== inTable) || inTable < atLeast) {
      const wanted = announced ?? atLeast
      throw unreadable(switchName, `it counts ${wanted} peers but lists ${inTable}`, 'paste the whole output')
    }
    announced = undefined
    atLeast = 0
    inTable = 0
    columns = undefined
  }

  for (const line of lines) {
    const local = /local AS number\s*:?\s*(\d[\d.]*)/i.exec(line)
    if (local) localAs = parseAsn(local[1]!.replace(/\.$/, ''))
    const configured = /\bconfig peers (\d+)/.exec(line)
    if (configured) atLeast = Number(configured[1])
    const count = /^\s*(?:Total number of (?:peers|neighbors)\s*:?\s*(\d+)|Peers (\d+), using)/i.exec(line)
    if (count) {
      // Comware counts before its table, FRR before and after; a new count before a table belongs to the next one.
      if (columns === undefined && inTable > 0 && count[1] === undefined) close()
      announced = Number(count[1] ?? count[2])
      found = true
      if (columns !== undefined) close()
      continue
    }
    const header = columnsOf(line)
    if (header) {
      if (columns !== undefined) close()
      columns = header
      found = true
      continue
    }
    if (columns === undefined || /^[\s-]*$/.test(line) || (pending === '' && between.test(line))) continue
    if (isPrompt(line) && pending === '') {
      close()
      continue
    }
    const row = `${pending} ${line}`.trim()
    const session = readRow(switchName, row, columns)
    if (session) {
      sessions.push(localAs === undefined ? session : { ...session, localAs })
      inTable++
      pending = ''
    } else if (pending === '' && startsRow(row)) {
      pending = row
    } else if (below.test(line) && pending === '') {
      close()
    } else {
      throw pending === ''
        ? unreadable(switchName, `no row of the table: ${quoted(line)}`, 'paste the output as it was printed')
        : cut(switchName, pending)
    }
  }
  if (!found) return undefined
  close(false)
  return sessions
}

function cut(switchName: string, row: string) {
  return unreadable(switchName, `the row ${quoted(row)} is cut off`, 'paste the whole output')
}

/** A row that was wrapped, or cut, behind its address. */
function startsRow(row: string): boolean {
  const words = row.replace(/^\*\s*/, '').split(/\s+/)
  return words.some((word) => switchAddress(word.replace(/^\*/, '')) !== undefined)
}

function readRow(node: string, row: string, columns: Columns): ObservedSession | undefined {
  // "*" marks a dynamically created peer: before the address, with or without a space.
  const words = row.replace(/^\*\s*/, '').split(/\s+/)
  let first = words.findIndex((word) => switchAddress(word) !== undefined)
  // A session over an interface has its name there (FRR: "leaf01(swp1)").
  if (first === -1 && columns.asn === 2 && words[1] === '4') first = 0
  if (first === -1 || words.length - first < columns.least) return undefined
  const remoteAs = parseAsn(words[first + columns.asn] ?? '')
  const since = words[first + columns.time]
  const [word, after] = [words[first + columns.state], words[first + columns.state + 1]]
  const pair = stateOf(`${word} ${after ?? ''}`)
  // "Idle (Admin)" and "No neg" are two words; a count behind the state is not part of it.
  const state = (/^[A-Za-z(]/.test(after ?? '') ? pair : undefined) ?? stateOf(word ?? '')
  if (remoteAs === undefined || !since || !/^(never|\d[\w:.]*)$/i.test(since) || !state) return undefined
  const peer = switchAddress(words[first]!) ?? words[first]!
  return { node, peer, type: 'unknown', since, remoteAs, ...state }
}
