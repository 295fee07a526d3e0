import type { Change, Command } from '../../src/model/plan.ts'
import { rollbackOrder } from '../../src/plan/orders/rollback.ts'
import { keyOf } from './sim-cluster.ts'
import type { World } from './world.ts'

interface Line {
  t: string
  op?: string
  changes?: Change[]
}

/** What the newest journal would hold after a power cut, read without the engine's code. */
function synced(world: World): Line[] {
  const runs = [...world.disk.dirs.keys()].filter((path) => path !== '/state').sort()
  for (const run of runs.reverse()) {
    const text = world.disk.syncedText(`${run}/journal`)
    if (text.endsWith('\n'))
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Line)
  }
  return []
}

/** Intents on the disk whose operation has no outcome there yet: what children may be at work on. */
function openIntents(world: World): Line[] {
  const open = new Map<string, Line>()
  for (const line of synced(world)) {
    if (line.op === undefined) continue
    if (line.t === 'intent' || line.t === 'undo-intent') open.set(line.op, line)
    else if (line.t === 'observed' || line.t === 'undone') open.delete(line.op)
  }
  return [...open.values()]
}

/** G2: when a mutating child starts, what it is about to do is on the disk, and nothing says that it is done. */
export function checkIntent(world: World, keys: ReadonlySet<string>): void {
  const open = openIntents(world)
  const named = new Set(open.flatMap((line) => line.changes?.map((change) => keyOf(change.ref)) ?? []))
  const missing = [...keys].filter((key) => !named.has(key))
  if (missing.length > 0 || open.length === 0) world.violate(`no open intent on disk for ${missing.join(', ')}`)
}

/** G7 and G8: the mesh goes off behind a fresh gate over all nodes, and nothing else goes before it is back. */
export function checkMeshOrder(world: World, command: Command, keys: ReadonlySet<string>): void {
  const back = openIntents(world).some((line) => line.t === 'undo-intent')
  const text = `${command.argv.join(' ')} ${command.stdin ?? ''}`
  const off = /nodeToNodeMeshEnabled"?: ?false/.test(text)
  if (off && !back && world.plan.order === 'safe') {
    const unseen = world.nodes().filter((node) => !world.lastGate?.nodes.includes(node))
    if (!world.lastGate || unseen.length > 0) world.violate(`mesh off, unseen nodes: ${unseen.join(', ') || 'no gate'}`)
    else if (world.up - world.lastGate.up > 180_000) world.violate('mesh off behind an old gate')
  }
  if (!back) return
  checkBackOrder(world, keys)
  const peers = [...keys].some((key) => key.startsWith('BGPPeer/'))
  const labels = [...keys].some((key) => key.startsWith('KubeNode/')) && text.includes('/metadata/labels')
  if (!carried.has(world.plan.strategy)) {
    // Peers between nodes go with the sessions that the mesh takes over: it has to be on, and cannot be seen before.
    const between = [...keys].every((key) => specOf(world, key)?.['peerSelector'] !== undefined)
    const on = specOf(world, 'BGPConfiguration/default')?.['nodeToNodeMeshEnabled'] !== false
    if ((peers || labels) && world.meshWentOff && !(between ? on : world.meshBackSeen))
      world.violate('peers or labels taken back before the mesh was seen again')
  } else if (world.plan.strategy === 'safety-net' && world.fired.length === 0) {
    const bare = world.nodes().filter((node) => !world.cluster.objects.has(`HostRoutes/${node}:safety-net`))
    if (bare.length > 0 && (peers || /nodeToNodeMeshEnabled|RouteReflectorClusterID/.test(text)))
      world.violate(`sessions go while there is no safety net under ${bare.join(', ')}`)
  }
}

function specOf(world: World, key: string): Record<string, unknown> | undefined {
  return world.cluster.objects.get(key)?.content['spec'] as Record<string, unknown> | undefined
}

/** Plans whose way back carries the pods by something else than the mesh; bgp-lab.md has what was measured. */
const carried = new Set(['leaf-path-first', 'safety-net', 'strict-leafs', 'one-as'])

/** The way back keeps to its order: nothing of a group goes before the gates of all groups before it passed. */
function checkBackOrder(world: World, keys: ReadonlySet<string>): void {
  const intended = new Set(synced(world).flatMap((line) => (line.t === 'intent' && line.op ? [line.op] : [])))
  const groups = rollbackOrder(world.plan, [...intended])
  const groupOf = (line: Line) => groups.findIndex(({ operations }) => operations.includes(line.op ?? ''))
  const mine = openIntents(world).filter(
    (line) => line.t === 'undo-intent' && line.changes?.some((change) => keys.has(keyOf(change.ref))),
  )
  // An object may be in two operations that are open at once only when they are of one group.
  const unseen = groups
    .slice(0, Math.max(0, ...mine.map(groupOf)))
    .find(({ gate }) => gate && !world.backGates.has(gate.stage.id))
  if (unseen) world.violate(`taken back before ${unseen.operations.join(', ')} was seen to be back`)
}

/** Whether the run is on its way back, as far as the disk knows. */
export function isGoingBack(world: World): boolean {
  return synced(world).some((line) => line.t === 'rollback')
}

/** What is settled by what is on the disk: operations made, and operations taken back. */
export function settledOf(world: World): { made: Set<string>; undone: Set<string> } {
  const lines = synced(world)
  const opsOf = (...kinds: string[]) =>
    new Set(lines.flatMap((line) => (kinds.includes(line.t) && line.op ? [line.op] : [])))
  return { made: opsOf('observed', 'skipped'), undone: opsOf('undone') }
}

/**
 * G15: a signal stops a run between stages, never in the middle of one that changes sessions; on the way back as well.
 * @param before what was settled when the process began: half a stage that a killed one left may be left by one that
 *   was stopped before it did anything about it
 */
export function checkStoppedWhole(world: World, before: ReturnType<typeof settledOf>): void {
  if (world.plan.order !== 'safe' || world.edits.length > 0) return
  const { made, undone } = settledOf(world)
  const leftHalf = (operations: readonly string[], now: Set<string>, then: Set<string>): boolean =>
    operations.some((id) => now.has(id) && !then.has(id)) && !operations.every((id) => now.has(id))
  if (!isGoingBack(world)) {
    for (const { id, gate, operations } of world.plan.stages) {
      const ids = operations.map((operation) => operation.id)
      if (gate && leftHalf(ids, made, before.made)) world.violate(`stopped in the middle of stage ${id}`)
    }
    return
  }
  let together: string[] = []
  const intended = new Set(synced(world).flatMap((line) => (line.t === 'intent' && line.op ? [line.op] : [])))
  for (const { operations, goesOn, gate } of rollbackOrder(world.plan, [...intended])) {
    together.push(...operations)
    if (goesOn) continue
    if (gate && leftHalf(together, undone, before.undone))
      world.violate(`stopped on the way back in the middle of ${together.join(', ')}`)
    together = []
  }
}
