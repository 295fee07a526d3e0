import { type ApiError, badRequest } from '../store/errors.ts'
import { isFields } from '../store/object.ts'

/**
 * What a rehearsal says to the doors of a pod that need a running container. No kubelet is there, so a real API server
 * could not answer either; ours says why.
 */
const closedDoors: Record<string, string> = {
  log: 'a rehearsal keeps no logs of its pods; what BIRD knows is told by exec: birdcl show protocols all',
  portforward: 'nothing listens in the pods of a rehearsal',
  attach: 'nothing runs in the pods of a rehearsal to attach to; exec of birdcl and birdcl6 works',
  proxy: 'nothing listens in the pods of a rehearsal',
  ephemeralcontainers: 'no container can be added to the pods of a rehearsal',
}

/** The refusal of a pod's subresource; undefined for one that is served, or that does not exist. */
export function closedDoor(subresource: string | undefined): ApiError | undefined {
  const why = subresource ? closedDoors[subresource] : undefined
  return why ? badRequest(why) : undefined
}

/** The options of a delete that a policy/v1 Eviction asks for. 400 when it is for another pod. */
export function evictionOf(body: unknown, name: string): unknown {
  const metadata = isFields(body) ? body['metadata'] : undefined
  const named = isFields(metadata) ? metadata['name'] : undefined
  if (named !== undefined && named !== name) throw badRequest('name in URL does not match name in Eviction object')
  return isFields(body) ? body['deleteOptions'] : undefined
}
