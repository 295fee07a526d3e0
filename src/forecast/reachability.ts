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
  /** Speakers on the way, by index; not the one where packets arrive. */
  passes: readonly number[]
  /** Felix carries it, whatever BGP does. */
  felix?: boolean
}

/** Forwarding questions about one state. Answers are kept, so asking again costs nothing. */
export interface Reachability {
  tables: Tables
  /** Where packets from a speaker (by name) to a solution's prefixes end. */
  from(speaker: string, solution: Solution): Outcome
  /** The same, by the speaker's index. */
  fromIndex(speaker: number, solution: Solution): Outcome
  /** Solutions of a node's own blocks. */
  blocksOf(node: string): Solution[]
  /** Solutions of service ranges and addresses. */
  services(): Solution[]
  /** What a speaker's own table does with the prefixes, as text to compare two states by. */
  stateOf(speaker: number, solution: Solution): string
  /** Whether the safety net of a node carries packets to these prefixes when nothing better does. */
  hasNet(speaker: number, solution: Solution): boolean
  /** Speakers that a speaker's own route for the prefixes leads to. */
  nextOf(speaker: number, solution: Solution): number[]
}

/**
 * Opens the forwarding walk for one state: kernel route with the longest prefix, then the safety net, then the default
 * route through the leaf; along switches by their FIB. All equal-cost ways are followed.
 * @param hostRoutes routes of the safety net by node: "10.244.1.0/26 via 172.20.0.11"; they win over the default route only
 */
export function openReachability(tables: Tables, hostRoutes: Record<string, string[]> = {}): Reachability {
  return new Walker(tables, hostRoutes)
}

/** How often a switch may look up a next hop through another route. */
const RECURSION = 4

/** What a node without blocks owns; shared, because it is asked for often. */
const nothing: Solution[] = []

class Walker implements Reachability {
  readonly tables: Tables
  readonly #hostRoutes: Record<string, string[]>
  readonly #answers = new Map<Solution, (Outcome | undefined)[]>()
  readonly #covering = new Map<Solution, Solution[]>()
  readonly #owned = new Map<number, Solution[]>()

  readonly #services: Solution[]

  constructor(tables: Tables, hostRoutes: Record<string, string[]>) {
    this.tables = tables
    this.#hostRoutes = hostRoutes
    this.#services = tables.solutions.filter((solution) => solution.group.kind === 'service')
    for (const solution of tables.solutions) {
      if (solution.group.kind !== 'block') continue
      const owner = solution.group.speakers[0]!
      this.#owned.set(owner, [...(this.#owned.get(owner) ?? []), solution])
    }
  }

  from(name: string, solution: Solution): Outcome {
    const speaker = this.tables.network.byName.get(name)
    if (!speaker) return { ok: false, reason: 'dead-next-hop', at: name, passes: [] }
    return this.fromIndex(speaker.index, solution)
  }

  fromIndex(index: number, solution: Solution): Outcome {
    let memory = this.#answers.get(solution)
    if (!memory) {
      memory = new Array<Outcome | undefined>(this.tables.network.speakers.length)
      this.#answers.set(solution, memory)
    }
    const known = memory[index]
    if (known) return known
    // Whoever comes here again while the answer is open has walked in a circle.
    memory[index] = fail('loop', this.#speaker(index))
    const outcome = this.#step(this.#speaker(index), solution)
    memory[index] = outcome
    return outcome
  }

  blocksOf(node: string): Solution[] {
    return this.#owned.get(this.tables.network.byName.get(node)?.index ?? -1) ?? nothing
  }

  services(): Solution[] {
    return this.#services
  }

  stateOf(index: number, solution: Solution): string {
    const speaker = this.#speaker(index)
    const forward = forwardOf(speaker, solution)
    if (!forward) return ''
    // A node that learns the same way from another session writes its route anew (F1 in bgp-lab.md: 0.01-0.06 s).
    const path = speaker.kind === 'node' ? solution.best[index]![0]!.asPath.length : ''
    return `${forward.kind} ${forward.nextHops.join(' ')} ${path}`
  }

  nextOf(index: number, solution: Solution): number[] {
    const speaker = this.#speaker(index)
    const forward = forwardOf(speaker, solution)
    return forward?.kind === 'via'
      ? forward.nextHops.flatMap((hop) => this.#nextSpeakers(speaker, hop, forward.tunnel))
      : []
  }

  hasNet(index: number, solution: Solution): boolean {
    const net = this.#throughNet(this.#speaker(index), solution.group.prefixes[0]!.text)
    return net !== undefined && this.fromIndex(net, solution).ok
  }

  #speaker(index: number): Speaker {
    return this.tables.network.speakers[index]!
  }

  /** The solution itself and every other that covers its prefix, longest first. */
  #covers(solution: Solution): Solution[] {
    let found = this.#covering.get(solution)
    if (!found) {
      const target = solution.group.prefixes[0]!
      found = this.tables.solutions
        .filter((other) => other === solution || other.group.prefixes.some((prefix) => covers(prefix, target)))
        .sort((a, b) => b.group.prefixes[0]!.length - a.group.prefixes[0]!.length)
      this.#covering.set(solution, found)
    }
    return found
  }

  #step(speaker: Speaker, solution: Solution): Outcome {
    const { group } = solution
    if (group.speakers.includes(speaker.index)) return { ok: true, passes: [] }
    if (speaker.kind === 'node' && group.encapsulation === 'felix') return { ok: true, passes: [], felix: true }
    const net = this.#throughNet(speaker, group.prefixes[0]!.text)
    for (const route of this.#covers(solution)) {
      // The safety net's rule lets every route of the main table win but its default.
      if (net !== undefined && route.group.prefixes[0]!.length === 0) break
      const forward = forwardOf(speaker, route)
      if (forward) return this.#take(speaker, forward, solution)
    }
    if (net !== undefined) return this.#follow(speaker, [net], solution)
    if (speaker.kind === 'switch') return fail('switch-without-route', speaker)
    return speaker.defaultVia < 0
      ? fail('unknown-router', speaker)
      : this.#follow(speaker, [speaker.defaultVia], solution)
  }

  #throughNet(speaker: Speaker, target: string): number | undefined {
    const route = this.#hostRoutes[speaker.name]?.find((text) => text.startsWith(`${target} via `))
    const via = route?.split(' ')[2]
    return via === undefined ? undefined : this.tables.network.byAddress.get(via)?.index
  }

  #take(speaker: Speaker, forward: Forward, solution: Solution): Outcome {
    if (forward.kind === 'unreachable') return fail('unreachable-route', speaker)
    if (forward.kind === 'local') return fail('switch-without-route', speaker)
    const next: number[] = []
    for (const hop of forward.nextHops) {
      const found = this.#nextSpeakers(speaker, hop, forward.tunnel)
      if (found.length === 0) return fail(speaker.kind === 'node' ? 'unknown-router' : 'dead-next-hop', speaker)
      next.push(...found)
    }
    return this.#follow(speaker, next, solution)
  }

  #nextSpeakers(speaker: Speaker, hop: string, tunnel: boolean, depth = RECURSION): number[] {
    const { network, resolver, solutions } = this.tables
    const direct = network.byAddress.get(hop)
    if (tunnel || resolver(speaker, hop) === reach.direct) return direct ? [direct.index] : []
    if (speaker.kind === 'node') return speaker.defaultVia < 0 ? [] : [speaker.defaultVia]
    const address = parsePrefix(hop)
    if (depth === 0 || !address) return []
    const route = solutions
      .filter(({ group, best }) => group.kind === 'outside' && best[speaker.index]!.length > 0)
      .filter(({ group }) => covers(group.prefixes[0]!, address))
      .sort((a, b) => b.group.prefixes[0]!.length - a.group.prefixes[0]!.length)[0]
    const forward = route && forwardOf(speaker, route)
    if (forward?.kind !== 'via') return []
    return forward.nextHops.flatMap((next) => this.#nextSpeakers(speaker, next, false, depth - 1))
  }

  #follow(speaker: Speaker, next: number[], solution: Solution): Outcome {
    if (next.length === 1) {
      const only = this.fromIndex(next[0]!, solution)
      return { ...only, passes: [speaker.index, ...only.passes] }
    }
    const outcomes = [...new Set(next)].map((index) => this.fromIndex(index, solution))
    const bad = outcomes.find((outcome) => !outcome.ok)
    const passes = [...new Set([speaker.index, ...outcomes.flatMap((outcome) => outcome.passes)])]
    if (!bad) return { ok: true, passes, ...(outcomes.some((outcome) => outcome.felix) ? { felix: true } : {}) }
    const partial = outcomes.some((outcome) => outcome.ok) ? { partial: true } : {}
    return { ok: false, reason: bad.reason!, at: bad.at!, passes, ...partial }
  }
}

function fail(reason: LossReason, speaker: Speaker): Outcome {
  return { ok: false, reason, at: speaker.name, passes: [speaker.index] }
}
