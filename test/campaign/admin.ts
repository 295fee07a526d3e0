import type { Change, Json, Operation } from '../../src/model/plan.ts'
import type { FaultKind } from './faults.ts'
import { keyOf, type SimObject } from './sim-cluster.ts'
import type { World } from './world.ts'

function copyOf(world: World, key: string): SimObject {
  return structuredClone(world.cluster.objects.get(key)) as SimObject
}

function set(world: World, key: string, path: string[], value: Json): void {
  // What is there already is no edit: nobody could tell, and a later write of ours is none over theirs.
  const now = path.reduce<Json | undefined>(
    (at, step) => (at as Record<string, Json> | undefined)?.[step],
    world.cluster.objects.get(key)?.content,
  )
  if (JSON.stringify(now) === JSON.stringify(value)) return
  world.cluster.touch(key, (content) => {
    let at: Record<string, Json> = content
    for (const step of path.slice(0, -1)) {
      at[step] ??= {}
      at = at[step] as Record<string, Json>
    }
    at[path.at(-1) as string] = value
  })
  world.foreign({ kind: 'set', key, path, value, after: copyOf(world, key) })
}

/** A field of a change, and a value that is neither what was there nor what the run writes. */
function ownedField(change: Change): { path: string[]; before: Json | undefined } {
  if (change.action === 'update') {
    const field = change.fields[0]
    if (field) return { path: field.path, before: field.before }
  }
  return { path: ['spec', 'asNumber'], before: undefined }
}

/** Someone else changes the cluster: what the run works on, something beside it, or the nodes. */
export function adminActs(world: World, kind: FaultKind, operations: readonly Operation[]): void {
  const changes = operations.flatMap((operation) => operation.changes)
  const change = world.prng.pick(changes)
  const key = keyOf(change.ref)
  const there = world.cluster.objects.has(key)
  if (kind === 'node-joins') {
    const name = world.newName('joined')
    world.cluster.put(`KubeNode/${name}`, { metadata: { labels: {}, annotations: {} } })
    world.foreign({ kind: 'put', key: `KubeNode/${name}`, after: copyOf(world, `KubeNode/${name}`) })
    return
  }
  if (kind === 'node-leaves') {
    const node = `KubeNode/${world.prng.pick(world.nodes())}`
    world.cluster.objects.delete(node)
    world.foreign({ kind: 'delete', key: node })
    return
  }
  if (!there) return
  const { path, before } = ownedField(change)
  if (kind === 'admin-same') set(world, key, path, world.newName('7'))
  else if (kind === 'admin-revert' && before !== undefined) set(world, key, path, before)
  else if (kind === 'admin-other') {
    const node = change.ref.kind === 'KubeNode'
    set(world, key, node ? ['metadata', 'labels', 'admin'] : ['spec', 'adminField'], world.newName('x'))
  } else if (kind === 'touch') {
    // A heartbeat: the version moves, nothing of the content does.
    world.cluster.touch(key, () => {})
  } else if (kind === 'admin-delete') {
    world.cluster.objects.delete(key)
    world.foreign({ kind: 'delete', key })
  } else if (kind === 'admin-recreate' && change.ref.kind !== 'HostRoutes') {
    // Routes have no uid: those that somebody lays again are the same.
    const content = copyOf(world, key).content
    world.cluster.objects.delete(key)
    world.cluster.put(key, content)
    world.foreign({ kind: 'put', key, after: copyOf(world, key) })
  }
}
