import ipaddr from 'ipaddr.js'
import { parseAsn } from '../../model/asn.ts'
import { WizardError } from '../../model/errors.ts'
import { messageAt } from './log-lines.ts'
import { screenLines } from './terminal.ts'

/** Larger than the summary of any switch; a whole session log is not a paste. */
const maxLength = 4 * 1024 * 1024

/** What pagers leave behind when a screen was copied: a line of its own, or the begin of the next. */
const pager =
  /^\s*(?:-+ ?\(?more(?: ?\d+%)?\)? ?-+(?: ?\(\d+%\))?|<-+ ?more ?-+>|\(END\)$|lines \d+-\d+(?:\/\d+)?(?: \(END\)| \d+%)?$)/i

/**
 * Makes lines of what was pasted, read from a file or printed by a command.
 * @throws WizardError when it is too large or holds nothing
 */
export function pasteLines(switchName: string, text: string): string[] {
  if (text.length > maxLength)
    throw unreadable(switchName, 'the text is larger than 4 MiB', "paste one command's output")
  const lines = screenLines(text).map((line) => line.replace(pager, '').replace(/\t/g, '        ').trimEnd())
  if (lines.every((line) => line === '')) {
    throw unreadable(switchName, 'there is no text', 'run the command again and paste all of its output')
  }
  return atMargin(withoutLogs(switchName, lines))
}

/**
 * Takes away the messages that a switch wrote to its console between the lines of a listing, or behind its prompt.
 * @throws WizardError when one stands in the middle of a line: what of it belongs to the listing cannot be known
 */
function withoutLogs(switchName: string, lines: string[]): string[] {
  return lines.flatMap((line) => {
    const at = messageAt(line)
    const before = at === -1 ? line : line.slice(0, at).trimEnd()
    if (at !== -1 && before === '') return []
    if (at === -1 || isPrompt(before)) return [before]
    const why = `a log message of the switch stands in the line ${quoted(line)}`
    throw unreadable(switchName, why, 'run the command again and paste all of its output')
  })
}

/** Takes away what all lines are indented by, as in a quote or a listing in a note; no system indents all of its output so far. */
function atMargin(lines: string[]): string[] {
  const margin = lines.reduce((least, line) => (line === '' ? least : Math.min(least, line.search(/\S/))), Infinity)
  return margin < 2 ? lines : lines.map((line) => line.slice(margin))
}

/** The one error of all readers: what was pasted is not what was asked for. It never means "no peers". */
export function unreadable(switchName: string, why: string, remedy: string): WizardError {
  return new WizardError({
    code: 'E_SWITCH_OUTPUT',
    exitCode: 2,
    what: `the output of ${switchName} cannot be read: ${why}`,
    where: switchName,
    remedies: [remedy],
  })
}

/** A row that ends before its end. */
export function cutRow(switchName: string, row: string): WizardError {
  return unreadable(switchName, `the row ${quoted(row)} is cut off`, 'paste the whole output')
}

/** A line whose further lines are missing. */
export function cutBelow(switchName: string, line: string): WizardError {
  return unreadable(switchName, `what follows ${quoted(line)} is cut off`, 'paste the whole output')
}

/** Peers that the output counts and does not show. */
export function fewerPeers(switchName: string, counted: number | string, listed: number): WizardError {
  return unreadable(switchName, `it counts ${counted} peers but lists ${listed}`, 'paste the whole output')
}

/** Text of a stranger's line, cut and cleaned for a message. */
export function quoted(line: string): string {
  const clean = line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?').trim()
  return `"${clean.length > 60 ? `${clean.slice(0, 57)}...` : clean}"`
}

/**
 * True for a prompt, with or without the next command: `leaf01#`, `<leaf01>`, `[leaf01-bgp]`, `ops@leaf01>`,
 * `leaf01(config)# exit`, `{master:0}`. A name has two letters or more (FRR's "B>" is a route); it is never indented, and no
 * address with a zone ("fe80::1%Et1").
 */
export function isPrompt(line: string): boolean {
  const text = line.trimEnd()
  if (switchAddress(text.split(/\s/)[0]!) !== undefined) return false
  if (/^\{[\w.-]+:[\w.-]+\}(\[edit.*\])?$/.test(text)) return true
  return /^(\[[~*]?[\w./-]+\]|<[~*]?[\w./-]+>|\w[\w.@/-]+(\([\w./-]+\))*(:\S*)?[#>$%])(?:\s.*|[a-z].*)?$/i.test(text)
}

/** An address as switches print it, canonical; undefined for anything else. */
export function switchAddress(text: string): string | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return text
  const bare = text.replace(/%.*$/, '')
  return bare.includes(':') && ipaddr.IPv6.isValid(bare) ? ipaddr.IPv6.parse(bare).toRFC5952String() : undefined
}

/** A prefix, canonical. Old Cisco systems leave the mask out when it is the classful one. */
export function switchPrefix(text: string): string | undefined {
  const [address, mask, more] = text.split('/')
  const canonical = switchAddress(address ?? '')
  if (!canonical || more !== undefined) return undefined
  if (mask === undefined) {
    if (canonical.includes(':')) return undefined
    const first = Number(canonical.split('.')[0])
    if (canonical === '0.0.0.0') return '0.0.0.0/0'
    return `${canonical}/${first < 128 ? 8 : first < 192 ? 16 : 24}`
  }
  const longest = canonical.includes(':') ? 128 : 32
  return /^\d{1,3}$/.test(mask) && Number(mask) <= longest ? `${canonical}/${Number(mask)}` : undefined
}

/** The numbers of an AS path; sets and confederations count by their numbers. */
export function asPathOf(text: string): number[] {
  return (text.match(/\d+(\.\d+)?/g) ?? []).flatMap((word) => parseAsn(word) ?? [])
}

const states: Record<string, string> = {
  idle: 'Idle',
  connect: 'Connect',
  active: 'Active',
  opensent: 'OpenSent',
  openconfirm: 'OpenConfirm',
  estab: 'Established',
  establ: 'Established',
  established: 'Established',
  closing: 'Closing',
  clearing: 'Clearing',
  deleted: 'Deleted',
  shut: 'Idle',
  admin: 'Idle',
  noneg: 'NoNeg',
}

/**
 * A state in one spelling. A number in the state column (prefixes received) means Established.
 * @returns the state and what stands in brackets behind it ("Idle(Admin)", "Idle (PfxCt)"); undefined when it is none
 */
export function stateOf(text: string): { state: string; detail?: string } | undefined {
  const match = /^([A-Za-z][A-Za-z ]*?|\d+)?\s*(?:\(([\w ./-]+)\))?$/.exec(text.trim())
  if (!match) return undefined
  const [, word, bracket] = match
  const detail = bracket === undefined ? {} : { detail: bracket }
  // FRR writes "(Policy)" instead of the count when an eBGP session has no filters and so exchanges nothing.
  if (word === undefined) {
    // IOS puts brackets around a family that the other end does not have.
    if (bracket !== undefined && /^no ?neg$/i.test(bracket)) return { state: 'NoNeg' }
    return bracket === 'Policy' ? { state: 'Established', ...detail } : undefined
  }
  if (/^\d+$/.test(word)) return { state: 'Established', ...detail }
  const name = word.toLowerCase().replace(/ /g, '')
  const state = Object.hasOwn(states, name) ? states[name] : undefined
  if (state === undefined) return undefined
  // NX-OS has words of its own for a neighbour that was shut down: "Shut", "Shut (Admin)", in JSON "Admin (Shut)".
  return name === 'admin' || (name === 'shut' && bracket === undefined)
    ? { state, detail: 'Admin' }
    : { state, ...detail }
}
