import type { SessionForecast } from '../model/session.ts'
import type { Look } from './look.ts'
import { byNumber } from './node-ranges.ts'
import { renderTable } from './table.ts'

/** The sessions every node will have, as `calicoctl node status` will show them on it. */
export function renderExpected(forecast: SessionForecast, look: Look): string[] {
  const names = Object.keys(forecast.nodes).sort(byNumber)
  const rows = names.map((name) => {
    const { ip4, ip6 } = forecast.nodes[name]!
    const protocols = [...ip4.protocols, ...ip6.protocols]
    return [name, protocols.map((protocol) => protocol.neighbor).join(' ') || '-']
  })
  return renderTable([{ title: look.say('proof.node') }, { title: look.say('expected.peers'), wrap: true }], rows, look)
}
