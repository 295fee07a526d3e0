import type { Change, Command } from '../../src/model/plan.ts'
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
  const configuration = [...keys].some((key) => key.startsWith('BGPConfiguration/'))
  const dataplane = [...keys].some((key) => key.startsWith('BGPPeer/') || key.startsWith('KubeNode/'))
  if (back && !configuration && dataplane && world.meshWentOff && !world.meshBackSeen) {
    world.violate('something else taken back before the mesh was seen again')
  }
}
