import { fabricFromDesign } from '../../design/fabric.ts'
import { type Quotient, quotient } from '../../forecast/quotient.ts'
import { type StageRunner, stageRunner } from '../../forecast/stages-run.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Fabric } from '../../model/fabric.ts'
import { changesOf, type Move } from '../moves.ts'

/** A cluster small enough to try orders on, with everything in it that the moves can tell apart. */
export interface Sketch {
  q: Quotient
  design: Design
  runner: StageRunner
  /** A move for the whole cluster, as it concerns the sketch. */
  shrink(move: Move): Move
}

/**
 * Reduces a cluster to two racks of each kind and two nodes of each class: one of a kind would hide what racks of a kind do
 * to each other.
 * @param moves every move that may be tried: nodes that some move treats differently stay apart
 */
export function sketchOf(
  cluster: ClusterState,
  design: Design,
  moves: Move[],
  options: { fabric?: Fabric | undefined; representatives?: number } = {},
): Sketch {
  const fabric = options.fabric ?? fabricFromDesign(design, cluster.resources)
  const different = new Map(moves.map((move) => [JSON.stringify(move), move]))
  const marks = [...different.values()].map((move) => changesOf(move, cluster, design))
  const q = quotient(cluster, fabric, marks, {
    design,
    representatives: options.representatives ?? 2,
  })
  const kept = new Set(q.nodes)
  const inSketch = (names: string[]) => names.filter((name) => kept.has(name))
  const racks = design.racks
    .map((rack) => ({ ...rack, nodes: inSketch(rack.nodes), reflectors: inSketch(rack.reflectors) }))
    .filter((rack) => rack.nodes.length > 0)
  const names = new Set(racks.map((rack) => rack.name))
  return {
    q,
    design: { ...design, racks },
    runner: stageRunner(q, 'one-of-a-class'),
    shrink(move) {
      if (move.kind === 'node-bgp') return { ...move, nodes: inSketch(move.nodes) }
      if (move.kind === 'temporary-node-peers') return { ...move, reflectors: inSketch(move.reflectors) }
      if ('racks' in move && move.racks) return { ...move, racks: move.racks.filter((name) => names.has(name)) }
      return move
    },
  }
}
