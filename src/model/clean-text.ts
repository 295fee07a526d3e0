/**
 * Removes what could steer a terminal from text that came from outside: escape sequences, C0 and C1 controls except line
 * feed and tab, bidirectional controls and zero-width characters (CVE-2021-25743, reliability S3). Done once, where text
 * enters; everything behind this point may be printed. In JSON such characters also hide behind escapes, which are plain
 * text until somebody parses it: they go, too.
 */
export function cleanText(text: string): string {
  // Most output is clean: one scan, no copy.
  const raw = SUSPECT.test(text) ? text.replace(SEQUENCES, '').replace(CONTROLS, '') : text
  return /^\s*[[{]/.test(raw) && JSON_SUSPECT.test(raw) ? raw.replace(JSON_ESCAPES, '$1') : raw
}

/** OSC and DCS strings to their end, CSI sequences, two-character escapes. */
const SEQUENCES =
  /\u001b\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|\u001b[PX^_][^\u001b]{0,4096}\u001b\\|\u001b\[[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
const SUSPECT = new RegExp(CONTROLS.source)
/** The same characters as JSON writes them, except line feed and tab. */
const JSON_SUSPECT = /\\(?:[bfr]|u(?:00(?:0[0-8b-f]|1[0-9a-f]|7f|[89][0-9a-f])|20(?:0[b-f]|2[a-e]|6[0-9])|feff))/i
/** An escape that begins behind an even number of backslashes is one; behind an odd number the backslash is text. */
const JSON_ESCAPES =
  /(?<!\\)((?:\\\\)*)\\(?:[bfr]|u(?:00(?:0[0-8b-f]|1[0-9a-f]|7f|[89][0-9a-f])|20(?:0[b-f]|2[a-e]|6[0-9])|feff))/gi
