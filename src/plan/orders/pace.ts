import type { Design, Rack } from '../../model/design.ts'
import type { Gate, GateCondition } from '../../model/plan.ts'
import type { StageSpec } from '../make.ts'
import type { Move } from '../moves.ts'

/** Who goes together: a canary, a rack, or the rest. */
interface Group {
  name: string
  nodes: Set<string>
  /** Racks whose peers are made with this group. */
  racks: Set<string>
}

/**
 * The stages of an order at the pace the admin asks for: a canary first, racks in turn, each group with the gate of its
 * stage before the next one goes. A stage in which the mesh goes on or off stays whole: that is one field for all
 * nodes, and nothing but it may be between what breaks and what mends. Labels, service ranges and what changes no session (and so has
 * no gate) hurt nobody, so they stay whole too.
 */
export function paced(stages: StageSpec[], design: Design): StageSpec[] {
  const groups = groupsOf(design)
  if (groups.length < 2) return stages
  return stages.flatMap((stage) =>
    stage.gate && stage.moves.every(mayBeParted) ? parts(stage, groups, design) : [stage],
  )
}

function groupsOf(design: Design): Group[] {
  const { canary, racksInTurn = false } = design.move ?? {}
  const groups: Group[] = []
  const taken = new Set<string>()
  const add = (name: string, nodes: string[], racks: string[]) => {
    const left = nodes.filter((node) => !taken.has(node))
    for (const node of left) taken.add(node)
    if (left.length + racks.length > 0) groups.push({ name, nodes: new Set(left), racks: new Set(racks) })
  }
  const rack = design.racks.find((one) => one.name === canary)
  const home = rack ?? design.racks.find((one) => canary !== undefined && one.nodes.includes(canary))
  if (rack) add(rack.name, rack.nodes, [rack.name])
  else if (home && canary !== undefined) add(canary, [canary], [home.name])
  const others = design.racks.filter((one) => one !== rack)
  const racksOf = (racks: Rack[]) => racks.filter((one) => one !== home).map((one) => one.name)
  if (racksInTurn) for (const one of others) add(one.name, one.nodes, racksOf([one]))
  else
    add(
      '',
      others.flatMap((one) => one.nodes),
      racksOf(others),
    )
  return groups
}

function mayBeParted(move: Move): boolean {
  switch (move.kind) {
    case 'leaf-peers':
    case 'temporary-leaf-peers':
    case 'temporary-node-peers':
    case 'reflector-peers':
    case 'node-bgp':
      return true
    default:
      return false
  }
}

function parts(stage: StageSpec, groups: Group[], design: Design): StageSpec[] {
  const found = groups.flatMap((group): { group: Group; moves: Move[] }[] => {
    const moves = stage.moves.flatMap((move) => partOf(move, group, design))
    return moves.length > 0 ? [{ group, moves }] : []
  })
  if (found.length < 2) return [stage]
  return found.map(({ group, moves }, i) => {
    const last = i === found.length - 1
    const gate =
      stage.gate &&
      (last
        ? stage.gate
        : gateOf(
            stage.gate,
            found.slice(0, i + 1).map((one) => one.group),
            design,
          ))
    return {
      ...stage,
      title: { ...stage.title, params: { ...stage.title.params, ...(group.name ? { of: group.name } : {}) } },
      moves,
      ...(gate ? { gate } : {}),
    }
  })
}

function partOf(move: Move, group: Group, design: Design): Move[] {
  if (move.kind === 'node-bgp') {
    const nodes = move.nodes.filter((node) => group.nodes.has(node))
    return nodes.length > 0 ? [{ ...move, nodes }] : []
  }
  if (move.kind === 'temporary-node-peers') {
    const reflectors = move.reflectors.filter((node) => group.nodes.has(node))
    return reflectors.length > 0 ? [{ ...move, reflectors }] : []
  }
  if (!('racks' in move || move.kind.endsWith('peers'))) return [move]
  const wanted = 'racks' in move && move.racks ? move.racks : design.racks.map((rack) => rack.name)
  const racks = wanted.filter((name) => group.racks.has(name))
  return racks.length > 0 ? [{ ...move, racks } as Move] : []
}

/** Before the last group the leafs of others hold nothing yet, and only nodes whose turn was have their leaf. */
function gateOf(gate: Gate, done: Group[], design: Design): Gate {
  const racks = new Set(done.flatMap((group) => [...group.racks]))
  const nodes = new Set(design.racks.filter((rack) => racks.has(rack.name)).flatMap((rack) => rack.nodes))
  return {
    ...gate,
    conditions: gate.conditions.flatMap((condition): GateCondition[] => {
      if (condition.kind === 'leaf-blocks') return []
      if (condition.kind !== 'leaf-sessions') return [condition]
      const some = condition.nodes.filter((node) => nodes.has(node))
      return some.length > 0 ? [{ ...condition, nodes: some }] : []
    }),
  }
}
