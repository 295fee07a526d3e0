import { boxTable } from '../standins/shared/box-table.ts'
import type { LiveNode, LiveProtocol } from './network.ts'

const types: Record<string, string> = { Mesh: 'node-to-node mesh', Node: 'node specific', Global: 'global' }

/** What `calicoctl node status` prints on a node. */
export function nodeStatusText(node: LiveNode, now: number): string {
  return `Calico process is running.\n\n${family('IPv4', node.ip4, now)}\n${family('IPv6', node.ip6, now)}\n`
}

function family(name: string, protocols: LiveProtocol[], now: number): string {
  const rows = protocols.flatMap((protocol) => {
    const type = types[protocol.type]
    // Sessions with workloads are not shown.
    if (!type) return []
    const { state } = protocol
    return [[addressOf(protocol.name), type, state.state, since(protocol.since, now), infoText(protocol)]]
  })
  if (rows.length === 0) return `${name} BGP status\nNo ${name} peers found.\n`
  return `${name} BGP status\n${boxTable(['PEER ADDRESS', 'PEER TYPE', 'STATE', 'SINCE', 'INFO'], rows)}`
}

/** The program rebuilds the address from the protocol's name, so that a port stays visible in it. */
function addressOf(name: string): string {
  const rest = name.replace(/^(Mesh|Node|Global)_/, '')
  const isIpv6 = !/^\d+_\d+_\d+_\d+(_port_\d+)?$/.test(rest)
  return rest.replaceAll('_', isIpv6 ? ':' : '.')
}

/** The info column: state of the session and, when it failed, the last error. */
export function infoText(protocol: LiveProtocol): string {
  const { info, cause } = protocol.state
  if (protocol.settling) return info
  const errors: Record<string, string> = {
    'wrong-as': 'BGP Error: Bad peer AS',
    'one-sided': 'Socket: Connection closed',
    unreachable: 'Socket: No route to host',
    'password-mismatch': 'Socket: Connection timed out',
  }
  const error = info === 'Established' || info === 'Passive' ? undefined : errors[cause]
  return error ? `${info} ${error}` : info
}

/** BIRD shows the time of day for the last day, and the date before that. */
export function since(at: number, now: number): string {
  const text = new Date(at).toISOString()
  return now - at < 24 * 3600 * 1000 ? text.slice(11, 19) : text.slice(0, 10)
}
