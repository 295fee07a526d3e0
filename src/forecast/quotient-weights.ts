import type { NodeClass } from './quotient.ts'

/** How many of the whole cluster a representative, or a pair of them, stands for. Sums over all are exact. */
export interface Weights {
  nodeWeight(node: string): number
  /** One-way pairs (a to b, a != b) of the whole cluster. */
  pairWeight(a: string, b: string): number
}

/**
 * Weights from the sizes of the classes: all pairs of two classes within one rack are shared among the pairs of their
 * representatives within one rack, likewise across racks.
 */
export function makeWeights(
  classes: NodeClass[],
  kept: Set<string>,
  classId: (node: string) => number,
  rackOf: (node: string) => number,
): Weights {
  const full = classes.map((one) => new Map([...one.members].map(([rack, nodes]) => [rack, nodes.length])))
  const small = classes.map(
    (one) =>
      new Map(
        [...one.members].map(([rack, nodes]) => [rack, nodes.reduce((sum, node) => sum + (kept.has(node) ? 1 : 0), 0)]),
      ),
  )
  const cache = new Map<string, number>()
  return {
    nodeWeight(node) {
      const id = classId(node)
      return total(full[id]!) / total(small[id]!)
    },
    pairWeight(a, b) {
      const [from, to, same] = [classId(a), classId(b), rackOf(a) === rackOf(b)]
      const key = `${from} ${to} ${same}`
      let found = cache.get(key)
      if (found === undefined) {
        const count = same ? pairsInRack : pairsAcross
        const all = count(full[from]!, full[to]!, from === to)
        const represented = count(small[from]!, small[to]!, from === to)
        found = represented === 0 ? 0 : all / represented
        cache.set(key, found)
      }
      return found
    },
  }
}

/** The same with one rack as a kind of its own and without some nodes: every class is split in two. */
export function weightsApart(
  classes: NodeClass[],
  kept: Set<string>,
  classId: (node: string) => number,
  rackOf: (node: string) => number,
  rack: number,
  without: Set<string>,
): Weights {
  const split = classes.flatMap((one): NodeClass[] => {
    const members = new Map(
      [...one.members].map(([index, nodes]) => [index, nodes.filter((node) => !without.has(node))]),
    )
    const own = members.get(rack)
    members.delete(rack)
    return [
      { id: 2 * one.id, members },
      { id: 2 * one.id + 1, members: new Map(own ? [[rack, own]] : []) },
    ]
  })
  return makeWeights(split, kept, (node) => 2 * classId(node) + (rackOf(node) === rack ? 1 : 0), rackOf)
}

function total(sizes: Map<number, number>): number {
  let sum = 0
  for (const size of sizes.values()) sum += size
  return sum
}

function pairsInRack(from: Map<number, number>, to: Map<number, number>, same: boolean): number {
  let sum = 0
  for (const [rack, size] of from) sum += size * ((to.get(rack) ?? 0) - (same ? 1 : 0))
  return sum
}

function pairsAcross(from: Map<number, number>, to: Map<number, number>): number {
  let within = 0
  for (const [rack, size] of from) within += size * (to.get(rack) ?? 0)
  return total(from) * total(to) - within
}
