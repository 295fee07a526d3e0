import { reach } from './routes/attributes.ts'
import type { Speaker } from './routes/network.ts'
import { covers, parsePrefix } from './routes/prefix.ts'
import type { Solution } from './routes/solve.ts'
import { type Forward, forwardOf, type Tables } from './routes/tables.ts'

/** Why packets do not arrive. */
export type LossReason =
  /** Packets come back to where they were. */
  | 'loop'
  /** BIRD could not resolve any next hop; its `unreachable` route hides the default route. */
  | 'unreachable-route'
  /** A switch has no route and no default. */
  | 'switch-without-route'
  /** The node's default route leads to a router nothing is known of. */
  | 'unknown-router'
  /** The next hop is no speaker of this cluster. */
  | 'dead-next-hop'

/** Where packets from one speaker to one group of prefixes end. */
export interface Outcome {
  ok: boolean
  reason?: LossReason
  /** Speaker where the reason lies. */
  at?: string
  /** Some of the equal-cost ways arrive, others do not. */
  partial?: boolean
  /** The way taken, so that two states can be compared; equal text = same way. */
  way: string
  /** Switches on the way, by index. */
  switches: readonly number[]
  /** Felix carries it, whatever BGP does. */
  felix?: boolean
}

/** Forwarding questions about one state. Answers are kept, so asking again costs nothing. */
export interface Reachability {
  tables: Tables
  /** Where packets from a speaker (by name) to a solution's prefixes end. */
  from(speaker: string, solution: Solution): Outcome
  /** Solutions of a node's own blocks. */
  blocksOf(node: string): Solution[]
  /** Solutions of service ranges and addresses. */
  services(): Solution[]
  /** What a switch does with the prefixes, as text to compare two states by. */
  switchState(speaker: number, solution: Solution): string
}

/**
 * Opens the forwarding walk for one state: kernel route with the longest prefix, then the safety net, then the default
 * route through the leaf; along switches by their FIB. All equal-cost ways are followed.
 * @param hostRoutes routes of the safety net by node: "10.244.1.0/26 via 172.20.0.11"; they win over the default route only
 */
export function openReachability(tables: Tables, hostRoutes: Record<string, string[]> = {}): Reachability {
  const { network, solutions } = tables
  const answers = new Map<Solution, (Outcome | undefined)[]>()
  const covering = new Map<Solution, Solution[]>()
  const owned = new Map<number, Solution[]>()
  for (const solution of solutions) {
    if (solution.group.kind !== 'block') continue
    const owner = solution.group.speakers[0]!
    owned.set(owner, [...(owned.get(owner) ?? []), solution])
  }
  const coversOf = (solution: Solution): Solution[] => {
    let found = covering.get(solution)
    if (!found) {
      const target = solution.group.prefixes[0]!
      found = solutions
        .filter((other) => other === solution || other.group.prefixes.some((prefix) => covers(prefix, target)))
        .sort((a, b) => b.group.prefixes[0]!.length - a.group.prefixes[0]!.length)
      covering.set(solution, found)
    }
    return found
  }
  const walk = (index: number, solution: Solution): Outcome => {
    let memory = answers.get(solution)
    if (!memory) {
      memory = new Array<Outcome | undefined>(network.speakers.length)
      answers.set(solution, memory)
    }
    const known = memory[index]
    if (known) return known
    // Whoever comes here again while the answer is open has walked in a circle.
    memory[index] = fail('loop', network.speakers[index]!)
    const outcome = step(index, solution)
    memory[index] = outcome
    return outcome
  }
  const step = (index: number, solution: Solution): Outcome => {
    const speaker = network.speakers[index]!
    const target = solution.group.prefixes[0]!
    if (solution.group.speakers.includes(index)) return { ok: true, way: `${index}`, switches: [] }
    if (speaker.kind === 'node' && solution.group.encapsulation === 'felix')
      return { ok: true, way: 'felix', switches: [], felix: true }
    for (const route of coversOf(solution)) {
      const length = route.group.prefixes[0]!.length
      // The safety net's rule lets every route of the main table win but its default.
      if (length === 0) {
        const net = throughNet(speaker, target.text)
        if (net !== undefined) return follow(speaker, [net], solution)
      }
      const forward = forwardOf(speaker, route)
      if (forward) return take(speaker, forward, solution)
    }
    const net = throughNet(speaker, target.text)
    if (net !== undefined) return follow(speaker, [net], solution)
    if (speaker.kind === 'switch') return fail('switch-without-route', speaker)
    return speaker.defaultVia < 0 ? fail('unknown-router', speaker) : follow(speaker, [speaker.defaultVia], solution)
  }
  const throughNet = (speaker: Speaker, target: string): number | undefined => {
    const via = hostRoutes[speaker.name]?.find((route) => route.startsWith(`${target} via `))?.split(' ')[2]
    return via === undefined ? undefined : network.byAddress.get(via)?.index
  }
  const take = (speaker: Speaker, forward: Forward, solution: Solution): Outcome => {
    if (forward.kind === 'unreachable') return fail('unreachable-route', speaker)
    if (forward.kind === 'local') return fail('switch-without-route', speaker)
    const next: number[] = []
    for (const hop of forward.nextHops) {
      const found = nextSpeakers(speaker, hop, forward.tunnel, 4)
      if (found.length === 0) return fail(speaker.kind === 'node' ? 'unknown-router' : 'dead-next-hop', speaker)
      next.push(...found)
    }
    return follow(speaker, next, solution)
  }
  const nextSpeakers = (speaker: Speaker, hop: string, tunnel: boolean, depth: number): number[] => {
    const direct = network.byAddress.get(hop)
    if (tunnel || tables.resolver(speaker, hop) === reach.direct) return direct ? [direct.index] : []
    if (speaker.kind === 'node') return speaker.defaultVia < 0 ? [] : [speaker.defaultVia]
    if (depth === 0) return []
    const address = parsePrefix(hop)
    const route = solutions
      .filter(
        ({ group, best }) =>
          group.kind === 'outside' && best[speaker.index]!.length > 0 && address && covers(group.prefixes[0]!, address),
      )
      .sort((a, b) => b.group.prefixes[0]!.length - a.group.prefixes[0]!.length)[0]
    const forward = route && forwardOf(speaker, route)
    return forward?.kind === 'via'
      ? forward.nextHops.flatMap((next) => nextSpeakers(speaker, next, false, depth - 1))
      : []
  }
  const follow = (speaker: Speaker, next: number[], solution: Solution): Outcome => {
    const outcomes = [...new Set(next)].map((index) => walk(index, solution))
    const bad = outcomes.find((outcome) => !outcome.ok)
    const way = `${speaker.index}>${outcomes.map((outcome) => outcome.way).join('|')}`
    const switches = [
      ...new Set([
        ...(speaker.kind === 'switch' ? [speaker.index] : []),
        ...outcomes.flatMap((outcome) => outcome.switches),
      ]),
    ]
    if (!bad) return { ok: true, way, switches, ...(outcomes.some((outcome) => outcome.felix) ? { felix: true } : {}) }
    return {
      ok: false,
      reason: bad.reason!,
      at: bad.at!,
      way,
      switches,
      ...(outcomes.some((outcome) => outcome.ok) ? { partial: true } : {}),
    }
  }
  return {
    tables,
    from(name, solution) {
      const speaker = network.byName.get(name)
      return speaker
        ? walk(speaker.index, solution)
        : { ok: false, reason: 'dead-next-hop', at: name, way: '', switches: [] }
    },
    blocksOf: (node) => owned.get(network.byName.get(node)?.index ?? -1) ?? [],
    services: () => solutions.filter((solution) => solution.group.kind === 'service'),
    switchState(index, solution) {
      const forward = forwardOf(network.speakers[index]!, solution)
      return forward ? `${forward.kind} ${forward.nextHops.join(' ')}` : ''
    },
  }
}

function fail(reason: LossReason, speaker: Speaker): Outcome {
  return {
    ok: false,
    reason,
    at: speaker.name,
    way: `!${speaker.index}`,
    switches: speaker.kind === 'switch' ? [speaker.index] : [],
  }
}
