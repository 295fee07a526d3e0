/**
 * Removes what could steer a terminal from text that came from outside: escape sequences, C0 and C1 controls except line
 * feed and tab, bidirectional controls and zero-width characters (CVE-2021-25743, reliability S3). Done once, where text
 * enters; everything behind this point may be printed.
 */
export function cleanText(text: string): string {
  // Most output is clean: one scan, no copy.
  if (!SUSPECT.test(text)) return text
  return text.replace(SEQUENCES, '').replace(CONTROLS, '')
}

const SUSPECT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/
/** OSC and DCS strings to their end, CSI sequences, two-character escapes. */
const SEQUENCES =
  /\u001b\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|\u001b[PX^_][^\u001b]{0,4096}\u001b\\|\u001b\[[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g
