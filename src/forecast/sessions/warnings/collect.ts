import type { ResourceSet } from '../../../model/resources.ts'
import type { Warning } from '../../../model/session.ts'
import type { VersionRules } from '../../versions.ts'
import type { Family } from '../address.ts'
import type { ClusterFacts, NodeFacts } from '../cluster.ts'
import type { CompiledPeer, NodeMatcher } from '../peers.ts'
import type { PeerConflict } from '../table.ts'
import { configurationWarnings } from './configuration.ts'
import { someNames } from './names.ts'
import { nodeWarnings } from './nodes.ts'
import { peerWarnings } from './peers.ts'

/** More of one kind than anybody reads: the rest is counted. */
const mostOfAKind = 20

/** Gathers what the reader should know: about the resources at once, about conflicts and frozen nodes as they are met. */
export class WarningCollector {
  readonly #still: () => Warning[]
  readonly #conflicts = new Map<string, { first: PeerConflict; count: number }>()
  readonly #frozen = new Map<string, Set<string>>()

  constructor(resources: ResourceSet, cluster: ClusterFacts, compiled: readonly CompiledPeer[], matching: NodeMatcher) {
    this.#still = () => [
      ...nodeWarnings(resources, cluster),
      ...configurationWarnings(resources, cluster),
      ...peerWarnings(resources, cluster, compiled, matching),
    ]
  }

  conflicts(conflicts: readonly PeerConflict[]): void {
    for (const conflict of conflicts) {
      const key = [...conflict.peers].sort().join('\n')
      const known = this.#conflicts.get(key)
      if (known) known.count += 1
      else this.#conflicts.set(key, { first: conflict, count: 1 })
    }
  }

  frozen(node: NodeFacts, family: Family, reason: string | undefined): void {
    if (reason === undefined) return
    const key = `IPv${family}\n${reason}`
    this.#frozen.set(key, (this.#frozen.get(key) ?? new Set()).add(node.name))
  }

  all(): Warning[] {
    return capped([...this.#frozenWarnings(), ...this.#conflictWarnings(), ...this.#still()])
  }

  #conflictWarnings(): Warning[] {
    return [...this.#conflicts.values()].map(({ first, count }) => ({
      code: 'W_BGPPEER_CONFLICT',
      subject: `BGPPeer/${first.peers[0]}, BGPPeer/${first.peers[1]}`,
      message: `give node ${first.node} the session ${first.protocol}${count > 1 ? ` (and ${count - 1} more)` : ''} with different ${first.differs.join(', ')}: Calico takes one of them at random; shown is ${first.peers[0]}`,
      remedy: 'Let one BGPPeer make the session.',
      source: 'confd client.go: the order of BGPPeers is that of a Go map',
    }))
  }

  #frozenWarnings(): Warning[] {
    return [...this.#frozen].map(([key, nodes]) => {
      const [family, reason] = key.split('\n')
      return {
        code: 'W_CONFIGURATION_FROZEN',
        subject: someNames([...nodes]),
        message: `keep their former ${family} configuration: BIRD refuses the new file because ${reason}`,
        remedy: 'Nothing that is changed later reaches these nodes until this is repaired.',
      }
    })
  }
}

function capped(warnings: Warning[]): Warning[] {
  const kinds = new Map<string, number>()
  const kept = warnings.filter((warning) => {
    const count = (kinds.get(warning.code) ?? 0) + 1
    kinds.set(warning.code, count)
    return count <= mostOfAKind
  })
  for (const [code, count] of kinds) {
    if (count <= mostOfAKind) continue
    kept.push({ code, subject: `${count - mostOfAKind} more`, message: `of the kind ${code} are not listed` })
  }
  return kept
}

/** What a forecast of sessions leaves out, in words for the reader. */
export function notModelled(rules: VersionRules): string[] {
  return [
    'Environment of calico-node: CALICO_ROUTER_ID other than the IPv4 address, and AS, which overwrites the AS number of a node at its start.',
    'Whether two passwords are the same text: only that both ends have one is compared.',
    'Firewalls, interfaces that are down, and routes between subnets: every address is taken to be reachable unless BGP itself forbids it.',
    'Who holds a connection that two protocols could have, when no earlier moment is known: the order of a daemon start decides.',
    'The order in which nodes take a change: each forecast is the state at rest.',
    ...(rules.knowsField('BGPPeer', 'localWorkloadSelector')
      ? ['Sessions with pods, beyond the WorkloadEndpoints in the input; their state is unknown.']
      : []),
    ...(rules.meshHopsUnmeasured && !rules.meshIsSingleHop
      ? ['Between 3.26 and 3.30 nobody measured whether the mesh is multihop; it is taken to be, as in 3.25.']
      : []),
    ...(rules.meshIsMultihopAgain
      ? ['From 3.32 the mesh is multihop again as its source says; nobody measured it.']
      : []),
  ]
}
