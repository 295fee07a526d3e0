import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Sentence } from '../model/forecast.ts'
import type { Quotient } from './quotient.ts'
import type { Weights } from './quotient-weights.ts'
import type { Moment, MomentMaker } from './stages-moment.ts'
import { rackName } from './stages-names.ts'
import { type Pair, reaches } from './stages-pairs.ts'
import { sentence } from './stages-timeline.ts'

/** One thing that may fail: nodes and switches that are gone. */
interface Failure {
  what: Sentence
  /** Index of the rack it is in. */
  rack: number
  nodes: Set<string>
  switches: Set<string>
  /** For how many pairs those that are left stand: the same after every stage. */
  weights: Weights
}

/** One reflector, one leaf and one rack of each kind. */
export function failuresOf(q: Quotient, design: Design | undefined): Failure[] {
  if (!design) return []
  const failures: Failure[] = []
  const seen = new Set<string>()
  const once = (key: string, failure: Omit<Failure, 'weights'>) => {
    if (seen.has(key)) return
    seen.add(key)
    failures.push({ ...failure, weights: q.weightsApart(failure.rack, failure.nodes) })
  }
  const kept = new Set(q.nodes)
  const present = new Set(q.fabric.switches.map((device) => device.name))
  for (const [index, rack] of design.racks.entries()) {
    const nodes = rack.nodes.filter((node) => kept.has(node))
    if (nodes.length === 0) continue
    const name = rackName(q, design, index)
    const leafs = rack.leafs.map((leaf) => leaf.name).filter((leaf) => present.has(leaf))
    for (const node of rack.reflectors)
      if (kept.has(node))
        once(`reflector ${q.classOf(node).id}`, {
          what: sentence('failure.reflector', { name: node }),
          rack: index,
          nodes: new Set([node]),
          switches: new Set(),
        })
    for (const leaf of leafs)
      once(`leaf ${name} ${leafs.indexOf(leaf)}`, {
        what: sentence('failure.leaf', { name: leaf }),
        rack: index,
        nodes: new Set(),
        switches: new Set([leaf]),
      })
    once(`rack ${name}`, {
      what: sentence('failure.rack', { name: rack.name }),
      rack: index,
      nodes: new Set(nodes),
      switches: new Set(leafs),
    })
  }
  return failures
}

/**
 * What each failure would cost at rest: one-way pairs of nodes that are not part of the failure and have no route any more.
 * Sessions with what failed count as gone; nothing else is assumed to react.
 */
export function failureRows(
  q: Quotient,
  failures: Failure[],
  pairs: Pair[],
  cluster: ClusterState,
  moment: Moment,
  maker: MomentMaker,
): { what: Sentence; lostPairs: number }[] {
  return failures.map(({ what, nodes, switches, weights }) => {
    const sessions = {
      ...moment.sessions,
      nodes: Object.fromEntries(Object.entries(moment.sessions.nodes).filter(([name]) => !nodes.has(name))),
    }
    const resources = {
      ...cluster.resources,
      nodes: cluster.resources.nodes.filter((node) => !nodes.has(node.metadata.name)),
    }
    const fabric = { ...q.fabric, switches: q.fabric.switches.filter((device) => !switches.has(device.name)) }
    const without = maker.make({ ...cluster, resources }, sessions, switches.size > 0 ? fabric : undefined)
    let lost = 0
    for (const pair of pairs) {
      if (pair.scope !== 'same-rack' && pair.scope !== 'across-racks') continue
      if (nodes.has(pair.from) || nodes.has(pair.to)) continue
      if (reaches(moment, pair)?.ok && !reaches(without, pair)?.ok) lost += weights.pairWeight(pair.from, pair.to)
    }
    return { what, lostPairs: Math.round(lost) }
  })
}
