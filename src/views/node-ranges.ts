/**
 * Writes node names short: node1, node2, node3, db -> "node[1-3], db". Two in a row stay as they are ("node1, node2"),
 * because a range would not be shorter.
 */
export function formatNodes(names: readonly string[]): string {
  const parts: string[] = []
  const sorted = [...names].sort(byNumber)
  for (let i = 0; i < sorted.length; ) {
    const start = /^(.*?)(\d+)$/.exec(sorted[i]!)
    let end = i
    if (start) while (isNext(start[1]!, start[2]!, sorted[end + 1], end + 1 - i)) end++
    if (end - i >= 2) {
      const last = /(\d+)$/.exec(sorted[end]!)![1]!
      parts.push(`${start![1]}[${start![2]}-${last}]`)
      i = end + 1
    } else parts.push(sorted[i++]!)
  }
  return parts.join(', ')
}

function isNext(prefix: string, first: string, name: string | undefined, distance: number): boolean {
  if (name === undefined) return false
  // A number with leading zeros counts on with the same number of digits: node09, node10.
  const next = String(Number(first) + distance).padStart(first.startsWith('0') ? first.length : 0, '0')
  return name === prefix + next
}

/** Names in the order a person counts: node2 before node10. */
export function byNumber(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}
const collator = new Intl.Collator('en', { numeric: true })
