import type { Json, ObjectRef } from '../../model/plan.ts'

/** One name for one object: "BGPPeer/rr1", "File/node2:/etc/calico/calicoctl.cfg". */
export function refKey(ref: ObjectRef): string {
  return ref.host === undefined ? `${ref.kind}/${ref.name}` : `${ref.kind}/${ref.host}:${ref.name}`
}

/** A value as a person reads it in a drift report. */
export function showJson(value: Json | undefined): string {
  return value === undefined ? '(absent)' : typeof value === 'string' ? value : JSON.stringify(value)
}
