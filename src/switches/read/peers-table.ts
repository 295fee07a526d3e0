import { parseAsn } from '../../model/asn.ts'
import type { ObservedSession } from '../../model/observed.ts'
import { cutRow, fewerPeers, isPrompt, quoted, stateOf, switchAddress, unreadable } from './paste.ts'

/** Where the columns of a summary are, counted from the one with the address. */
interface Columns {
  /** Where the header has it: the protocol version, always 4. */
  version: number | undefined
  asn: number
  /** undefined: the table does not say since when. */
  time: number | undefined
  /** The last column (Comware, VRP before PrefRcv), or the one behind the time. */
  state: number
  /** Fewest words a whole row has. */
  least: number
  /** EOS can put descriptions before the addresses. */
  described: boolean
}

/**
 * Heads of the tables that name a neighbour, its AS and its state: IOS, NX-OS, EOS, FRR, SONiC (which misspells it), Comware and
 * VRP. The table of Junos has a reader of its own.
 */
const header =
  /^\s*(?:Description\s+)?(?:Neigh?bh?ou?r|Peer)\s+(?:V\s+)?AS\s(?!.*\bInPkt\b).*\b(?:State|Session State)\b/i

/** What stands between the rows of a table that goes on: the peers of VPN instances (Comware, VRP), an instance's name (FRR). */
const between = /^\s*(Peers? of .*(vpn|instance).*:|VPN[- ]Instance\s*:?\s*\S+.*|\* - dynamic.*)\s*$/i

/**
 * What stands below a table, or above the next one, or heads a table about something else (NX-OS: routes by type, of EVPN).
 * Anything else in a table is a row that was damaged.
 */
const below =
  /^\s*(Neighbor\s+T\s+AS\s+PfxRcd\s+Type|\* ?(-|Dynamically)|(Total )?Dynamically created|\d+ dynamic|Displayed|For address family|Instance |BGP |IPv[46] |% )/i

/** Reads the header line. @returns undefined for any other line */
function columnsOf(line: string): Columns | undefined {
  if (!header.test(line)) return undefined
  // One column may have a title of two words.
  const words = line
    .trim()
    .replace(/Session State/i, 'State')
    .split(/\s+/)
  const first = words.findIndex((word) => /^(Neigh?bh?ou?r|Peer)$/i.test(word))
  const at = (pattern: RegExp) => {
    const index = words.findIndex((word) => pattern.test(word))
    return index === -1 ? undefined : index - first
  }
  const [version, asn, time, state] = [at(/^V$/), at(/^AS$/i), at(/^Up\/Down$/i), at(/^State/i)]
  if (asn === undefined || state === undefined) return undefined
  return { version, asn, time, state, least: Math.max(asn, time ?? 0, state) + 1, described: first > 0 }
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
  /** IOS prints no table when there is nobody: its heading, then the prompt. */
  let headed = false
  let localAs: number | undefined
  let announced: number | undefined
  /** NX-OS counts what is configured; peers that came by themselves are listed as well. */
  let atLeast: number | undefined
  let pending = ''
  let inTable = 0

  /** @param sure something stands below the table: it was not cut there */
  const close = (sure = true) => {
    if (pending !== '') throw cutRow(switchName, pending)
    if (columns !== undefined && inTable === 0 && announced === undefined && atLeast !== 0 && !sure) {
      throw unreadable(
        switchName,
        'the list of peers ends with its heading',
        'paste the whole output, with the prompt below',
      )
    }
    if ((announced !== undefined && announced !== inTable) || inTable < (atLeast ?? 0)) {
      const wanted = announced ?? atLeast ?? 0
      throw fewerPeers(switchName, wanted, inTable)
    }
    announced = undefined
    atLeast = undefined
    inTable = 0
    columns = undefined
  }

  for (const line of lines) {
    const local = /local AS number\s*:?\s*(\d[\d.]*)/i.exec(line)
    if (local) localAs = parseAsn(local[1]!.replace(/\.$/, ''))
    if (/^BGP router identifier \S+, local AS number/.test(line)) headed = true
    else if (headed && columns === undefined && isPrompt(line)) found = true
    const configured = /\bconfig peers (\d+)/.exec(line)
    if (configured) {
      atLeast = Number(configured[1])
      if (atLeast === 0) found = true
    }
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
    const row = `${pending} ${line}`.trim()
    const session = readRow(switchName, row, columns)
    if (session) {
      sessions.push(localAs === undefined ? session : { ...session, localAs })
      inTable++
      pending = ''
    } else if (pending === '' && (isPrompt(line) || below.test(line))) {
      close()
    } else if (pending === '' ? startsRow(row) : goesOn(row, columns)) {
      pending = row
    } else {
      throw pending === ''
        ? unreadable(switchName, `no row of the table: ${quoted(line)}`, 'paste the output as it was printed')
        : cutRow(switchName, pending)
    }
  }
  if (!found) return undefined
  close(false)
  return sessions
}

/** A row that was wrapped once more, behind a long AS (NX-OS); with a second address it is two rows, the first of them cut. */
function goesOn(row: string, columns: Columns): boolean {
  const words = wordsOf(row)
  return (
    words.length === columns.asn + 1 &&
    parseAsn(words[columns.asn]!) !== undefined &&
    words.slice(1).every((word) => addressOf(word) === undefined)
  )
}

/** A row that was wrapped, or cut, behind its address or within it. */
function startsRow(row: string): boolean {
  const words = wordsOf(row)
  return words.some((word) => addressOf(word) !== undefined) || /^[\w.-]+\([^\s()]*$/.test(words[0]!)
}

/**
 * The words of a row without the marks before its address: "*" for a peer that came by itself, with or without a space, "m" for
 * one under maintenance (EOS).
 */
function wordsOf(row: string): string[] {
  const words = row
    .replace(/^\*\s*/, '')
    .split(/\s+/)
    .map((word) => word.replace(/^\*(?=.)/, ''))
  const marked = words[0] === 'm' && addressOf(words[1] ?? '') !== undefined
  return marked ? words.slice(1) : words
}

/** An address, also behind the name that FRR gives it: "leaf01(100.0.0.2)" (`bgp default show-hostname`). */
function addressOf(word: string): string | undefined {
  return switchAddress(/^[^\s()]+\(([^\s()]+)\)$/.exec(word)?.[1] ?? word)
}

/** The interface of a session without an address (FRR), alone or behind a name: "swp1", "leaf01(swp1)"; no address that was cut. */
function interfaceOf(word: string): string | undefined {
  const port = /^[\w.-]+\(([^\s()]*)\)$/.exec(word)?.[1] ?? word
  return /^[A-Za-z][\w./@-]*$/.test(port) ? word : undefined
}

function readRow(node: string, row: string, columns: Columns): ObservedSession | undefined {
  const words = wordsOf(row)
  for (const [first, word] of words.entries()) {
    // A description may look like an address.
    const peer = addressOf(word) ?? (first === 0 && columns.version === 1 ? interfaceOf(word) : undefined)
    // Without descriptions it is the first word; what stands before another address is a row that was cut.
    if (first > 0 && !columns.described) break
    const session = peer === undefined ? undefined : readFrom(words.slice(first), columns)
    if (session) return { node, peer: peer!, type: 'unknown', ...session }
  }
  return undefined
}

/** Reads the words of a row from its address on. */
function readFrom(
  words: string[],
  columns: Columns,
): Pick<ObservedSession, 'state' | 'since' | 'remoteAs'> | undefined {
  if (words.length < columns.least) return undefined
  if (columns.version !== undefined && words[columns.version] !== '4') return undefined
  const remoteAs = parseAsn(words[columns.asn] ?? '')
  const since = columns.time === undefined ? undefined : words[columns.time]
  const [word, after] = [words[columns.state], words[columns.state + 1]]
  const pair = stateOf(`${word} ${after ?? ''}`)
  // "Idle (Admin)" and "No neg" are two words; a count behind the state is not part of it.
  const state = (/^[A-Za-z(]/.test(after ?? '') ? pair : undefined) ?? stateOf(word ?? '')
  if (remoteAs === undefined || !state) return undefined
  // "Idle (Adm": cut in its reason.
  if (after?.startsWith('(') && !words.slice(columns.state + 1).some((more) => more.includes(')'))) return undefined
  if (columns.time !== undefined && !/^(never|\d[\w:.]*)$/i.test(since ?? '')) return undefined
  return { ...(since === undefined ? {} : { since }), remoteAs, ...state }
}
