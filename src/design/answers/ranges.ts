/** As many names as one answer may expand to; Calico is tested to 5,000 nodes. */
const limit = 20_000

const nodeName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/

/** Names, or what is wrong with the text. */
export type Expansion = { ok: true; names: string[] } | { ok: false; problem: string }

/**
 * Expands `node[1-3]`, `node[01-50]`, `rack1-node[1-3,7]` and plain names. Leading zeros of the first number give the
 * width of all. One bracket a name.
 * @param most as many names as may still be made; checked before they are made
 */
export function expandRange(text: string, most: number = limit): Expansion {
  const match = /^([^[\]]*)\[([^[\]]*)\]([^[\]]*)$/.exec(text)
  if (!match) {
    if (/[[\]]/.test(text)) return fail(`"${text}" is no range; write node[1-3] or node[01-50]`)
    return nodeName.test(text) ? { ok: true, names: [text] } : fail(`"${text}" is no node name`)
  }
  const [, prefix = '', body = '', suffix = ''] = match
  const names: string[] = []
  for (const part of body.split(',')) {
    const range = /^\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*$/.exec(part)
    if (!range) return fail(`"${part.trim()}" in "${text}" is no number and no range like 1-3`)
    const [from, to] = [Number(range[1]), Number(range[2] ?? range[1])]
    if (to < from) return fail(`the range ${part.trim()} in "${text}" counts backwards`)
    const allowed = Math.min(limit, most)
    if (to - from + 1 + names.length > allowed) return fail(`"${text}" makes too many names (${allowed} are left)`)
    const width = range[1]!.startsWith('0') ? range[1]!.length : 0
    for (let number = from; number <= to; number++) names.push(prefix + String(number).padStart(width, '0') + suffix)
  }
  const bad = names.find((name) => !nodeName.test(name))
  return bad === undefined ? { ok: true, names } : fail(`"${text}" expands to "${bad}", which is no node name`)
}

function fail(problem: string): Expansion {
  return { ok: false, problem }
}

/**
 * Writes names as ranges, so that 50 nodes are one line: node1, node2, node3 -> `node[1-3]`. The result expands to exactly
 * the same names in the same order; names that do not count on stay as they are.
 */
export function compressNames(names: string[]): string[] {
  const result: string[] = []
  let start = 0
  while (start < names.length) {
    let end = start
    while (end + 1 < names.length && follows(names[end]!, names[end + 1]!)) end++
    const first = /^(.*?)(\d+)$/.exec(names[start]!)
    if (end > start && first) result.push(`${first[1]}[${first[2]}-${/\d+$/.exec(names[end]!)![0]}]`)
    else result.push(names[start]!)
    start = end + 1
  }
  return result
}

/** True when `b` is the next name after `a` and a range would write both as they are. */
function follows(a: string, b: string): boolean {
  const [left, right] = [/^(.*?)(\d+)$/.exec(a), /^(.*?)(\d+)$/.exec(b)]
  if (!left || !right || left[1] !== right[1] || left[2]!.length > 9 || right[2]!.length > 9) return false
  if (Number(right[2]) !== Number(left[2]) + 1) return false
  const width = left[2]!.startsWith('0') ? left[2]!.length : 0
  return right[2] === String(Number(right[2])).padStart(width, '0')
}
