import { addressCheck, namesFree, reachCheck } from './checks.ts'
import type { Dialect } from './dialect.ts'
import type { IntentNeighbor, SwitchIntent } from './intent.ts'
import { familiesOf, filterEntries, filterName, isInternal, passwordMark, when } from './lines.ts'

/** Neighbours of a group share its type: external, or internal for a leaf that reflects to its own AS. */
function groupOf(intent: SwitchIntent, neighbor: IntentNeighbor): { name: string; type: 'internal' | 'external' } {
  if (isInternal(intent, neighbor)) return { name: 'CALICO-INTERNAL', type: 'internal' }
  return { name: intent.role === 'leaf' ? 'CALICO-NODES' : 'CALICO-LEAFS', type: 'external' }
}

function groups(intent: SwitchIntent) {
  return new Map(intent.neighbors.map((neighbor) => [groupOf(intent, neighbor).name, groupOf(intent, neighbor).type]))
}

/** True when neighbours of a group have different AS numbers: paths of these are used side by side only when it is said. */
function manyAs(intent: SwitchIntent, group: string): boolean {
  return new Set(intent.neighbors.filter((n) => groupOf(intent, n).name === group).map((n) => n.remoteAs)).size > 1
}

function policies(intent: SwitchIntent): string[] {
  return familiesOf(intent).flatMap((family) => {
    const name = filterName(intent, family)
    if (!name) return []
    const policy = `set policy-options policy-statement ${name}`
    return [
      ...filterEntries(intent, family).map((entry) => `${policy} term ours from route-filter ${entry.cidr} orlonger`),
      `${policy} term ours then accept`,
      `${policy} term others then reject`,
    ]
  })
}

function neighbor(intent: SwitchIntent, n: IntentNeighbor): string[] {
  const group = `set protocols bgp group ${groupOf(intent, n).name} neighbor ${n.address}`
  const family = n.family === 4 ? 'inet' : 'inet6'
  const filter = filterName(intent, n.family)
  return [
    `${group} description ${n.description}`,
    `${group} peer-as ${n.remoteAs}`,
    `${group} hold-time ${intent.hold}`,
    ...when(n.waits, `${group} passive`),
    ...when(n.passwordRef !== undefined, `${group} authentication-key ${passwordMark(n.passwordRef ?? '')}`),
    `${group} family ${family} unicast prefix-limit maximum ${intent.maximumPrefixes}`,
    ...when(filter !== undefined, `${group} import ${filter}`),
    // Junos counts how often the own AS may stand in a path, the others how often it may be there beside the first.
    ...when(n.allowAsIn > 0, `${group} family ${family} unicast loops ${Math.min(10, n.allowAsIn + 1)}`),
    ...when(n.asOverride, `${group} as-override`),
    // Without it Junos keeps routes of an AS from the neighbours in that AS; as-override ends that by itself.
    ...when(n.hearsOwnAs, `${group} advertise-peer-as`),
    ...when(n.nextHopSelf, `${group} export CALICO-NEXT-HOP-SELF`),
  ]
}

/** Juniper Junos, as set commands. */
export const junos: Dialect = {
  name: 'junos',
  title: 'Juniper Junos',
  comment: '#',
  commands: {
    peers: 'show bgp summary | display json',
    routes: 'show route protocol bgp',
  },
  checks: (intent) => [
    'show configuration routing-options autonomous-system - it is the AS number below',
    `show configuration protocols bgp - ${namesFree([...groups(intent).keys()], 'group name')}`,
    'show configuration routing-options forwarding-table - an export policy with "load-balance" is there, or equal paths carry nothing',
    addressCheck(intent, 'show interfaces terse'),
    ...reachCheck(intent),
  ],
  config: (intent) => [
    'configure exclusive',
    ...policies(intent),
    ...when(
      intent.neighbors.some((n) => n.nextHopSelf),
      // Routes of BGP only; static, direct and IGP ones fall through to the default policy, which keeps them here.
      'set policy-options policy-statement CALICO-NEXT-HOP-SELF term bgp from protocol bgp',
      'set policy-options policy-statement CALICO-NEXT-HOP-SELF term bgp then next-hop self',
      'set policy-options policy-statement CALICO-NEXT-HOP-SELF term bgp then accept',
    ),
    ...[...groups(intent)].flatMap(([name, type]) => [
      `set protocols bgp group ${name} type ${type}`,
      ...when(
        intent.paths > 1,
        `set protocols bgp group ${name} multipath${manyAs(intent, name) ? ' multiple-as' : ''}`,
      ),
      ...when(
        intent.neighbors.some((n) => n.reflectorClient && groupOf(intent, n).name === name),
        `set protocols bgp group ${name} cluster ${clusterId(intent)}`,
      ),
    ]),
    ...intent.neighbors.flatMap((n) => neighbor(intent, n)),
    'commit check',
    'commit',
  ],
  removal: (intent) => [
    'configure exclusive',
    ...[...groups(intent).keys()].map((name) => `delete protocols bgp group ${name}`),
    ...when(
      intent.neighbors.some((n) => n.nextHopSelf),
      'delete policy-options policy-statement CALICO-NEXT-HOP-SELF',
    ),
    ...familiesOf(intent).flatMap((family) => {
      const name = filterName(intent, family)
      return name ? [`delete policy-options policy-statement ${name}`] : []
    }),
    'commit',
  ],
  notes: (intent) => [
    'Instead of "commit", "commit confirmed 10" takes the change back by itself unless you commit again.',
    ...when(
      intent.neighbors.some((n) => n.anyForeignAs),
      'The AS number is fixed here: there is no word for "any foreign AS".',
    ),
  ],
}

/** A reflecting leaf needs a cluster id; made from its AS number it is the same on every run and unlike any address of a node. */
function clusterId(intent: SwitchIntent): string {
  return `0.0.${(intent.asn >> 8) & 255}.${intent.asn & 255}`
}
