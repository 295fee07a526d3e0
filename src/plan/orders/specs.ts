import type { Reachability } from '../../forecast/reachability.ts'
import type { Moment } from '../../forecast/stages-moment.ts'
import type { StageRun } from '../../forecast/stages-run.ts'
import type { Design } from '../../model/design.ts'
import type { Gate, GateCondition } from '../../model/plan.ts'
import type { StageSpec } from '../make.ts'
import type { Move } from '../moves.ts'
import { gate } from './gates.ts'
import type { Found, StageOfStep } from './search.ts'
import type { Sketch } from './sketch.ts'
import { allLeafs, allNodes, stage } from './stages.ts'

/**
 * The stages of an order that was found, each with a gate on what the model says will be there. A gate never asks for what
 * the forecast does not promise: mesh sessions between ASes that never come up (3.31), leafs that refuse a rack until its
 * AS is the new one.
 */
export function specsOf(found: Found, sketch: Sketch, design: Design): StageSpec[] {
  let last: Gate | undefined
  return found.acts.map(({ stage: one, run }) => {
    // Another rack of a kind has no run of its own in the sketch; it waits for what the rack before it waited for.
    if (run) last = gateAfter(one, run, sketch, design)
    return stage(one.title, one.moves, last, one.params)
  })
}

function gateAfter(one: StageOfStep, run: StageRun, sketch: Sketch, design: Design): Gate | undefined {
  if (one.moves.every(mayBeQuiet) && sameSessions(run)) return undefined
  const conditions: GateCondition[] = [{ kind: 'sessions-as-forecast' }, { kind: 'routes-as-forecast' }]
  const onLeaf = nodesOnLeafs(run.after, sketch, design)
  if (onLeaf.length > 0) conditions.push({ kind: 'leaf-sessions', nodes: onLeaf })
  const leafs = allLeafs(design)
  if (leafs.length > 0 && run.after.families.every((reach) => leafsHoldAll(reach, leafs)))
    conditions.push({ kind: 'leaf-blocks', leafs })
  return gate(...conditions)
}

/** Moves that often change no session: then there is nothing to wait for. */
function mayBeQuiet(move: Move): boolean {
  return move.kind === 'labels' || move.kind === 'safety-net' || (move.kind === 'node-bgp' && !move.asn)
}

function sameSessions(run: StageRun): boolean {
  return run.changes.length === 0
}

/** Nodes whose class has an established session with a leaf of its rack. */
function nodesOnLeafs(moment: Moment, sketch: Sketch, design: Design): string[] {
  const addresses = new Set(design.racks.flatMap((rack) => rack.leafs.map((leaf) => leaf.address)))
  const classes = new Set<number>()
  for (const node of sketch.q.nodes) {
    const own = moment.sessions.nodes[node]
    const protocols = [...(own?.ip4.protocols ?? []), ...(own?.ip6.protocols ?? [])]
    if (protocols.some((protocol) => addresses.has(protocol.neighbor) && protocol.state.cause === 'established'))
      classes.add(sketch.q.classOf(node).id)
  }
  return allNodes(design).filter((node) => classes.has(sketch.q.classOf(node)?.id))
}

/** Whether every leaf of the sketch has a route to every block. */
function leafsHoldAll(reach: Reachability, leafs: string[]): boolean {
  const { network, solutions } = reach.tables
  const present = leafs.flatMap((name) => network.byName.get(name)?.index ?? [])
  return solutions.every(
    ({ group, best }) => group.kind !== 'block' || present.every((index) => best[index]!.length > 0),
  )
}
