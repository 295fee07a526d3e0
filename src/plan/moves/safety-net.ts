import { subnetOf } from '../../model/cidr.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { Change } from '../../model/plan.ts'

/** The routing table and the rule priorities of the safety net; chosen to be ours alone (bgp-lab.md used 100/101). */
export const safetyNet = { table: 10179, betterRoutesRule: 10178, netRule: 10179 } as const

/**
 * Routes on every node to the blocks of the other nodes of its own subnet, in a table of its own behind a rule that lets
 * every better route of the main table win (bgp-lab.md: "floating routes", no packet lost inside a subnet in 17 runs).
 * Never in table main: BIRD learns routes from there and announces them.
 */
export function safetyNetChanges(cluster: ClusterState, design: Design, install: boolean): Change[] {
  const names = design.racks.flatMap((rack) => rack.nodes)
  const address = new Map<string, { ip: string; subnet: string | undefined }>()
  for (const node of cluster.resources.nodes) {
    const text = node.spec.bgp?.ipv4Address
    if (text) address.set(node.metadata.name, { ip: text.split('/')[0]!, subnet: subnetOf(text) })
  }
  const blocks = cluster.resources.blockAffinities.filter(
    (block) => block.spec.state !== 'pending' && !block.spec.cidr.includes(':') && !isDeleted(block.spec.deleted),
  )
  return names.flatMap((name): Change[] => {
    const ref = { kind: 'HostRoutes' as const, name: 'safety-net', host: name }
    const here = cluster.hostRoutes?.[name]
    if (!install) return here ? [{ action: 'delete', ref, content: contentOf(here) }] : []
    const own = address.get(name)
    if (here || !own?.subnet) return []
    const routes = blocks
      .filter((block) => block.spec.node !== name && address.get(block.spec.node)?.subnet === own.subnet)
      .map((block) => `${block.spec.cidr} via ${address.get(block.spec.node)!.ip}`)
    return routes.length > 0 ? [{ action: 'create', ref, content: contentOf(routes) }] : []
  })
}

function contentOf(routes: string[]) {
  return {
    routes,
    rules: [
      `pref ${safetyNet.betterRoutesRule} lookup main suppress_prefixlength 0`,
      `pref ${safetyNet.netRule} lookup ${safetyNet.table}`,
    ],
  }
}

function isDeleted(value: string | boolean | undefined): boolean {
  return value === true || value === 'true'
}

/**
 * The lines of `ip -batch` that install or remove the net. Removing takes the rules first, so that no packet meets a
 * half-empty table.
 */
export function safetyNetBatch(change: Change): string {
  const content = change.action === 'update' ? undefined : (change.content as { routes: string[]; rules: string[] })
  if (!content) throw new Error('host routes are installed or removed, never changed')
  const table = safetyNet.table
  const lines =
    change.action === 'create'
      ? [
          ...content.routes.map((route) => `route replace ${route} table ${table}`),
          // The rule that lets better routes win comes before the one that opens the net.
          ...content.rules.map((rule) => `rule add ${rule}`),
        ]
      : [...content.rules.map((rule) => `rule del ${rule}`).reverse(), `route flush table ${table}`]
  return `${lines.join('\n')}\n`
}
