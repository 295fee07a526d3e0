import { kindNamed } from '../store/kinds.ts'
import { isFields, type KubeObject, type StoredMeta } from '../store/object.ts'
import type { Store } from '../store/store.ts'

/**
 * What controllers would have done to a scenario's objects by now: pods know the uid of their DaemonSet, since ids are this
 * cluster's own, and a DaemonSet says how many of its pods are there.
 */
export function settle(store: Store): void {
  const [pods, daemonSets] = [kindNamed('pods'), kindNamed('daemonsets')]
  const counts = new Map<string, number>()
  for (const pod of [...store.list(pods)]) {
    const references = pod.metadata['ownerReferences']
    if (!Array.isArray(references)) continue
    const owned = references.map((reference: unknown) => {
      if (!isFields(reference) || reference['kind'] !== 'DaemonSet') return reference
      const owner = store.find(daemonSets, pod.metadata.namespace, String(reference['name']))
      if (!owner) return reference
      const key = `${owner.metadata.namespace}/${owner.metadata.name}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      return { ...reference, uid: owner.metadata.uid }
    })
    const metadata = { ...pod.metadata, ownerReferences: owned } as StoredMeta
    store.restore(pods, { ...pod, metadata })
  }
  for (const daemonSet of [...store.list(daemonSets)]) {
    const { namespace, name } = daemonSet.metadata
    store.restore(daemonSets, withStatus(daemonSet, counts.get(`${namespace}/${name}`) ?? 0))
  }
}

function withStatus(daemonSet: KubeObject, count: number): KubeObject {
  const spec = daemonSet['spec'] as Record<string, unknown>
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }
  return {
    ...daemonSet,
    spec: { revisionHistoryLimit: 10, updateStrategy: strategy, ...spec },
    status: {
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberAvailable: count,
      numberMisscheduled: 0,
      numberReady: count,
      observedGeneration: daemonSet.metadata.generation ?? 1,
      updatedNumberScheduled: count,
    },
  }
}
