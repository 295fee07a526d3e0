import type { FieldProblem } from '../store/errors.ts'
import { isFields } from '../store/object.ts'

/**
 * Rules in Calico's resource definitions that the API server checks itself (CEL), whoever writes: before 3.32 only
 * calicoctl's own validator knows them. Texts as in Calico's sources; where a text goes on, only its beginning is known.
 */
interface CelRule {
  kind: 'BGPPeer' | 'BGPConfiguration'
  /** First minor version whose definitions have it. */
  since: number
  broken: (spec: Record<string, unknown>) => boolean
  message: string
}

const set = (spec: Record<string, unknown>, field: string) => Boolean(spec[field])
const peer = (since: number, message: string, broken: CelRule['broken']): CelRule => ({
  kind: 'BGPPeer',
  since,
  broken,
  message,
})
const configuration = (message: string, broken: CelRule['broken']): CelRule => ({
  kind: 'BGPConfiguration',
  since: 33,
  broken,
  message,
})

const rules: CelRule[] = [
  peer(32, 'node and nodeSelector cannot both be set', (spec) => set(spec, 'node') && set(spec, 'nodeSelector')),
  peer(32, 'peerIP and peerSelector cannot both be set', (spec) => set(spec, 'peerIP') && set(spec, 'peerSelector')),
  peer(
    32,
    'asNumber must be empty when peerSelector is set',
    (spec) => set(spec, 'asNumber') && set(spec, 'peerSelector'),
  ),
  peer(
    33,
    'reachableBy must be empty when peerIP is empty',
    (spec) => set(spec, 'reachableBy') && !set(spec, 'peerIP'),
  ),
  peer(
    33,
    'keepOriginalNextHop and nextHopMode cannot both be set',
    (spec) => spec['keepOriginalNextHop'] === true && set(spec, 'nextHopMode'),
  ),
  ...['peerIP', 'peerSelector'].map((field) =>
    peer(
      33,
      `${field} must be empty when localWorkloadSelector is set`,
      (spec) => set(spec, 'localWorkloadSelector') && set(spec, field),
    ),
  ),
  peer(
    33,
    'asNumber is required when localWorkloadSelector is set',
    (spec) => set(spec, 'localWorkloadSelector') && !set(spec, 'asNumber'),
  ),
  ...['nodeMeshPassword', 'nodeMeshMaxRestartTime'].map((field) =>
    configuration(
      `${field} cannot be set when nodeToNodeMeshEnabled is false`,
      (spec) => spec['nodeToNodeMeshEnabled'] === false && set(spec, field),
    ),
  ),
  configuration(
    'communities are defined but not used in prefixAdvertisements',
    (spec) =>
      Array.isArray(spec['communities']) &&
      spec['communities'].length > 0 &&
      !(Array.isArray(spec['prefixAdvertisements']) && spec['prefixAdvertisements'].length > 0),
  ),
]

/** The rules of a release's definitions that a spec breaks. @param minor of the cluster's Calico version */
export function celProblems(kind: string, spec: unknown, minor: number): FieldProblem[] {
  if (!isFields(spec)) return []
  return rules
    .filter((rule) => rule.kind === kind && rule.since <= minor && rule.broken(spec))
    .map(({ message }) => ({
      field: 'spec',
      reason: 'FieldValueInvalid',
      message: `Invalid value: "object": ${message}`,
    }))
}
