/** "a, b, c and 17 more": as many names as a line holds. */
export function someNames(names: readonly string[], most = 3): string {
  if (names.length <= most + 1) return names.join(', ')
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}
