import type { Change } from '../model/plan.ts'

/** Whether these changes take the node-to-node mesh away: from then on nodes live on their reflectors alone (G7, G8). */
export function turnsMeshOff(changes: Iterable<Change>): boolean {
  for (const change of changes) {
    if (change.ref.kind !== 'BGPConfiguration') continue
    if (change.action === 'update') {
      const off = change.fields.some((f) => f.path[f.path.length - 1] === 'nodeToNodeMeshEnabled' && f.after === false)
      if (off) return true
      continue
    }
    const spec = (change.content as { spec?: { nodeToNodeMeshEnabled?: boolean } } | null)?.spec
    if (change.action === 'create' && spec?.nodeToNodeMeshEnabled === false) return true
  }
  return false
}
