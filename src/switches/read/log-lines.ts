const time = String.raw`\d{1,2}:\d\d:\d\d(?:[.:]\d{1,6})?`
/**
 * When: "*Nov 28 12:00:00.123 UTC:" (IOS, a number may stand before it), "2026 Nov 28 12:00:00" (NX-OS), "Nov 28 12:00:00" (EOS,
 * Junos), "%Nov 28 12:00:00:123 2026" (Comware, "#" for a trap), "Nov 28 2026 12:00:00+08:00" (VRP), "2026/11/28 12:00:00" (FRR), "1d02h:" (IOS
 * without a clock).
 */
const stamp = [
  String.raw`(?:\d{1,10}: )?(?:[*.%]|(?<![\w)])#)?(?:\d{4} )?[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?${time}(?: \d{4})?(?: ?[+-]\d\d:\d\d| [A-Z]{2,5})?:?`,
  String.raw`\d{4}[-/]\d\d[-/]\d\d[ T]${time}(?:Z|[+-]\d\d:\d\d)?`,
  String.raw`(?:\d{1,2}:\d\d:\d\d|\d{1,3}[ywd]\d{1,2}[wdh]):`,
].join('|')
/** What: "%BGP-5-ADJCHANGE:", "%%01BGP/3/STATE_CHG_UPDOWN(l)", "BGP/5/BGP_STATE_CHANGED:". */
const named = String.raw`%[A-Z][A-Z0-9_]{0,40}-(?:[A-Z0-9_]{1,40}-)?\d-[A-Z0-9_]{1,60}:|%%\d\d[A-Z][A-Z0-9_]{0,40}/\d/[A-Z]`
/** Names that could be something else: they count behind a time only. Of a program Junos writes "rpd[1234]:", FRR "BGP: [M59KS-A3ZXZ]". */
const plain = String.raw`[A-Z][A-Z0-9_]{0,40}/\d/[A-Z][A-Z0-9_]{1,60}[:(]|[\w./-]{1,40}\[\d{1,10}\]: |[A-Z]{1,20}: \[[A-Z0-9]{1,8}-[A-Z0-9]{1,8}\]`
/** Behind the time a switch may name itself and the program that speaks. */
const message = new RegExp(String.raw`(?:${stamp})\s{1,3}(?:\S{1,80} {1,3}){0,2}(?:${named}|${plain})|${named}`)

/** No message is longer; a line that never ends is not searched. */
const longest = 4000

/** Where in a line a message begins that a switch wrote to its console; -1 when there is none. */
export function messageAt(line: string): number {
  return line.length > longest ? -1 : line.search(message)
}
