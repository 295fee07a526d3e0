import type { Rack } from '../../model/design.ts'
import type { Move } from '../moves.ts'
import type { Step } from './search.ts'
import type { Situation } from './situation.ts'
import { allNodes } from './stages.ts'

/** A kind of order: the steps the search may put in sequence. */
export interface Family {
  /** Strategy name when nothing more special fits. */
  strategy: string
  steps: Step[]
}

/** More explicit sessions than this burden the API server and every confd more than a short silence. */
const MOST_TEMPORARY_NODE_PEERS = 500

/**
 * The kinds of orders that make sense in a situation. Labels come first in all of them: without peers they change nothing,
 * and peers without labels select nobody. Service ranges come last: they are new, so nobody misses them before.
 */
export function familiesOf(situation: Situation): Family[] {
  if (situation.design.scheme === 'top-of-rack') return [topOfRack(situation)]
  return [
    ...(situation.leafsTakeAll ? [leafPath(situation)] : []),
    ...(situation.localAs && situation.temporaryNodePeers <= MOST_TEMPORARY_NODE_PEERS
      ? [strictLeafs(situation, false), strictLeafs(situation, true)]
      : []),
    // The short one first: what it costs is the bound for the longer ones.
    together(situation),
    oneAtATime(situation),
  ]
}

/** A step of one stage that is called like it. */
export function step(
  name: string,
  moves: Move[],
  after: string[] = [],
  params: Step['stages'][0]['params'] = {},
): Step {
  return { name, stages: [{ title: name.replace(/\.\d+$/, ''), params, moves }], after }
}

/** F: temporary leaf peers carry the pods. */
function leafPath(s: Situation): Family {
  const { localAs } = s
  return {
    strategy: 'leaf-path-first',
    steps: [
      step('leaf-path', [
        { kind: 'temporary-leaf-peers', localAs },
        { kind: 'leaf-peers', localAs },
      ]),
      step('mesh-off', [{ kind: 'mesh', enabled: false }], ['leaf-path']),
      // With the mesh on, other racks' paths turn into unreachable routes as soon as the first AS changes (C and Dlas in
      // bgp-lab.md, 1.1-1.8 s); that the mesh goes first is measured, so it is not left to the search.
      // The cluster ids by themselves, before: a node that is told something else while it waits to call its leaf again (BIRD's
      // connect delay) waits anew for up to a second more, since BIRD counts whole seconds from its last event (docs/lab.md).
      step('cluster-ids', [nodeBgp(allNodes(s.design), false, true)], ['mesh-off']),
      step('asn', [nodeBgp(allNodes(s.design), true, false)], ['cluster-ids']),
      step('reflector-peers', [{ kind: 'reflector-peers' }]),
      step('drop-temporary', [{ kind: 'drop-temporary-peers' }], ['asn', 'reflector-peers']),
    ],
  }
}

/**
 * S3: explicit sessions with the future AS carry the racks whose AS changes.
 * @param byRack a rack whose AS changes gets its leaf peers only when its turn comes: as long as reflectors of other racks
 *        are in the mesh and on their leafs, they pass on paths whose next hops this rack cannot resolve, and the
 *        unreachable routes that result hide the default routes
 */
function strictLeafs(s: Situation, byRack: boolean): Family {
  const names = (racks: Rack[]) => racks.map((rack) => rack.name)
  const early = byRack ? s.staying : s.design.racks
  const stayingWaves = waves(s, ['leaf-peers'], s.staying)
  const changingWaves = byRack
    ? [rackAfterRack(s)]
    : waves(s, ['leaf-peers'], s.changing, s.staying.length > 0 ? s.waves.length : 0).map(explicitly(s))
  const last = [...stayingWaves, ...changingWaves].map((one) => one.name)
  return {
    strategy: 'strict-leafs',
    steps: [
      step('leaf-peers', [{ kind: 'leaf-peers', localAs: true, racks: names(early) }]),
      ...(s.staying.length > 0
        ? [step('reflector-peers.1', [{ kind: 'reflector-peers', racks: names(s.staying) }])]
        : []),
      ...stayingWaves,
      ...changingWaves,
      step('mesh-off', [{ kind: 'mesh', enabled: false }], ['leaf-peers', ...last]),
      step('asn', [nodeBgp(allNodes(s.design), true, false)], ['mesh-off']),
      // Before the AS changes, these peers would compete with the explicit ones for the same sessions.
      step('reflector-peers.2', [{ kind: 'reflector-peers', racks: names(s.changing) }], ['asn']),
      step('drop-temporary', [{ kind: 'drop-temporary-peers' }], ['reflector-peers.2']),
    ],
  }
}

/** Rack after rack: its leaf peers, then its reflectors one by one. */
function rackAfterRack(s: Situation): Step {
  const stages = s.changing.flatMap((rack) => [
    {
      title: 'leaf-peers-rack',
      params: { rack: rack.name },
      moves: [{ kind: 'leaf-peers' as const, localAs: true, racks: [rack.name] }],
    },
    ...rack.reflectors.map((node) => ({
      title: 'cluster-id',
      params: { node },
      moves: [nodeBgp([node], false, true)],
    })),
  ])
  return explicitly(s)({ name: 'rack-after-rack', stages, after: ['leaf-peers'] })
}

/**
 * With a cluster id come the explicit sessions of its reflector, and with it they go on the way back (S3 and s3back in bgp-lab.md):
 * kept beyond it, they and the mesh would be two protocols for one neighbour that tell each other different AS numbers.
 * @returns how a step gives the reflectors of racks whose AS changes theirs; a pair of two gets them with the first of them
 */
function explicitly(s: Situation): (one: Step) => Step {
  const changing = new Set(s.changing.flatMap((rack) => rack.reflectors))
  return (one) => ({
    ...one,
    stages: one.stages.map((stage) => {
      const hubs = stage.moves.flatMap((move) => (move.kind === 'node-bgp' ? move.nodes : []))
      const reflectors = hubs.filter((node) => changing.has(node))
      const first: Move[] = reflectors.length > 0 ? [{ kind: 'temporary-node-peers', reflectors }] : []
      return { ...stage, moves: [...first, ...stage.moves] }
    }),
  })
}

/** S1, S4, S1as and Calico's own advice: reflectors leave the mesh one by one, mesh off when it carries nothing. */
function oneAtATime(s: Situation): Family {
  // Peers first: behind the mesh they change nothing, and a reflector that leaves it has them at once.
  const every = waves(s, [...(s.anyLeaf ? ['leaf-peers'] : []), 'reflector-peers'], s.design.racks)
  return {
    strategy: 'one-at-a-time',
    steps: [
      ...leafPeers(s),
      step('reflector-peers', [{ kind: 'reflector-peers' }]),
      ...every,
      // With the mesh on, a changed AS makes every mesh session foreign: S1 lost 2-10 s in the lab, S4 1.4-1.7 s.
      step('asn', [nodeBgp(allNodes(s.design), true, false)], ['mesh-off']),
      meshOffLast(
        s,
        every.map((one) => one.name),
      ),
    ],
  }
}

/**
 * The mesh goes off only when what replaces it is configured (design.md, "What it promises"): the search could not tell
 * otherwise where nothing is lost either way.
 */
function meshOffLast(s: Situation, after: string[], also: Move[] = []): Step {
  const name = also.length > 0 ? 'node-bgp-and-mesh-off' : 'mesh-off'
  const peers = s.design.scheme === 'reflectors' ? ['reflector-peers'] : []
  return step(
    name,
    [{ kind: 'mesh', enabled: false }, ...also],
    [...(s.anyLeaf ? ['leaf-peers'] : []), ...peers, ...after],
  )
}

/** S2 and S2n: all that breaks sessions breaks them once, together. Reflectors whose AS stays may go before. */
function together(s: Situation): Family {
  const early =
    s.staying.length > 0 && s.changing.length > 0
      ? waves(s, [...(s.anyLeaf ? ['leaf-peers'] : []), 'reflector-peers'], s.staying)
      : []
  return {
    strategy: 'replace-first',
    steps: [
      ...leafPeers(s),
      step('reflector-peers', [{ kind: 'reflector-peers' }]),
      ...early.map((wave) => ({ ...wave, optional: true })),
      meshOffLast(s, [], [nodeBgp(allNodes(s.design), true, true)]),
    ],
  }
}

function topOfRack(s: Situation): Family {
  return {
    strategy: s.anyLeaf ? 'leaf-path-first' : 'replace-first',
    steps: [...leafPeers(s), step('asn', [nodeBgp(allNodes(s.design), true, false)]), meshOffLast(s, [])],
  }
}

function leafPeers(s: Situation): Step[] {
  return s.anyLeaf ? [step('leaf-peers', [{ kind: 'leaf-peers', localAs: s.localAs }])] : []
}

/**
 * One reflector of each rack at a time; which of them is first does not matter, so the order is fixed.
 * @param offset number of the first wave, less one
 */
function waves(s: Situation, after: string[], racks: Rack[], offset = 0): Step[] {
  const members = new Set(racks.flatMap((rack) => rack.reflectors))
  const groups = s.waves.map((wave) => wave.filter((node) => members.has(node))).filter((wave) => wave.length > 0)
  return groups.map((wave, i) => {
    const number = i + 1 + offset
    const before = i === 0 ? after : [...after, `cluster-ids.${number - 1}`]
    return step(`cluster-ids.${number}`, [nodeBgp(wave, false, true)], before, { n: number, count: wave.length })
  })
}

function nodeBgp(nodes: string[], asn: boolean, clusterId: boolean): Move {
  return { kind: 'node-bgp', nodes, asn, clusterId }
}
