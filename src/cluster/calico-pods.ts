import type { ClusterState } from '../model/cluster.ts'
import type { RunCommand } from '../model/command-result.ts'
import { listObjects } from './kube-json.ts'

/** What the calico-node pods tell. */
export interface CalicoPods {
  namespace: string
  backend: ClusterState['backend']
  /** Version in the image tag, when there is one. */
  imageVersion?: string
  /** Pod by node name. */
  podOf: Record<string, string>
}

interface PodSpec {
  nodeName?: string
  containers?: {
    name: string
    image?: string
    env?: { name: string; value?: string; valueFrom?: { configMapKeyRef?: { name: string; key: string } } }[]
  }[]
}

/**
 * Finds the calico-node pods wherever they live (kube-system by manifest, calico-system by the operator), and from them the
 * backend: only "bird" speaks BGP.
 */
export async function readCalicoPods(run: RunCommand): Promise<CalicoPods> {
  const pods = (await listObjects(run, 'pods', '--all-namespaces', '-l', 'k8s-app=calico-node')) ?? []
  const namespace = pods[0]?.metadata.namespace ?? 'kube-system'
  const podOf: Record<string, string> = {}
  for (const pod of pods) {
    const nodeName = (pod.spec as PodSpec | undefined)?.nodeName
    if (nodeName) podOf[nodeName] = pod.metadata.name
  }
  const container = (pods[0]?.spec as PodSpec | undefined)?.containers?.find((entry) => entry.name === 'calico-node')
  const tag = /:(v\d+\.\d+\.\d+)/.exec(container?.image ?? '')?.[1]
  return {
    namespace,
    podOf,
    backend: await readBackend(run, namespace, container),
    ...(tag ? { imageVersion: tag } : {}),
  }
}

async function readBackend(
  run: RunCommand,
  namespace: string,
  container: NonNullable<PodSpec['containers']>[number] | undefined,
): Promise<ClusterState['backend']> {
  if (!container) return 'unknown'
  const variable = container.env?.find((entry) => entry.name === 'CALICO_NETWORKING_BACKEND')
  // calico-node's own default.
  if (!variable) return 'bird'
  const reference = variable.valueFrom?.configMapKeyRef
  if (!reference) return asBackend(variable.value)
  const [map] = (await listObjects(run, 'configmap', reference.name, '-n', namespace)) ?? []
  return asBackend(map?.data?.[reference.key])
}

function asBackend(text: string | undefined): ClusterState['backend'] {
  return text === 'bird' || text === 'vxlan' || text === 'none' ? text : 'unknown'
}
