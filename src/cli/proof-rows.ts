import type { Observation } from '../model/observed.ts'
import type { ProofRow } from '../views/render-proof.ts'
import type { Proof } from './observe-world.ts'

/** The proof table's rows: what each node, and each switch that could be asked, should have and has. */
export function proofRows(proof: Proof): ProofRow[] {
  return [...proof.observations.map((observation) => nodeRow(observation, proof)), ...switchRows(proof)]
}

function nodeRow(observation: Observation, proof: Proof): ProofRow {
  const wanted = proof.expected.nodes.get(observation.node)
  const row: ProofRow = {
    node: observation.node,
    ...(wanted?.address !== undefined ? { address: wanted.address } : {}),
    forecast: (wanted?.sessions ?? []).map((protocol) => protocol.neighbor),
    observed: [],
  }
  if (!observation.ok) return { ...row, unreadable: observation.reason }
  row.observed = observation.sessions
    .filter((session) => session.state === 'Established')
    .map((session) => session.peer)
  const held = proof.blocksHeld.get(observation.node)
  if (held === undefined || !wanted?.blocks) return row
  return { ...row, routes: { seen: held, wanted: wanted.blocks.length } }
}

/** Leafs and spines by what they show of nodes and pod routes; their uplinks are not this program's business. */
function switchRows({ fabric, expected, switches, cluster }: Proof): ProofRow[] {
  const nodes = new Set([...expected.nodes.values()].map((node) => node.address))
  const blocks = new Set(cluster.resources.blockAffinities.map((block) => block.spec.cidr))
  return fabric.switches.flatMap((device): ProofRow[] => {
    const seen = switches.seen[device.name]
    const forecast = expected.switchPeers.get(device.name) ?? []
    if (!seen || (forecast.length === 0 && device.role === 'spine')) return []
    const wanted = (expected.switchRoutes.get(device.name) ?? []).filter((destination) => blocks.has(destination))
    const address = device.addresses.map((text) => text.split('/')[0]!).find((own) => sameNet(own, forecast[0]))
    return [
      {
        node: device.name,
        isSwitch: true,
        ...(address === undefined ? {} : { address }),
        forecast,
        observed: seen.established.filter((peer) => nodes.has(peer)),
        ...(seen.routes && wanted.length > 0
          ? { routes: { seen: wanted.filter((block) => seen.routes!.includes(block)).length, wanted: wanted.length } }
          : {}),
      },
    ]
  })
}

/** Whether two IPv4 addresses share their first three numbers, as the proof table shortens them. */
function sameNet(a: string, b: string | undefined): boolean {
  return b !== undefined && a.slice(0, a.lastIndexOf('.')) === b.slice(0, b.lastIndexOf('.'))
}
