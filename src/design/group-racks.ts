import { cidrText, contains } from './addresses.ts'
import { naturalOrder } from './natural-order.ts'
import type { NodeFacts } from './node-facts.ts'

/** Nodes that share a subnet; `subnet` is empty for nodes whose address names none. */
export interface NodeGroup {
  subnet: string
  nodes: NodeFacts[]
}

/**
 * Racks of a cluster: nodes that share a subnet, and inside it the groups that every node's label names already (two racks
 * may share a subnet).
 * @returns in natural order of their first nodes
 */
export function groupRacks(nodes: NodeFacts[], groupLabel: string): NodeGroup[] {
  return groupBySubnet(nodes).flatMap((group) => {
    const labels = new Set(group.nodes.map((node) => node.labels[groupLabel]))
    if (labels.has(undefined) || labels.size === 1) return [group]
    return [...labels].map((label) => ({
      subnet: group.subnet,
      nodes: group.nodes.filter((node) => node.labels[groupLabel] === label),
    }))
  })
}

/**
 * Racks by subnet: the network of every node's own address. A node without a mask joins the subnet that holds its address;
 * what is left over forms one rack without a subnet.
 * Nodes without any address stay outside: they cannot have a session.
 */
export function groupBySubnet(nodes: NodeFacts[]): NodeGroup[] {
  const groups = new Map<string, NodeFacts[]>()
  const add = (key: string, node: NodeFacts) => {
    const list = groups.get(key)
    if (list) list.push(node)
    else groups.set(key, [node])
  }
  const subnets = new Map(nodes.flatMap((node) => (node.subnet ? [[cidrText(node.subnet), node.subnet] as const] : [])))
  for (const node of nodes) {
    const address = node.address
    if (!address) continue
    const home = node.subnet ?? [...subnets.values()].find((subnet) => contains(subnet, address))
    add(home ? cidrText(home) : '', node)
  }
  return [...groups]
    .map(([subnet, members]) => ({ subnet, nodes: members }))
    .sort((a, b) => naturalOrder(a.nodes[0]!.name, b.nodes[0]!.name) || naturalOrder(a.subnet, b.subnet))
}
