import { subnetOf } from '../model/cidr.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { Change } from '../model/plan.ts'
import { nodeAnnotations } from '../model/resources.ts'
import { labelInterest } from './quotient-labels.ts'
import { covers, parsePrefix, plainAddress } from './routes/prefix.ts'

/**
 * What can be told about each node, now and in every stage to come; equal text = the forecast cannot tell them apart.
 * Names and addresses of the node itself do not count: they decide nothing but who connects to whom.
 */
export function nodeSignatures(cluster: ClusterState, fabric: Fabric, stages: Change[][]): Map<string, string> {
  const { resources } = cluster
  const interest = labelInterest(resources.bgpPeers, stages)
  // Nodes walk down a tree of what is said of them; those that end in the same place are alike. Text is made once a class.
  const root: Place = { text: '', next: new Map() }
  const places = new Map<string, Place>(resources.nodes.map((node) => [node.metadata.name, root]))
  const note: Note = (node, what, value) => {
    const place = places.get(node)
    if (place) places.set(node, under(place, what, value))
  }
  const ids = clusterIdUse(cluster, stages)
  const idText = (id: string) => (ids.get(id) === 1 ? 'own' : id)
  const byAddress = new Map<string, string>()
  for (const { metadata, spec } of resources.nodes) {
    const { ipv4Address, ipv6Address, asNumber, routeReflectorClusterID } = spec.bgp ?? {}
    for (const text of [ipv4Address, ipv6Address]) {
      const address = plainAddress(text)
      if (address !== undefined) byAddress.set(address, metadata.name)
      note(metadata.name, 'in', text === undefined ? '-' : (subnetOf(text) ?? '?'))
    }
    note(metadata.name, 'as', asNumber ?? '')
    note(metadata.name, 'id', routeReflectorClusterID ? idText(routeReflectorClusterID) : '')
    note(metadata.name, 'labels', interest.project(metadata.labels ?? {}))
    if (cluster.hostRoutes?.[metadata.name]) note(metadata.name, 'net', '')
  }
  noteBlocks(cluster, note)
  for (const object of resources.bgpConfigurations)
    if (object.metadata.name.startsWith('node.'))
      note(object.metadata.name.slice('node.'.length), 'config', JSON.stringify(object.spec))
  for (const service of resources.services)
    if (service.externalTrafficPolicy === 'Local')
      for (const node of service.endpointNodes) note(node, 'service', `${service.namespace}/${service.name}`)
  for (const device of fabric.switches) {
    const on = `on ${device.name}`
    for (const { address, ...rest } of device.neighbors) {
      const node = byAddress.get(address)
      if (node !== undefined) note(node, on, JSON.stringify(rest))
    }
  }
  for (const [subnet, device] of Object.entries(fabric.defaultRouteVia)) {
    const node = /\/(32|128)$/.test(subnet) ? byAddress.get(plainAddress(subnet)!) : undefined
    if (node !== undefined) note(node, 'default', device)
  }
  for (const [stage, changes] of stages.entries()) {
    const [net, id, asn, labels] = [`${stage} net`, `${stage} id`, `${stage} as`, `${stage} labels`]
    for (const change of changes) {
      if (change.ref.kind === 'HostRoutes') note(change.ref.host ?? change.ref.name, net, change.action)
      if (change.ref.kind !== 'KubeNode' || change.action !== 'update') continue
      for (const { path, after } of change.fields) {
        const key = path.at(-1)!
        const value = after === undefined ? '' : String(after)
        if (key === nodeAnnotations.clusterId) note(change.ref.name, id, value && idText(value))
        else if (key === nodeAnnotations.asNumber) note(change.ref.name, asn, value)
        else if (interest.matters(key)) note(change.ref.name, labels, interest.project({ [key]: value }))
      }
    }
  }
  return new Map([...places].map(([node, place]) => [node, place.text]))
}

type Note = (node: string, what: string, value: string | number) => void

interface Place {
  text: string
  /** By what is said, then by what it says: two texts that exist, so that none has to be made for thousands of nodes. */
  next: Map<string, Map<string | number, Place>>
}

function under(place: Place, what: string, value: string | number): Place {
  let values = place.next.get(what)
  if (!values) {
    values = new Map()
    place.next.set(what, values)
  }
  let found = values.get(value)
  if (!found) {
    found = { text: `${place.text} | ${what} ${value}`, next: new Map() }
    values.set(value, found)
  }
  return found
}

/** How many nodes have or will have a cluster id. */
function clusterIdUse(cluster: ClusterState, stages: Change[][]): Map<string, number> {
  const users = new Map<string, Set<string>>()
  const use = (id: unknown, node: string) => {
    if (typeof id !== 'string' || id === '') return
    users.set(id, (users.get(id) ?? new Set<string>()).add(node))
  }
  for (const node of cluster.resources.nodes) use(node.spec.bgp?.routeReflectorClusterID, node.metadata.name)
  for (const change of stages.flat())
    if (change.ref.kind === 'KubeNode' && change.action === 'update')
      for (const field of change.fields)
        if (field.path.at(-1) === nodeAnnotations.clusterId) use(field.after, change.ref.name)
  return new Map([...users].map(([id, nodes]) => [id, nodes.size]))
}

/** Which pools a node has blocks of; how many does not matter. */
function noteBlocks(cluster: ClusterState, note: Note): void {
  const pools = cluster.resources.ipPools.flatMap((pool) => {
    const prefix = parsePrefix(pool.spec.cidr)
    return prefix ? [{ prefix, name: pool.metadata.name }] : []
  })
  const seen = new Map<string, Set<string>>()
  for (const { spec } of cluster.resources.blockAffinities) {
    const prefix = parsePrefix(spec.cidr)
    if (!prefix) continue
    const pool = pools.find((entry) => covers(entry.prefix, prefix))?.name ?? `none${prefix.family}`
    const names = seen.get(spec.node) ?? new Set<string>()
    seen.set(spec.node, names.add(`${pool} ${spec.state ?? ''} ${spec.deleted ?? ''}`))
  }
  for (const [node, names] of seen) note(node, 'blocks', [...names].sort().join(','))
}
