import type { RunCommand } from '../model/command-result.ts'
import { type KubeObject, listObjects } from './kube-json.ts'

/** What a rehearsal on a copy needs of a cluster; values of Secrets are never read. */
const CORE = [
  ['nodes'],
  ['namespaces', 'kube-system'],
  ['pods', '--all-namespaces', '-l', 'k8s-app=calico-node'],
  ['pods', '-n', 'kube-system', '-l', 'component=kube-apiserver'],
  ['services', '--all-namespaces'],
]
const CALICO = ['clusterinformations', 'bgpconfigurations', 'bgppeers', 'bgpfilters', 'ippools', 'blockaffinities']
const GROUPS = ['crd.projectcalico.org', 'projectcalico.org']

/**
 * Copies a cluster's BGP-relevant objects: the document that `rehearse --from-cluster` starts from and that can be kept in a
 * file. Sorted and without what the server makes anew, so that two dumps of one state are equal to the byte.
 */
export async function dumpCluster(run: RunCommand): Promise<{ apiVersion: 'v1'; kind: 'List'; items: KubeObject[] }> {
  const core = await Promise.all(CORE.map((words) => listObjects(run, ...words)))
  const calico = await Promise.all(CALICO.map((plural) => listOfAnyGroup(run, plural)))
  const items = [...core, ...calico].flatMap((list) => list ?? []).map(canonical)
  items.sort((a, b) => keyOf(a).localeCompare(keyOf(b), 'en'))
  return { apiVersion: 'v1', kind: 'List', items }
}

async function listOfAnyGroup(run: RunCommand, plural: string): Promise<KubeObject[] | undefined> {
  for (const group of GROUPS) {
    const found = await listObjects(run, `${plural}.${group}`)
    if (found) return found
  }
  return undefined
}

function keyOf(object: KubeObject): string {
  return `${object.kind} ${object.metadata.namespace ?? ''} ${object.metadata.name}`
}

/** Without versions, managers and heartbeats; container environments may hold secrets and are reduced to what is read. */
function canonical(object: KubeObject): KubeObject {
  const {
    resourceVersion: _rv,
    managedFields: _managers,
    ...metadata
  } = object.metadata as KubeObject['metadata'] & { managedFields?: unknown }
  const {
    generation: _generation,
    selfLink: _link,
    ...kept
  } = metadata as typeof metadata & { generation?: number; selfLink?: string }
  const copy = { ...object, metadata: kept }
  if (object.kind === 'Pod') return { ...copy, ...podShape(object) }
  if (object.kind === 'Node') return { ...copy, status: nodeStatus(object.status) }
  return copy
}

function podShape(object: KubeObject): Partial<KubeObject> {
  const spec = (object.spec ?? {}) as {
    nodeName?: string
    hostNetwork?: boolean
    containers?: Record<string, unknown>[]
  }
  const containers = (spec.containers ?? []).map(({ name, image, command, args, env }) => ({
    name,
    image,
    ...(command ? { command } : {}),
    ...(args ? { args } : {}),
    env: ((env as { name: string }[] | undefined) ?? []).filter(
      (variable) => variable.name === 'CALICO_NETWORKING_BACKEND',
    ),
  }))
  const { phase } = (object.status ?? {}) as { phase?: string }
  return { spec: { nodeName: spec.nodeName, hostNetwork: spec.hostNetwork, containers }, status: { phase } }
}

function nodeStatus(status: Record<string, unknown> | undefined): Record<string, unknown> {
  const conditions = ((status?.['conditions'] as { type: string; status: string }[] | undefined) ?? []).map(
    ({ type, status: value }) => ({ type, status: value }),
  )
  return { addresses: status?.['addresses'] ?? [], conditions, nodeInfo: status?.['nodeInfo'] ?? {} }
}
