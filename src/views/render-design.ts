import type { Design, Leaf } from '../model/design.ts'
import { secretText } from '../model/secret.ts'
import type { Look } from './look.ts'
import { byNumber, formatNodes } from './node-ranges.ts'
import { type Cell, renderTable } from './table.ts'

/** The racks of a design: who is in them, their AS, their reflectors, their leafs. */
export function renderDesign(design: Design, look: Look): string[] {
  const { say } = look
  const hasLeafs = design.racks.some((rack) => rack.leafs.length > 0)
  const columns = [
    { title: say('design.rack') },
    { title: say('design.subnet'), wrap: false },
    { title: say('design.nodes'), wrap: true },
    { title: 'ASN', align: 'right' as const },
    { title: say('design.reflectors'), wrap: true },
    ...(hasLeafs ? [{ title: say('design.leaf'), wrap: true }] : []),
  ]
  const rows = design.racks.map((rack): Cell[] => [
    rack.name,
    rack.subnet || '-',
    formatNodes(rack.nodes),
    String(rack.asn),
    rack.reflectors.length > 0
      ? formatNodes(rack.reflectors)
      : { text: say('design.noReflector'), paint: look.paint.warn },
    ...(hasLeafs ? [rack.leafs.map((leaf) => `${leaf.address} AS ${leaf.asn}`).join(', ') || '-'] : []),
  ])
  return renderTable(columns, rows, look)
}

/** Cluster id of every reflector. */
export function renderClusterIds(design: Design, look: Look): string[] {
  const { say } = look
  const rows = design.racks.flatMap((rack) =>
    [...rack.reflectors].sort(byNumber).map((node) => [node, rack.name, rack.clusterIds[node] ?? '-']),
  )
  return renderTable(
    [{ title: say('design.reflector') }, { title: say('design.rack') }, { title: say('design.clusterId') }],
    rows,
    look,
  )
}

/** The leaf switches and what they do with their neighbours. */
export function renderLeafs(design: Design, look: Look): string[] {
  const { say } = look
  const rows = design.racks.flatMap((rack) =>
    rack.leafs.map((leaf) => [rack.name, leaf.name, leaf.address, String(leaf.asn), leafOptions(leaf, look)]),
  )
  return renderTable(
    [
      { title: say('design.rack') },
      { title: say('design.leaf') },
      { title: say('design.address') },
      { title: 'ASN', align: 'right' },
      { title: say('design.leafTakes'), wrap: true },
    ],
    rows,
    look,
  )
}

function leafOptions(leaf: Leaf, { say }: Look): string {
  const { options } = leaf
  return [
    say(options.accepts === 'all-nodes' ? 'design.leaf.allNodes' : 'design.leaf.reflectorsOnly'),
    say(options.remoteAs === 'external' ? 'design.leaf.anyAs' : 'design.leaf.exactAs'),
    ...(options.allowAsIn > 0 ? [`allowas-in ${options.allowAsIn}`] : []),
    ...(options.asOverride ? ['as-override'] : []),
    ...(options.reflectsClients ? [say('design.leaf.reflects')] : []),
    ...(leaf.password ? [say('design.leaf.password', { ref: secretText(leaf.password) })] : []),
  ].join(', ')
}
