import { parseSelector } from '../../../forecast/selector/parse.ts'
import { isCidr, isIp, isIpv4, isNetwork } from '../shared/addresses.ts'
import type { Resource } from './decode.ts'
import { type BadField, CalicoError, validationError } from './errors.ts'

/**
 * From 3.33 on what only compares fields of one resource is left to the rules in the resource definitions
 * (`api/cel-rules.ts`); 3.32 has both, and calicoctl's own come first.
 */
const rulesMovedIn = 33

/** Checks of Calico's own validator, for the kinds a migration writes. Throws the error calicoctl prints. */
export function validate(resource: Resource, minor: number): void {
  const bad: BadField[] = []
  const { spec, metadata, kind } = resource
  checkName(String(metadata.name ?? ''), bad)
  if (kind === 'BGPPeer') bgpPeer(spec, bad, minor)
  else if (kind === 'BGPConfiguration') bgpConfiguration(spec, bad, minor)
  else if (kind === 'Node') node(spec, bad)
  if (bad.length > 0) throw validationError(bad)
  if (kind === 'BGPConfiguration' && metadata.name !== 'default') defaultOnly(spec)
}

const nameText =
  "name must consist of lower case alphanumeric characters, '-' or '.' (regex: [a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)"

function checkName(name: string, bad: BadField[]): void {
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) return
  bad.push({ name: 'Metadata.Name', value: name, reason: nameText })
}

function tag(field: string, rule: string): string {
  return `Reason: failed to validate Field: ${field} because of Tag: ${rule} `
}

/** Adds a problem when a text is there and does not pass. */
function check(bad: BadField[], name: string, value: unknown, rule: string, passes: (text: string) => boolean): void {
  if (typeof value === 'string' && value !== '' && !passes(value)) bad.push({ name, value, reason: tag(name, rule) })
}

function bgpPeer(spec: Record<string, unknown>, bad: BadField[], minor: number): void {
  const text = (field: string) => (typeof spec[field] === 'string' ? (spec[field] as string) : '')
  check(bad, 'NodeSelector', spec['nodeSelector'], 'selector', isSelector)
  check(bad, 'PeerIP', spec['peerIP'], 'IP:port', isIpAndPort)
  check(bad, 'PeerSelector', spec['peerSelector'], 'selector', isSelector)
  check(bad, 'SourceAddress', spec['sourceAddress'], 'sourceAddress', (value) => /^(UseNodeIP|None)$/.test(value))
  check(bad, 'ReachableBy', spec['reachableBy'], 'reachableBy', isIp)
  const must = (broken: boolean, name: string, value: unknown, reason: string) => {
    if (broken && minor < rulesMovedIn) bad.push({ name, value, reason })
  }
  const [node, nodeSelector, peerIp, peerSelector] = ['node', 'nodeSelector', 'peerIP', 'peerSelector'].map(text)
  const asn = Number(spec['asNumber'] ?? 0)
  const workload = text('localWorkloadSelector')
  must(Boolean(node && nodeSelector), 'Node', node, 'Node field must be empty when NodeSelector is specified')
  must(Boolean(peerIp && peerSelector), 'PeerIP', peerIp, 'PeerIP field must be empty when PeerSelector is specified')
  must(
    asn !== 0 && Boolean(peerSelector),
    'ASNumber',
    asn,
    'ASNumber field must be empty when PeerSelector is specified',
  )
  must(
    Boolean(workload && peerIp),
    'PeerIP',
    peerIp,
    'PeerIP field must be empty when LocalWorkloadSelector is specified',
  )
  must(
    Boolean(workload && peerSelector),
    'PeerSelector',
    peerSelector,
    'PeerSelector field must be empty when LocalWorkloadSelector is specified',
  )
  must(
    Boolean(workload) && asn === 0,
    'ASNumber',
    asn,
    'ASNumber field must NOT be empty when LocalWorkloadSelector is specified',
  )
  must(
    spec['keepOriginalNextHop'] === true && Boolean(text('nextHopMode')),
    'KeepOriginalNextHop',
    true,
    'The KeepOriginalNextHop field is deprecated. It must not be set when NextHopMode is specified',
  )
  const reachable = text('reachableBy')
  must(Boolean(reachable) && !peerIp, 'ReachableBy', reachable, 'ReachablyBy field must be empty when PeerIP is empty')
  if (reachable && peerIp) {
    const otherFamily = reachable.includes(':') !== isIpv6Peer(peerIp)
    const reason = !isIp(reachable)
      ? 'ReachableBy is invalid address'
      : !isIpAndPort(peerIp)
        ? 'PeerIP is invalid address'
        : otherFamily && 'ReachableBy and PeerIP address family mismatched'
    if (reason) bad.push({ name: 'ReachableBy', value: reachable, reason })
  }
}

/** A BGPConfigurationSpec as Go's %v shows it; where pointers are, addresses of the real program's memory stand. */
function goStruct(spec: Record<string, unknown>): string {
  const pointer = (value: unknown) => (value === undefined ? '<nil>' : '0xc000123456')
  const restart = spec['nodeMeshMaxRestartTime']
  const parts = [
    spec['logSeverityScreen'] ?? '',
    pointer(spec['nodeToNodeMeshEnabled']),
    spec['asNumber'] ?? '<nil>',
    '[] [] [] [] []',
    spec['listenPort'] ?? 0,
    pointer(spec['nodeMeshPassword']),
    restart === undefined ? 'nil' : `&Duration{Duration:${restart},}`,
    '<nil> []',
  ]
  return `{${parts.join(' ')}}`
}

function isIpv6Peer(peerIp: string): boolean {
  return peerIp.startsWith('[') || peerIp.split(':').length > 2
}

const logLevels = /^(Debug|Info|Warning|Error|Fatal)$/

function bgpConfiguration(spec: Record<string, unknown>, bad: BadField[], minor: number): void {
  check(bad, 'LogSeverityScreen', spec['logSeverityScreen'], 'logLevel', (value) => logLevels.test(value))
  for (const field of ['serviceLoadBalancerIPs', 'serviceExternalIPs', 'serviceClusterIPs']) {
    for (const entry of (spec[field] ?? []) as { cidr?: unknown }[]) check(bad, 'CIDR', entry.cidr, 'net', isNetwork)
  }
  const communities = (spec['communities'] ?? []) as unknown[]
  if (
    minor < rulesMovedIn &&
    communities.length > 0 &&
    ((spec['prefixAdvertisements'] ?? []) as unknown[]).length === 0
  ) {
    const reason = 'communities are defined but not used in Spec.PrefixAdvertisement[].'
    const shown = (communities as { name?: string; value?: string }[]).map(
      ({ name, value }) => `{${name ?? ''} ${value ?? ''}}`,
    )
    bad.push({ name: 'Spec.Communities[]', value: `[${shown.join(' ')}]`, reason })
  }
  if (spec['nodeToNodeMeshEnabled'] !== false || minor >= rulesMovedIn) return
  for (const field of ['NodeMeshPassword', 'NodeMeshMaxRestartTime']) {
    if (spec[field.charAt(0).toLowerCase() + field.slice(1)] === undefined) continue
    const reason = `spec.${field} cannot be set if spec.NodeToNodeMesh is disabled`
    bad.push({ name: `Spec.${field}`, value: goStruct(spec), reason })
  }
}

function node(spec: Record<string, unknown>, bad: BadField[]): void {
  const bgp = spec['bgp'] as Record<string, unknown> | undefined
  if (!bgp) return
  check(bad, 'IPv4Address', bgp['ipv4Address'], 'cidrv4', (value) => isCidrOrIp(value) && !value.includes(':'))
  check(bad, 'IPv6Address', bgp['ipv6Address'], 'cidrv6', (value) => isCidrOrIp(value) && value.includes(':'))
  check(bad, 'IPv4IPIPTunnelAddr', bgp['ipv4IPIPTunnelAddr'], 'ipv4', isIpv4)
  check(bad, 'RouteReflectorClusterID', bgp['routeReflectorClusterID'], 'ipv4', isIpv4)
  if (Object.keys(bgp).length === 0)
    bad.push({ name: 'BGP', value: '&{<nil>    }', reason: 'Spec.BGP should not be empty' })
}

/** Fields that only the object named default may have. */
function defaultOnly(spec: Record<string, unknown>): void {
  const rules: [string, string, string][] = [
    ['nodeToNodeMeshEnabled', 'NodeToNodeMeshEnabled', 'nodeToNodeMeshEnabled'],
    ['asNumber', 'ASNumber', 'ASNumber'],
    ['serviceLoadBalancerIPs', 'ServiceLoadBalancerIPs', 'ServiceLoadBalancerIPs'],
    ['serviceExternalIPs', 'ServiceExternalIPs', 'ServiceExternalIPs'],
    ['serviceClusterIPs', 'ServiceClusterIPs', 'ServiceClusterIPs'],
    ['nodeMeshPassword', 'NodeMeshPassword', 'nodeMeshPassword'],
    ['nodeMeshMaxRestartTime', 'NodeMeshMaxRestartTime', 'nodeMeshMaxRestartTime'],
  ]
  const bad: BadField[] = []
  for (const [field, name, word] of rules) {
    if (spec[field] === undefined) continue
    bad.push({
      name: `BGPConfiguration.Spec.${name}`,
      reason: `Cannot set ${word} on a non default BGP Configuration.`,
    })
  }
  if (bad.length > 0) throw validationError(bad)
}

function isSelector(text: string): boolean {
  return parseSelector(text).ok
}

function isIpAndPort(text: string): boolean {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text)
  if (!match) return isIp(text)
  const port = Number(match[3])
  return isIp(match[1] ?? match[2] ?? '') && port >= 1 && port <= 65535
}

function isCidrOrIp(text: string): boolean {
  return isCidr(text) || isIp(text)
}

/** For an operation that the datastore does not have. */
export function unsupported(operation: string, identifier: string, reason?: string): CalicoError {
  const text = `operation ${operation} is not supported on ${identifier}`
  return new CalicoError('unsupported', reason ? `${text}: ${reason}` : text)
}
