import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { Protocol } from '../../../src/model/session.ts'
import { at, cluster, of, type SmallCluster } from './clusters.ts'

/** Two nodes in one subnet. */
export const two = { a: { ipv4Address: '10.0.0.1/24' }, b: { ipv4Address: '10.0.0.2/24' } }
export const secretKeyRef = { name: 'bgp', key: 'k' }

/** A cluster whose mesh is off, unless `config` says otherwise. */
export const small = (part: Partial<SmallCluster>): SmallCluster => ({
  nodes: two,
  config: { nodeToNodeMeshEnabled: false },
  secrets: ['bgp/k'],
  ...part,
})

/** The protocols of node a, as far as the fields of one side go. */
export function fieldsOf(input: SmallCluster, version: string, fields: readonly (keyof Protocol)[], node = 'a') {
  const protocols = of(forecastSessions(cluster(input), { version: at(version) }), node)
  return protocols.map((p) => Object.fromEntries(fields.map((field) => [field, p[field]])))
}

/** Node a with one peer by address. */
export const byIp = (spec: object) =>
  small({ peers: { p: { node: 'a', peerIP: '10.0.0.254', asNumber: 64512, ...spec } } })
/** The mesh, with this default BGPConfiguration. */
export const mesh = (config: object, nodes: SmallCluster['nodes'] = two) =>
  small({ nodes, config: config as SmallCluster['config'] })
