import { readFileSync } from 'node:fs'
import type { ClusterState } from '../model/cluster.ts'
import type { Fabric } from '../model/fabric.ts'
import type { ObservedRoute, ObservedSession } from '../model/observed.ts'
import { compareSwitch, type SwitchFinding } from '../switches/compare.ts'
import { parsePeers, parseRoutes } from '../switches/parse.ts'
import { runProgram } from '../tools/program.ts'
import type { Expectation } from '../verify/expect.ts'
import type { ReadSwitch } from '../verify/gate.ts'
import type { Options } from './options.ts'
import type { World } from './world.ts'

/** What a switch showed. `problem` says why it could not be read; then it has no peers, which is never fine. */
interface SwitchSeen {
  sessions: ObservedSession[]
  routes?: ObservedRoute[]
  problem?: string
}

const COMMANDS = { peers: 'show bgp peer ipv4', routes: 'show ip routing-table' } as const

/**
 * Asks one switch: in a rehearsal the embedded one; for real with the command line that the admin gave
 * (`--switch leaf01='ssh ops@leaf01 ...'`) or from a saved output (`--switch leaf01=@FILE`).
 * @returns undefined when nobody said how to ask it
 */
async function lookAtSwitch(world: World, options: Options, name: string): Promise<SwitchSeen | undefined> {
  const peers = await textOf(world, options, name, 'peers')
  if (peers === undefined) return undefined
  try {
    const seen: SwitchSeen = { sessions: parsePeers(name, peers) }
    const routes = await textOf(world, options, name, 'routes')
    if (routes !== undefined) seen.routes = parseRoutes(name, routes)
    return seen
  } catch (error) {
    return { sessions: [], problem: error instanceof Error ? error.message : String(error) }
  }
}

async function textOf(
  world: World,
  options: Options,
  name: string,
  what: 'peers' | 'routes',
): Promise<string | undefined> {
  if (world.rehearsal) {
    const known = world.rehearsal.fabric.switches.some((device) => device.name === name)
    return known ? world.rehearsal.switchShow(name, COMMANDS[what]) : undefined
  }
  const words = options.switches[what === 'peers' ? name : `${name}:routes`]
  if (!words) return undefined
  const [first = ''] = words
  if (first.startsWith('@')) return readFileSync(first.slice(1), 'utf8')
  const answer = await runProgram(words, world.tools.environment, world.tools.timeoutMs)
  if (!answer.ok) throw new Error(answer.reason)
  return answer.stdout
}

/** The gate's eye on switches: established peers and, where they were asked for, the destinations held. */
export function makeReadSwitch(world: World, options: Options): ReadSwitch {
  return async (name) => {
    let seen: SwitchSeen | undefined
    try {
      seen = await lookAtSwitch(world, options, name)
    } catch {
      // A switch that should answer and does not has nothing: the gate stays shut.
      seen = { sessions: [] }
    }
    if (!seen) return undefined
    return {
      establishedPeers: established(seen),
      ...(seen.routes ? { blocks: seen.routes.map((route) => route.destination) } : {}),
    }
  }
}

/** Every switch that can be asked, beside the forecast. */
export interface SwitchProof {
  /** Established peers by switch, for the result. */
  seen: Record<string, { established: string[]; routes?: string[] }>
  findings: SwitchFinding[]
  problems: string[]
}

/** Asks every switch of the fabric and lays the answers beside the forecast, naming the side that has to act. */
export async function proveSwitches(
  world: World,
  options: Options,
  cluster: ClusterState,
  fabric: Fabric,
  expected: Expectation,
  nodeSessions: ObservedSession[],
): Promise<SwitchProof> {
  const proof: SwitchProof = { seen: {}, findings: [], problems: [] }
  const blocks = cluster.resources.blockAffinities
    .filter((block) => block.spec.state !== 'pending')
    .map((block) => block.spec.cidr)
  const services = cluster.resources.bgpConfigurations
    .flatMap((object) => object.spec.serviceClusterIPs ?? [])
    .map((entry) => entry.cidr)
  for (const device of fabric.switches) {
    let seen: SwitchSeen | undefined
    try {
      seen = await lookAtSwitch(world, options, device.name)
    } catch (error) {
      seen = { sessions: [], problem: error instanceof Error ? error.message : String(error) }
    }
    if (!seen) continue
    if (seen.problem !== undefined) {
      proof.problems.push(`${device.name} could not be read: ${seen.problem}`)
      continue
    }
    proof.seen[device.name] = {
      established: established(seen),
      ...(seen.routes ? { routes: seen.routes.map((route) => route.destination) } : {}),
    }
    const peers = (expected.switchPeers.get(device.name) ?? []).map((address) => ({
      address,
      ...nodeAt(cluster, address),
    }))
    // Only what the forecast gives this switch: before the move a leaf rightly lacks every block.
    const held = new Set(expected.switchRoutes.get(device.name) ?? [])
    const wanted = [...blocks, ...services].filter((destination) => held.has(destination))
    const addresses = device.addresses.map((text) => text.split('/')[0]!)
    proof.findings.push(...compareSwitch(seen, { name: device.name, addresses, peers }, wanted, nodeSessions))
  }
  return proof
}

/** A finding as one line. */
export function findingText(finding: SwitchFinding): string {
  return `${finding.switch}: ${finding.detail}`
}

function established(seen: SwitchSeen): string[] {
  return seen.sessions.filter((session) => session.state === 'Established').map((session) => session.peer)
}

function nodeAt(cluster: ClusterState, address: string): { node?: string } {
  const node = cluster.resources.nodes.find((entry) => entry.spec.bgp?.ipv4Address?.split('/')[0] === address)
  return node ? { node: node.metadata.name } : {}
}
