import type { Sentence } from '../model/forecast.ts'
import { isReconnect } from './durations.ts'
import type { ProtocolChange } from './restarts.ts'
import type { Pair, Transition } from './stages-pairs.ts'
import { sentence } from './stages-timeline.ts'
import type { VersionRules } from './versions.ts'

/** What is known of a stage when somebody asks why. */
export interface StageFacts {
  /** Sessions that were established and end in this stage, by node. */
  ended: Map<string, ProtocolChange[]>
  meshGoesOff: boolean
  rules: VersionRules
  /** Some design facts that decide what would help. */
  leafs: boolean
  leafsAcceptAll: boolean
  /** Name of a leaf of the node's rack. */
  leafOf(node: string): string | undefined
  encapsulated: boolean
  /** Reflectors carry no pods. */
  emptyReflectors: boolean
}

/**
 * Why a pair loses its route in a stage. The sessions of both ends tell more than the place where packets die, except for
 * the two traps that are not about sessions at all: unreachable routes and loops.
 */
export function causeOf(pair: Pair, found: Transition, facts: StageFacts): Sentence {
  if (found.what === 'opens') return sentence(isReconnect(found.kind) ? 'opens.reconnect' : 'opens.takeover')
  if (found.kind === 'node-fib' || found.kind === 'leaf-fib' || found.kind === 'fabric-fib')
    return sentence(`loss.${found.kind}`)
  if (found.reason === 'unreachable-route' || found.reason === 'loop')
    return sentence(`loss.${found.reason}`, { at: found.at ?? '' })
  const ended = [...(facts.ended.get(pair.to) ?? []), ...(facts.ended.get(pair.from) ?? [])]
  const restarted = ended.filter((change) => change.what === 'restarted')
  if (restarted.some((change) => change.because === 'local AS' || change.because === 'remote AS'))
    return sentence('loss.as-change')
  if (ended.some((change) => change.was.origin.kind === 'mesh' && change.what === 'removed')) {
    if (!facts.meshGoesOff) return sentence('loss.leaves-mesh')
    return sentence(found.what === 'lost' ? 'loss.mesh-off' : 'loss.mesh-takeover')
  }
  if (restarted[0]) return sentence('loss.session-restart', { because: restarted[0].because })
  if (ended.length > 0) return sentence('loss.peers-removed')
  return sentence(`loss.${found.reason ?? 'session-end'}`, { at: found.at ?? '' })
}

/** What would avoid a loss here; undefined for losses too short to fight and for those nothing is known against. */
export function remedyOf(pair: Pair, cause: Sentence, facts: StageFacts): Sentence | undefined {
  switch (cause.key) {
    case 'loss.as-change': {
      if (facts.leafs && facts.rules.knowsField('BGPPeer', 'localASNumber')) return sentence('avoid.local-as')
      const leaf = facts.leafOf(pair.to)
      if (leaf !== undefined && facts.leafsAcceptAll) return sentence('avoid.leaf-statics', { leaf })
      return pair.scope === 'same-rack' && !facts.encapsulated ? sentence('avoid.safety-net') : sentence('avoid.one-as')
    }
    case 'loss.leaves-mesh':
      if (facts.leafs) return sentence('avoid.leaf-path')
      return sentence(facts.emptyReflectors ? 'avoid.one-at-a-time' : 'avoid.empty-reflectors')
    case 'loss.mesh-takeover':
      if (facts.leafs && !facts.leafsAcceptAll) return sentence('avoid.leaf-path')
      if (!facts.rules.reflectorsLeaveMesh) return sentence('avoid.upgrade')
      return sentence(facts.emptyReflectors ? 'avoid.one-at-a-time' : 'avoid.empty-reflectors')
    case 'loss.mesh-off':
    case 'loss.peers-removed':
      if (facts.leafs) return sentence('avoid.leaf-path')
      return sentence(facts.rules.reflectorsLeaveMesh ? 'avoid.replace-first' : 'avoid.upgrade')
    case 'loss.unreachable-route':
    case 'loss.loop':
      return sentence('avoid.mesh-off-first')
    case 'loss.session-restart':
      return pair.scope === 'same-rack' && !facts.encapsulated ? sentence('avoid.safety-net') : undefined
    default:
      return undefined
  }
}
