import type { Change, Command } from '../../src/model/plan.ts'
import { keyOf } from './sim-cluster.ts'
import type { World } from './world.ts'

interface Line {
  t: string
  changes?: Change[]
}

/** The last record of the newest journal that a power cut would leave, read without the engine's code. */
function lastSynced(world: World): Line | undefined {
  const runs = [...world.disk.dirs.keys()].filter((path) => path !== '/state').sort()
  for (const run of runs.reverse()) {
    const last = world.disk.lastSyncedLine(`${run}/journal`)
    if (last.endsWith('\n')) return JSON.parse(last.slice(last.indexOf('{'))) as Line
  }
  return undefined
}

/** G2: when a mutating child starts, what it is about to do is the newest thing on the disk. */
export function checkIntent(world: World, keys: ReadonlySet<string>): void {
  const last = lastSynced(world)
  const named = new Set(last?.changes?.map((change) => keyOf(change.ref)))
  const intent = last?.t === 'intent' || last?.t === 'undo-intent'
  if (!intent || [...keys].some((key) => !named.has(key))) {
    world.violate(`no intent on disk for ${[...keys].join(', ')} (last record: ${last?.t ?? 'none'})`)
  }
}

/** G7 and G8: the mesh goes off behind a fresh gate over all nodes, and nothing else goes before it is back. */
export function checkMeshOrder(world: World, command: Command, keys: ReadonlySet<string>): void {
  const back = lastSynced(world)?.t === 'undo-intent'
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
