import type { Fabric } from '../model/fabric.ts'
import { parsePeers } from '../switches/parse.ts'
import { runProgram } from '../tools/program.ts'
import type { ReadSwitch } from '../verify/gate.ts'
import type { Options } from './options.ts'
import type { World } from './world.ts'

/**
 * How switches are asked: in a rehearsal the embedded ones; for real the command line that the admin gave
 * (`--switch leaf01='ssh ops@leaf01 ...'`); else nobody can be asked and the nodes' own sessions must do. A switch that
 * should answer and does not has no peers: the gate stays shut.
 */
export function makeReadSwitch(world: World, options: Options): ReadSwitch {
  return async (name) => {
    const text = await readText(world, options, name)
    if (text === undefined) return undefined
    try {
      return { establishedPeers: establishedPeers(name, text) }
    } catch {
      return { establishedPeers: [] }
    }
  }
}

async function readText(world: World, options: Options, name: string): Promise<string | undefined> {
  if (world.rehearsal) return world.rehearsal.switchShow(name, 'show bgp peer ipv4')
  const words = options.switches[name]
  if (!words) return undefined
  const answer = await runProgram(words, world.tools.environment, world.tools.timeoutMs)
  return answer.ok ? answer.stdout : ''
}

/** What every switch that can be asked shows of its peers; for the result. */
export async function switchesSeen(
  world: World,
  options: Options,
  fabric: Fabric,
): Promise<Record<string, { established: string[] }>> {
  const read = makeReadSwitch(world, options)
  const seen: Record<string, { established: string[] }> = {}
  for (const { name } of fabric.switches) {
    const answer = await read(name)
    if (answer) seen[name] = { established: answer.establishedPeers }
  }
  return seen
}

/** @throws when the text is no listing of peers */
function establishedPeers(name: string, text: string): string[] {
  return parsePeers(name, text)
    .filter((session) => session.state === 'Established')
    .map((session) => session.peer)
}
