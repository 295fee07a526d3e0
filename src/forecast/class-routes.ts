import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Fabric } from '../model/fabric.ts'
import type { ForecastRoute } from '../model/forecast.ts'
import { type NodeClass, quotient } from './quotient.ts'
import { unsettledRoutes } from './routes/unsettled.ts'
import { forecastRoutes } from './routes.ts'
import { forecastSessions } from './sessions.ts'

/** Which pod blocks each node and switch of a cluster of any size should hold. */
export interface ClassRoutes {
  /** Other nodes' blocks that the node should hold a usable route to, whatever session came up first; empty for a node that is not there. */
  ofNode(name: string): string[]
  /** Blocks and service ranges that the leaf or spine should hold. */
  ofSwitch(name: string): string[]
}

/**
 * The blocks that every node and switch should hold at rest, in a cluster of any size: routes are computed between the
 * representatives of the classes of nodes (quotient.ts) and said of all members. Blocks stay names of single nodes: nobody
 * is left out, only the computation is shared.
 * @param design tells racks apart that look alike; without it each subnet stands for itself
 */
export function classRoutes(cluster: ClusterState, fabric: Fabric, design?: Design): ClassRoutes {
  const classes = quotient(cluster, fabric, [], design ? { design } : {})
  const { resources } = classes.cluster
  const sessions = forecastSessions(resources, {
    version: cluster.version,
    fabric: classes.fabric,
    calicoNamespace: cluster.calicoNamespace,
  })
  const routes = forecastRoutes(sessions, resources, classes.fabric, cluster.version)
  const unsettled = unsettledRoutes(sessions, resources, classes.fabric, cluster.version)
  const kept = new Set(classes.nodes)
  const blockOf = new Map(resources.blockAffinities.map(({ spec }) => [spec.node, spec.cidr]))
  const blocks = blocksByNode(cluster)
  const groups = groupsOf(cluster, classes.classOf, classes.rackOf)
  const heldBy = new Map<string, Set<string>>()

  const held = (speaker: string, found: ForecastRoute[] | undefined): Set<string> => {
    const known = heldBy.get(speaker)
    if (known) return known
    const usable = (found ?? []).filter((route) => route.kind === 'unicast').map((route) => route.destination)
    const made = new Set(usable.filter((destination) => !unsettled.get(speaker)?.has(destination)))
    heldBy.set(speaker, made)
    return made
  }
  const keptNodes = ({ members }: NodeClass, rack: number): string[] =>
    (members.get(rack) ?? []).filter((name) => kept.has(name))
  /** Racks with representatives that look like this one; the rack itself first, where it is one of them. */
  const standIns = (rack: number, of: NodeClass): number[] => {
    const alike = classes.alike(rack).filter((other) => keptNodes(of, other).length > 0)
    return alike.includes(rack) ? [rack, ...alike.filter((other) => other !== rack)] : alike
  }

  /** Whether members of one group hold the blocks of another, as their representatives show it. */
  const holds = (at: { rack: number; speakers: (rack: number) => string[] }, group: Group): boolean => {
    const racks = standIns(group.rack, group.of)
    for (const home of classes.alike(at.rack)) {
      const [speaker] = at.speakers(home)
      if (speaker === undefined) continue
      const away = group.rack === at.rack ? home : racks.find((rack) => rack !== home)
      if (away === undefined) continue
      const target = keptNodes(group.of, away).find((name) => name !== speaker && blockOf.has(name))
      if (target === undefined) continue
      const found = routes.nodes[speaker]?.kernel ?? routes.switches[speaker]
      return held(speaker, found).has(blockOf.get(target)!)
    }
    return false
  }
  const ranges = serviceRanges(cluster)
  const rangesAt = (speaker: string | undefined): string[] =>
    speaker === undefined ? [] : ranges.filter((range) => held(speaker, routes.switches[speaker]).has(range))
  const answers = new Map<string, Group[]>()
  const heldGroups = (key: string, at: Parameters<typeof holds>[0]): Group[] => {
    const known = answers.get(key) ?? groups.filter((group) => holds(at, group))
    answers.set(key, known)
    return known
  }
  const listed = (found: Group[], except: string): string[] =>
    found.flatMap((group) => group.nodes.filter((name) => name !== except).flatMap((name) => blocks.get(name) ?? []))

  const known = new Set(cluster.resources.nodes.map((node) => node.metadata.name))
  return {
    ofNode: (name) => {
      if (!known.has(name)) return []
      const of = classes.classOf(name)
      const rack = classes.rackOf(name)
      const at = { rack, speakers: (home: number) => keptNodes(of, home) }
      return listed(heldGroups(`${of.id} ${rack}`, at), name)
    },
    ofSwitch: (name) => {
      if (!classes.hasRack(name)) {
        const direct = held(name, routes.switches[name])
        const holdsAny = (group: Group) =>
          standIns(group.rack, group.of).some((rack) =>
            keptNodes(group.of, rack).some((node) => direct.has(blockOf.get(node) ?? '')),
          )
        return [...listed(groups.filter(holdsAny), name), ...rangesAt(name)]
      }
      const of = classes.classOf(name)
      const rack = classes.rackOf(name)
      const speakers = (home: number) => (of.members.get(home) ?? []).filter((leaf) => routes.switches[leaf])
      const [standIn] = classes.alike(rack).flatMap(speakers)
      return [...listed(heldGroups(`leaf ${of.id} ${rack}`, { rack, speakers }), name), ...rangesAt(standIn)]
    },
  }
}

/** The members of a class in one rack. */
interface Group {
  of: NodeClass
  rack: number
  nodes: string[]
}

function groupsOf(
  cluster: ClusterState,
  classOf: (node: string) => NodeClass,
  rackOf: (node: string) => number,
): Group[] {
  const groups = new Map<string, Group>()
  for (const { metadata } of cluster.resources.nodes) {
    const of = classOf(metadata.name)
    const rack = rackOf(metadata.name)
    const key = `${of.id} ${rack}`
    const group = groups.get(key) ?? { of, rack, nodes: [] }
    group.nodes.push(metadata.name)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Confirmed blocks by node. */
function blocksByNode(cluster: ClusterState): Map<string, string[]> {
  const blocks = new Map<string, string[]>()
  for (const { spec } of cluster.resources.blockAffinities) {
    if (spec.state === 'pending') continue
    const list = blocks.get(spec.node) ?? []
    blocks.set(spec.node, list)
    list.push(spec.cidr)
  }
  return blocks
}

/** Ranges of services that nodes may announce. */
function serviceRanges(cluster: ClusterState): string[] {
  const lists = cluster.resources.bgpConfigurations.flatMap(({ spec }) => [
    ...(spec.serviceClusterIPs ?? []),
    ...(spec.serviceExternalIPs ?? []),
    ...(spec.serviceLoadBalancerIPs ?? []),
  ])
  return [...new Set(lists.map(({ cidr }) => cidr))]
}
