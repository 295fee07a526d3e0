import type { Protocol } from '../../model/session.ts'
import type { Family } from './address.ts'
import type { NodeFacts } from './cluster.ts'
import { judgePair, oneSided } from './states.ts'

/**
 * Pairs the protocols two nodes hold for each other and sets the states of those of `a`. Usually there is one at each
 * end; with several (different ports) those that can come up are paired first, in an order both ends agree on.
 */
export function pairUp(
  mine: readonly Protocol[],
  theirs: readonly Protocol[],
  a: NodeFacts,
  b: NodeFacts,
  family: Family,
): void {
  if (mine.length === 1 && theirs.length === 1) {
    mine[0]!.state = judgePair(mine[0]!, theirs[0]!, a, b, family)
    return
  }
  const swap = a.index > b.index
  const [rows, columns] = swap ? [theirs, mine] : [mine, theirs]
  const partner = new Map<Protocol, Protocol>()
  const judge = (protocol: Protocol, other: Protocol) =>
    swap ? judgePair(other, protocol, a, b, family) : judgePair(protocol, other, a, b, family)
  for (const onlyEstablished of [true, false]) {
    for (const row of rows) {
      if (partner.has(row)) continue
      const column = columns.find((c) => !partner.has(c) && (!onlyEstablished || judge(row, c).cause === 'established'))
      if (!column) continue
      partner.set(row, column)
      partner.set(column, row)
    }
  }
  for (const protocol of mine) {
    const other = partner.get(protocol)
    protocol.state = other ? judgePair(protocol, other, a, b, family) : oneSided(protocol)
  }
}
