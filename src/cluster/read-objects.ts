import type { RunCommand } from '../model/command-result.ts'
import type { Json, ObjectRef, ReadObject } from '../model/plan.ts'
import { type KubeObject, kubectlRead, lastLine, parseOutput } from './kube-json.ts'

/** Reads what is not a Kubernetes object: files of this host, routes of a node. */
export type ReadElsewhere = (ref: ObjectRef) => Promise<ReadObject>

/**
 * Names in one kubectl call; beyond it all objects of the kind are listed. kubectl asks for each name by itself, the first ten at once
 * and then five a second (client-go's DefaultBurst and DefaultQPS, which kubectl leaves as they are); a list is one request.
 */
const NAMES_A_CALL = 10

/** Hosts asked at the same time. */
const AT_ONCE = 8

const resourceOf: Partial<Record<ObjectRef['kind'], string>> = {
  KubeNode: 'nodes',
  BGPConfiguration: 'bgpconfigurations.crd.projectcalico.org',
  BGPPeer: 'bgppeers.crd.projectcalico.org',
}

/**
 * Reads objects back, in as few commands as possible: what an object holds now decides what a command did (G4).
 * An answer that cannot be read makes every object asked for "unreadable", never "absent".
 */
export async function readObjects(run: RunCommand, refs: ObjectRef[], elsewhere: ReadElsewhere): Promise<ReadObject[]> {
  const found = new Map<string, ReadObject>()
  const kinds = new Set(refs.map((ref) => ref.kind))
  for (const kind of kinds) {
    const resource = resourceOf[kind]
    const wanted = refs.filter((ref) => ref.kind === kind)
    if (!resource) for (const object of await eachOf(wanted, elsewhere)) found.set(keyOf(object.ref), object)
    else for (const object of await readKind(run, resource, wanted)) found.set(keyOf(object.ref), object)
  }
  return refs.map((ref) => {
    const object = found.get(keyOf(ref))
    return object ? { ...object, ref } : { ref, status: 'unreadable', reason: 'it was not read' }
  })
}

/** Asks one by one, some at a time: each may be an ssh connection. */
async function eachOf(refs: ObjectRef[], read: ReadElsewhere): Promise<ReadObject[]> {
  const result: ReadObject[] = []
  for (let i = 0; i < refs.length; i += AT_ONCE)
    result.push(...(await Promise.all(refs.slice(i, i + AT_ONCE).map(read))))
  return result
}

async function readKind(run: RunCommand, resource: string, refs: ObjectRef[]): Promise<ReadObject[]> {
  const names = [...new Set(refs.map((ref) => ref.name))]
  const which = names.length > NAMES_A_CALL ? [] : [...names, '--ignore-not-found']
  const result = await run(kubectlRead('get', resource, ...which, '-o', 'json'))
  // --ignore-not-found prints nothing at all when none of them exists.
  if (result.exitCode === 0 && !result.truncated && result.stdout.trim() === '')
    return refs.map((ref) => ({ ref, status: 'absent' }))
  let objects: KubeObject[]
  try {
    const parsed = parseOutput(result)
    objects = Array.isArray(parsed['items']) ? (parsed['items'] as KubeObject[]) : [parsed as unknown as KubeObject]
  } catch (error) {
    const reason = error instanceof Error ? error.message : lastLine(result.stderr)
    return refs.map((ref) => ({ ref, status: 'unreadable', reason }))
  }
  const byName = new Map(objects.map((object) => [object.metadata?.name, object]))
  return refs.map((ref): ReadObject => {
    const object = byName.get(ref.name)
    if (!object) return { ref, status: 'absent' }
    const { uid, resourceVersion, generation } = object.metadata
    return {
      ref,
      status: 'present',
      ...(uid !== undefined ? { uid } : {}),
      ...(resourceVersion !== undefined ? { resourceVersion } : {}),
      ...(typeof generation === 'number' ? { generation } : {}),
      content: contentOf(ref, object),
    }
  })
}

function contentOf(ref: ObjectRef, object: KubeObject): Json {
  if (ref.kind !== 'KubeNode') return { spec: (object.spec ?? {}) as Json }
  const { labels, annotations } = object.metadata
  return { metadata: { labels: { ...labels }, annotations: { ...annotations } } }
}

function keyOf(ref: ObjectRef): string {
  return `${ref.kind}/${ref.name}@${ref.host ?? ''}`
}
