import type { Resource } from './decode.ts'

/** A kind that calicoctl manages: its names, its place in the API and its columns. */
export interface Manager {
  kind: string
  /** Plural in the API; a Node is a Kubernetes Node. */
  plural: string
  names: string[]
  headings: string[]
  wideHeadings: string[]
  cells: Record<string, (resource: Resource, config: { asNumber: string }) => string>
  namespaced: boolean
  /** First minor version that has it. */
  since: number
}

const nameCell = (resource: Resource) => resource.metadata.name
const specText = (field: string) => (resource: Resource) => String(resource.spec[field] ?? '')

function plain(kind: string, plural: string, names: string[], since = 0): Manager {
  const headings = ['NAME']
  return {
    kind,
    plural,
    names,
    headings,
    wideHeadings: headings,
    cells: { NAME: nameCell },
    namespaced: false,
    since,
  }
}

const node: Manager = {
  ...plain('Node', 'nodes', ['node', 'nodes', 'no', 'nos']),
  wideHeadings: ['NAME', 'ASN', 'IPV4', 'IPV6'],
  cells: {
    NAME: nameCell,
    ASN: ({ spec }, config) => {
      const bgp = spec['bgp'] as Record<string, unknown> | undefined
      if (!bgp) return ''
      return bgp['asNumber'] === undefined ? `(${config.asNumber})` : String(bgp['asNumber'])
    },
    IPV4: ({ spec }) => String((spec['bgp'] as Record<string, unknown> | undefined)?.['ipv4Address'] ?? ''),
    IPV6: ({ spec }) => String((spec['bgp'] as Record<string, unknown> | undefined)?.['ipv6Address'] ?? ''),
  },
}

const bgpPeerHeadings = ['NAME', 'PEERIP', 'NODE', 'ASN']
const bgpPeer: Manager = {
  ...plain('BGPPeer', 'bgppeers', ['bgppeer', 'bgppeers', 'bgpp', 'bgpps', 'bp', 'bps']),
  headings: bgpPeerHeadings,
  wideHeadings: bgpPeerHeadings,
  cells: {
    NAME: nameCell,
    PEERIP: specText('peerIP'),
    NODE: ({ spec }) => String(spec['node'] || spec['nodeSelector'] || '(global)'),
    ASN: ({ spec }) => String(spec['asNumber'] ?? 0),
  },
}

const bgpConfigurationHeadings = ['NAME', 'LOGSEVERITY', 'MESHENABLED', 'ASNUMBER']
const bgpConfiguration: Manager = {
  ...plain('BGPConfiguration', 'bgpconfigurations', [
    'bgpconfiguration',
    'bgpconfigurations',
    'bgpconfig',
    'bgpconfigs',
  ]),
  headings: bgpConfigurationHeadings,
  wideHeadings: bgpConfigurationHeadings,
  cells: {
    NAME: nameCell,
    LOGSEVERITY: specText('logSeverityScreen'),
    MESHENABLED: ({ spec }) => String(spec['nodeToNodeMeshEnabled'] ?? '-'),
    ASNUMBER: ({ spec }) => String(spec['asNumber'] ?? '-'),
  },
}

const ipPool: Manager = {
  ...plain('IPPool', 'ippools', ['ippool', 'ippools', 'ipp', 'ipps', 'pool', 'pools']),
  headings: ['NAME', 'CIDR', 'SELECTOR'],
  wideHeadings: ['NAME', 'CIDR', 'NAT', 'IPIPMODE', 'VXLANMODE', 'DISABLED', 'DISABLEBGPEXPORT', 'SELECTOR'],
  cells: {
    NAME: nameCell,
    CIDR: specText('cidr'),
    NAT: ({ spec }) => String(spec['natOutgoing'] ?? false),
    IPIPMODE: ({ spec }) => String(spec['ipipMode'] || 'Never'),
    VXLANMODE: ({ spec }) => String(spec['vxlanMode'] || 'Never'),
    DISABLED: ({ spec }) => String(spec['disabled'] ?? false),
    DISABLEBGPEXPORT: ({ spec }) => String(spec['disableBGPExport'] ?? false),
    SELECTOR: specText('nodeSelector'),
  },
}

const clusterInformationHeadings = ['NAME', 'CLUSTERGUID', 'CLUSTERTYPE', 'CALICOVERSION', 'DATASTOREREADY']
const clusterInformation: Manager = {
  ...plain('ClusterInformation', 'clusterinformations', [
    'clusterinformation',
    'clusterinformations',
    'clusterinfo',
    'clusterinfos',
  ]),
  headings: clusterInformationHeadings,
  wideHeadings: clusterInformationHeadings,
  cells: {
    NAME: nameCell,
    CLUSTERGUID: specText('clusterGUID'),
    CLUSTERTYPE: specText('clusterType'),
    CALICOVERSION: specText('calicoVersion'),
    DATASTOREREADY: specText('datastoreReady'),
  },
}

/** Kinds in alphabetical order, as help lists them. */
export const managers: Manager[] = [
  bgpConfiguration,
  plain('BGPFilter', 'bgpfilters', ['bgpfilter', 'bgpfilters'], 26),
  bgpPeer,
  clusterInformation,
  plain('FelixConfiguration', 'felixconfigurations', [
    'felixconfiguration',
    'felixconfigurations',
    'felixconfig',
    'felixconfigs',
  ]),
  plain('GlobalNetworkPolicy', 'globalnetworkpolicies', [
    'globalnetworkpolicy',
    'globalnetworkpolicies',
    'gnp',
    'gnps',
  ]),
  plain('GlobalNetworkSet', 'globalnetworksets', ['globalnetworkset', 'globalnetworksets']),
  plain('HostEndpoint', 'hostendpoints', ['hostendpoint', 'hostendpoints', 'hep', 'heps']),
  ipPool,
  plain('IPReservation', 'ipreservations', ['ipreservation', 'ipreservations', 'reservation', 'reservations'], 22),
  plain('KubeControllersConfiguration', 'kubecontrollersconfigurations', [
    'kubecontrollersconfiguration',
    'kubecontrollersconfigurations',
    'kubecontrollersconfig',
    'kubecontrollersconfigs',
  ]),
  {
    ...plain('NetworkPolicy', 'networkpolicies', [
      'networkpolicy',
      'networkpolicies',
      'policy',
      'np',
      'policies',
      'pol',
      'pols',
    ]),
    namespaced: true,
  },
  { ...plain('NetworkSet', 'networksets', ['networkset', 'networksets', 'netsets']), namespaced: true },
  node,
]

/** The manager of a kind argument, in any case, singular, plural or short. */
export function managerNamed(name: string, minor: number): Manager | undefined {
  return managers.find((each) => each.since <= minor && each.names.includes(name.toLowerCase()))
}

/** The manager of a document's kind, "Node" or "NodeList". */
export function managerOfKind(kind: string, minor: number): { manager: Manager; list: boolean } | undefined {
  const direct = managers.find((each) => each.since <= minor && each.kind === kind)
  if (direct) return { manager: direct, list: false }
  const item = kind.endsWith('List') ? managers.find((each) => each.kind === kind.slice(0, -4)) : undefined
  return item && item.since <= minor ? { manager: item, list: true } : undefined
}
