import type { ProofRow } from '../views/render-proof.ts'
import type { Proof } from './observe-world.ts'

/** The proof table's rows: what each node should have and has. */
export function proofRows(proof: Proof): ProofRow[] {
  return proof.observations.map((observation) => {
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
    if (!observation.routes || !wanted?.blocks) return row
    const held = new Set(
      observation.routes.filter((route) => route.kind === 'unicast').map((route) => route.destination),
    )
    return {
      ...row,
      routes: { seen: wanted.blocks.filter((block) => held.has(block)).length, wanted: wanted.blocks.length },
    }
  })
}
