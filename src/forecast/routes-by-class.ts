import type { ClusterState } from '../model/cluster.ts'
import { type Fabric, noFabric } from '../model/fabric.ts'
import type { ForecastRoute, NodeRoutes, RouteForecast } from '../model/forecast.ts'
import type { BlockAffinity } from '../model/resources.ts'
import { type Quotient, quotient } from './quotient.ts'
import { covers, parsePrefix, plainAddress } from './routes/prefix.ts'
import { unsettledRoutes } from './routes/unsettled.ts'
import { forecastRoutes } from './routes.ts'
import { forecastSessions } from './sessions.ts'

/** Routes of every node and switch of a large cluster, worked out on representatives and handed out one by one. */
export interface ClassRoutes {
  /** Routes of one node; undefined when there is no such node. Costs its own routes only. */
  ofNode(name: string): NodeRoutes | undefined
  /** Routes of one switch; empty when there is no such switch. */
  ofSwitch(name: string): ForecastRoute[]
  /** Blocks to which a node's route depends on the session that came up first. */
  unsettledOf(name: string): ReadonlySet<string>
}

/** Most representatives; with more of them nothing would be saved (nodes that differ from all others). */
const MOST_REPRESENTATIVES = 250

/**
 * The route forecast of a cluster that is too large for `forecastRoutes`: two nodes of each class in each subnet are kept
 * (`quotient.ts`), their routes computed, and everybody else's read off them with addresses exchanged. Destinations and kinds
 * are exact; which of equal next hops through alike nodes is named is left open.
 * @returns undefined when the nodes are too unlike each other
 */
export function routesByClass(cluster: ClusterState, fabric: Fabric = noFabric): ClassRoutes | undefined {
  const reduced = quotient(cluster, fabric, [])
  if (reduced.nodes.length > MOST_REPRESENTATIVES) return undefined
  const { resources } = reduced.cluster
  const { version, calicoNamespace } = cluster
  const sessions = forecastSessions(resources, { version, fabric: reduced.fabric, calicoNamespace })
  const routes = forecastRoutes(sessions, resources, reduced.fabric, version)
  const unsettled = unsettledRoutes(sessions, resources, reduced.fabric, version)
  return new Expansion(cluster, reduced, routes, unsettled)
}

class Expansion implements ClassRoutes {
  readonly #quotient: Quotient
  readonly #routes: RouteForecast
  readonly #unsettled: ReturnType<typeof unsettledRoutes>
  readonly #addresses: Map<string, string[]>
  /** Every block with its owner and what tells it from the owner's other blocks. */
  readonly #blocks: { cidr: string; owner: string; kind: string }[]
  /** The block that stands for all of one kind of a representative. */
  readonly #standsFor = new Map<string, string>()
  readonly #kept: Set<string>
  readonly #keptOf = new Map<string[], string[]>()
  readonly #reducedBlocks: Set<string>

  constructor(
    cluster: ClusterState,
    reduced: Quotient,
    routes: RouteForecast,
    unsettled: ReturnType<typeof unsettledRoutes>,
  ) {
    this.#quotient = reduced
    this.#routes = routes
    this.#unsettled = unsettled
    this.#kept = new Set(reduced.nodes)
    this.#addresses = new Map(
      cluster.resources.nodes.map(({ metadata, spec }) => [
        metadata.name,
        [spec.bgp?.ipv4Address, spec.bgp?.ipv6Address].map((text) => plainAddress(text) ?? ''),
      ]),
    )
    const kindOf = blockKinds(cluster)
    const known = new Set(cluster.resources.nodes.map((node) => node.metadata.name))
    this.#blocks = cluster.resources.blockAffinities
      .filter(({ spec }) => known.has(spec.node))
      .map(({ spec }) => ({ cidr: spec.cidr, owner: spec.node, kind: kindOf(spec) }))
    for (const { spec } of reduced.cluster.resources.blockAffinities)
      this.#standsFor.set(`${spec.node} ${kindOf(spec)}`, spec.cidr)
    this.#reducedBlocks = new Set(this.#standsFor.values())
  }

  ofNode(name: string): NodeRoutes | undefined {
    if (!this.#addresses.has(name)) return undefined
    const model = this.#standIn(name)
    const routes = this.#routes.nodes[model]
    if (!routes) return undefined
    const expand = (list: ForecastRoute[]) => this.#expand(list, (owner) => this.#modelOf(owner, name, model))
    // Whoever asks wants one of the two, of hundreds of nodes.
    return {
      get rib() {
        return expand(routes.rib)
      },
      get kernel() {
        return expand(routes.kernel)
      },
    }
  }

  ofSwitch(name: string): ForecastRoute[] {
    return this.#expand(this.#routes.switches[name] ?? [], (owner) => this.#standIn(owner))
  }

  unsettledOf(name: string): ReadonlySet<string> {
    const model = this.#standIn(name)
    const unsettled = this.#unsettled.get(model)
    if (!unsettled || unsettled.size === 0) return new Set()
    const stands = (owner: string, kind: string) => this.#standsFor.get(`${this.#modelOf(owner, name, model)} ${kind}`)
    return new Set(
      this.#blocks.filter(({ owner, kind }) => unsettled.has(stands(owner, kind) ?? '')).map(({ cidr }) => cidr),
    )
  }

  /** The kept node that looks like this one; itself when it is kept. */
  #standIn(node: string): string {
    return this.#kept.has(node) ? node : this.#representatives(node)[0]!
  }

  /** Whose block shows what `viewer`, seen through `model`, does with a block of `owner`. */
  #modelOf(owner: string, viewer: string, model: string): string {
    if (owner === viewer) return model
    if (this.#kept.has(owner) && owner !== model) return owner
    // Not the model itself: its own block is a blackhole there.
    return this.#representatives(owner).find((node) => node !== model) ?? model
  }

  /** Kept nodes of the same class and subnet. */
  #representatives(node: string): string[] {
    const members = this.#quotient.classOf(node).members.get(this.#quotient.rackOf(node)) ?? []
    const known = this.#keptOf.get(members)
    if (known) return known
    const kept = members.filter((name) => this.#kept.has(name))
    this.#keptOf.set(members, kept)
    return kept
  }

  #expand(routes: ForecastRoute[], modelOf: (owner: string) => string): ForecastRoute[] {
    const byDestination = new Map(routes.map((route) => [route.destination, route]))
    const all = routes.filter((route) => !this.#reducedBlocks.has(route.destination))
    for (const { cidr, owner, kind } of this.#blocks) {
      const model = modelOf(owner)
      const like = byDestination.get(this.#standsFor.get(`${model} ${kind}`) ?? '')
      if (like)
        all.push(model === owner && like.destination === cidr ? like : this.#exchanged(like, cidr, model, owner))
    }
    return all.sort((a, b) => (a.destination < b.destination ? -1 : 1))
  }

  #exchanged(like: ForecastRoute, destination: string, from: string, to: string): ForecastRoute {
    const [before, after] = [this.#addresses.get(from)!, this.#addresses.get(to)!]
    const swap = (address: string) => {
      const at = before.indexOf(address)
      return at < 0 || address === '' ? address : after[at]!
    }
    return {
      ...like,
      destination,
      nextHops: like.nextHops.map(swap),
      ...(like.protocols ? { protocols: like.protocols.map((name) => renamed(name, before, after)) } : {}),
    }
  }
}

/** A protocol is named after its neighbour's address. */
function renamed(protocol: string, before: string[], after: string[]): string {
  for (const [i, address] of before.entries()) {
    const suffix = `_${address.replace(/[.:]/g, '_')}`
    if (address && protocol.endsWith(suffix))
      return `${protocol.slice(0, -suffix.length)}_${after[i]!.replace(/[.:]/g, '_')}`
  }
  return protocol
}

/** Pool, family and state of a block: what a reduced cluster keeps one block of (quotient-reduce.ts). */
function blockKinds(cluster: ClusterState): (spec: BlockAffinity['spec']) => string {
  const pools = cluster.resources.ipPools.map((pool) => parsePrefix(pool.spec.cidr))
  return (spec) => {
    const prefix = parsePrefix(spec.cidr)
    const pool = prefix ? pools.findIndex((entry) => entry !== undefined && covers(entry, prefix)) : -1
    return `${pool} ${prefix?.family} ${spec.state ?? ''} ${spec.deleted ?? ''}`
  }
}
