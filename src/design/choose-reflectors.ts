import { naturalOrder } from './natural-order.ts'
import type { NodeFacts } from './node-facts.ts'

/** Calico's documentation peers a client with "typically two" reflectors; the guide takes two a rack for the same reason. */
const wanted = 2

const controlPlaneLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']

/** A taint made for reflectors invites them; any other taint that keeps pods away says the node has another duty. */
function taintClass(node: NodeFacts): 'dedicated' | 'none' | 'other' {
  const blocking = (node.kube?.taints ?? []).filter((taint) => taint.effect !== 'PreferNoSchedule')
  if (blocking.some((taint) => /route-?reflector|(^|[./-])rr([./-]|$)/i.test(taint.key))) return 'dedicated'
  return blocking.length > 0 ? 'other' : 'none'
}

/**
 * Why one node is a better reflector than another, most important first; smaller is better:
 * it works at all (has an address, is Ready) - it is one already - it is set aside for the job - it takes pods (not
 * cordoned, no foreign taint) - it has no pods (setting a cluster id cuts the node's own pods for seconds, bgp.mdx) -
 * it is a worker (losing the control plane must not cost the routes, peers.md hazard 4).
 */
function rank(node: NodeFacts, existing: ReadonlySet<string>): number[] {
  const taint = taintClass(node)
  return [
    node.address ? 0 : 1,
    node.kube === undefined || node.kube.ready ? 0 : 1,
    existing.has(node.name) ? 0 : 1,
    taint === 'dedicated' ? 0 : 1,
    node.kube?.unschedulable || taint === 'other' ? 1 : 0,
    node.kube?.podCount === 0 ? 0 : 1,
    controlPlaneLabels.some((label) => label in node.labels) ? 1 : 0,
  ]
}

/** Reflectors a rack has already: nodes with a cluster id, and of those only the labelled ones when some are labelled. */
function existingReflectors(nodes: NodeFacts[], idLabel: string): Set<string> {
  const withId = nodes.filter((node) => node.clusterId !== undefined)
  const labelled = withId.filter((node) => idLabel in node.labels)
  // A cluster id on every node and no label (the guide edits all node files alike) names nobody.
  const chosen = labelled.length > 0 ? labelled : withId.length < nodes.length ? withId : []
  return new Set(chosen.map((node) => node.name))
}

/**
 * The reflectors of one rack, by the rule of {@link rank}; one when the rack has a single node, else two. A rack that has
 * more already keeps them.
 * @param nodes the rack's nodes; not empty
 * @returns names in natural order
 */
export function chooseReflectors(nodes: NodeFacts[], idLabel: string): string[] {
  const existing = existingReflectors(nodes, idLabel)
  const ranked = nodes
    .map((node) => ({ name: node.name, rank: rank(node, existing) }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || naturalOrder(a.name, b.name))
  return ranked
    .slice(0, Math.max(wanted, existing.size))
    .map((node) => node.name)
    .sort(naturalOrder)
}

function compareRanks(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : a[at]! - b[at]!
}
