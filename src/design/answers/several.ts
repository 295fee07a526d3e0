/** A mistake with its place and what to do about it. */
export interface Mistake {
  where: string
  message: string
  remedy: string
}

/** Whoever has more mistakes than that does not read them all. */
const MOST = 20

/**
 * What several mistakes are told as: the first is the error itself, with its own place and remedy; the others follow line by
 * line, each with its place before it and its remedy under it.
 */
export function tellSeveral(first: { message: string }, rest: readonly Mistake[]): string {
  const lines = rest
    .slice(0, MOST)
    .flatMap(({ where, message, remedy }) => [`${where}: ${message}`, `  ->   ${remedy}`])
  return [first.message, ...lines, ...(rest.length > MOST ? [`and ${rest.length - MOST} more`] : [])].join('\n')
}
