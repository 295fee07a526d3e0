import type { Design } from '../../model/design.ts'
import type { Gate } from '../../model/plan.ts'
import type { StageSpec } from '../make.ts'
import type { Move } from '../moves.ts'

/** The step of the guide a move belongs to (design.md, "The guide's steps"). */
function guideStepOf(move: Move): number {
  switch (move.kind) {
    case 'default-configuration':
    case 'mesh':
    case 'safety-net':
      return 3
    case 'node-bgp':
      return 4
    case 'labels':
      return 5
    case 'leaf-peers':
    case 'temporary-leaf-peers':
    case 'temporary-node-peers':
    case 'drop-temporary-peers':
    case 'reflector-peers':
      return 6
    case 'service-cidrs':
      return 8
  }
}

/**
 * A stage of moves that happen together.
 * @param title catalogue key below `order.stage.`
 */
export function stage(
  title: string,
  moves: Move[],
  gate?: Gate,
  params: Record<string, string | number> = {},
): StageSpec {
  // Temporary peers are no step of the guide's: a stage that makes some on the way is named after the rest of it.
  const first = moves.find(({ kind }) => kind !== 'temporary-node-peers') ?? moves[0]
  return {
    guideStep: first ? guideStepOf(first) : 7,
    title: { key: `order.stage.${title}`, params },
    moves,
    ...(gate ? { gate } : {}),
  }
}

/** Every node of the design, rack by rack. */
export function allNodes(design: Design): string[] {
  return design.racks.flatMap((rack) => rack.nodes)
}

/** Names of every leaf of the design. */
export function allLeafs(design: Design): string[] {
  return [...new Set(design.racks.flatMap((rack) => rack.leafs.map((leaf) => leaf.name)))]
}
