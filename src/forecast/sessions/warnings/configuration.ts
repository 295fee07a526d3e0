import type { BgpConfiguration, ResourceSet } from '../../../model/resources.ts'
import type { Warning } from '../../../model/session.ts'
import { type ClusterFacts, nodeOfConfiguration, readAsn } from '../cluster.ts'
import { parseDurationSeconds } from '../duration.ts'
import { someNames } from './names.ts'
import { warnSecret } from './secrets.ts'

/** Fields that count in `default` only; elsewhere calicoctl refuses them and Calico ignores them. */
const defaultOnly = [
  'nodeToNodeMeshEnabled',
  'asNumber',
  'serviceClusterIPs',
  'serviceExternalIPs',
  'serviceLoadBalancerIPs',
  'nodeMeshPassword',
  'nodeMeshMaxRestartTime',
]

/** What of the BGPConfigurations does not do what it says. */
export function configurationWarnings(resources: ResourceSet, cluster: ClusterFacts): Warning[] {
  const warnings: Warning[] = []
  const names = new Set<string>()
  for (const configuration of resources.bgpConfigurations) {
    const subject = `BGPConfiguration/${configuration.metadata.name}`
    const warn = (code: string, message: string, remedy?: string) =>
      warnings.push({ code, subject, message, ...(remedy ? { remedy } : {}) })
    if (names.has(subject)) warn('W_BGPCONFIGURATION_TWICE', 'appears more than once; the first one counts here')
    names.add(subject)
    const node = nodeOfConfiguration(configuration)
    const spec = configuration.spec ?? {}
    if (configuration.metadata.name === 'default') warnDefault(spec, cluster, warn)
    else if (node === undefined) {
      warn('W_BGPCONFIGURATION_NAME', 'has no effect: only default and node.<name> count', 'Rename or remove it.')
    } else {
      if (!cluster.byName.has(node)) warn('W_BGPCONFIGURATION_NODE', `is for node ${node}, which is not there`)
      const ignored = defaultOnly.filter((field) => spec[field] !== undefined && spec[field] !== null)
      if (ignored.length > 0) {
        warn('W_BGPCONFIGURATION_IGNORED', `sets ${ignored.join(', ')}, which count in BGPConfiguration/default only`)
      }
    }
    for (const field of Object.keys(spec)) {
      const first = cluster.rules.fieldSince('BGPConfiguration', field)
      if (first && !cluster.rules.knowsField('BGPConfiguration', field)) {
        warn('W_FIELD_TOO_NEW', `sets ${field}, known from ${first}: no effect in ${cluster.rules.version.text}`)
      }
    }
  }
  if (!names.has('BGPConfiguration/default')) {
    warnings.push({
      code: 'W_NO_DEFAULT_BGPCONFIGURATION',
      subject: 'BGPConfiguration/default',
      message: `is missing: the node-to-node mesh is on and the AS number is ${cluster.globalAsn}`,
    })
  }
  warnings.push(...meshWarnings(cluster))
  return warnings
}

function warnDefault(
  spec: BgpConfiguration['spec'],
  cluster: ClusterFacts,
  warn: (code: string, message: string, remedy?: string) => void,
): void {
  if (spec.asNumber !== undefined && spec.asNumber !== null && !readAsn(spec.asNumber)) {
    const used = readAsn(spec.asNumber) === 0 ? 'BIRD refuses AS number 0' : `${cluster.globalAsn} is used`
    warn('W_ASN_UNREADABLE', `has AS number ${spec.asNumber}, which no session can use; ${used}`)
  }
  warnSecret(spec.nodeMeshPassword?.secretKeyRef, 'BGPConfiguration', 'nodeMeshPassword', cluster, warn)
  const restart = spec.nodeMeshMaxRestartTime
  if (restart !== undefined && parseDurationSeconds(String(restart)) === undefined) {
    warn('W_DURATION_UNREADABLE', `has nodeMeshMaxRestartTime ${restart}, which is no duration such as 120s`)
  }
  const port = spec.listenPort
  if (port !== undefined && cluster.defaultListenPort === null) {
    warn('W_PORT_UNREADABLE', `has listenPort ${port}, which is no port from 1 to 65535; 179 is used`)
  }
}

function meshWarnings(cluster: ClusterFacts): Warning[] {
  if (!cluster.meshEnabled) return []
  const warnings: Warning[] = []
  const reflectors = cluster.nodes.filter((node) => node.clusterId !== '' && node.address[6])
  if (cluster.rules.reflectorInMesh[6] === 'own-side' && reflectors.length > 0) {
    warnings.push({
      code: 'W_MESH_ONE_SIDED',
      subject: someNames(reflectors.map((node) => node.name)),
      message: `left the IPv6 mesh when given a cluster id, but in ${cluster.rules.version.text} the other nodes still configure it: those sessions stay down`,
    })
  }
  const own = cluster.nodes.filter((node) => node.ownAsn !== undefined && node.ownAsn !== cluster.globalAsn)
  const inheriting = cluster.nodes.filter((node) => node.ownAsn === undefined)
  if (cluster.rules.meshFallbackIsOwnAs && own.length > 0 && inheriting.length > 0) {
    warnings.push({
      code: 'W_MESH_FALLBACK_AS',
      subject: someNames(own.map((node) => node.name)),
      message: `expect of ${someNames(inheriting.map((node) => node.name))}, which have no AS number of their own, theirs instead of ${cluster.globalAsn}: those mesh sessions end in "Bad peer AS"`,
      remedy: 'Set asNumber on every node, or turn the mesh off.',
      source: 'confd bgp_processor.go, from 3.32',
    })
  }
  return warnings
}
