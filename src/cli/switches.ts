import { accessSync, constants } from 'node:fs'
import { isImpliedSpine } from '../design/implied-spine.ts'
import { nodesByAddress } from '../forecast/service-carriers.ts'
import type { Lang } from '../i18n/lang.ts'
import type { Say } from '../i18n/translate.ts'
import { translate } from '../i18n/translate.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Fabric, Switch } from '../model/fabric.ts'
import type { ObservedRoute, ObservedSession } from '../model/observed.ts'
import { compareSwitch, type ExpectedSwitch, type SwitchFinding } from '../switches/compare.ts'
import type { Expectation } from '../verify/expect.ts'
import type { ReadSwitch } from '../verify/gate.ts'
import { isLive, lookAtSwitch, type Paste, type SwitchSeen } from './ask-switch.ts'
import { type Options, usage } from './options.ts'
import type { World } from './world.ts'

/** The gate's eye on switches: established peers and, where they were asked for, the destinations held. */
export function makeReadSwitch(world: World, options: Options): ReadSwitch {
  return async (name) => {
    // What was saved or pasted before cannot show what a stage has changed.
    if (!isLive(world, options, name)) return undefined
    const seen = await lookAtSwitch(world, options, name)
    if (!seen) return undefined
    // A switch that should answer and does not has nothing: the gate stays shut.
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
  /** Routes by switch, where they were read. */
  routes: Record<string, ObservedRoute[]>
  findings: SwitchFinding[]
  problems: { switch: string; reason: string }[]
}

/** What a proof is held against, and what the nodes show. */
export interface SwitchExpectation {
  cluster: ClusterState
  fabric: Fabric
  expected: Expectation
  nodeSessions: ObservedSession[]
}

/**
 * Asks every switch of the fabric and lays the answers beside the forecast, naming the side that has to act.
 * @param paste where somebody can paste what a switch shows
 */
export async function proveSwitches(
  world: World,
  options: Options,
  facts: SwitchExpectation,
  paste?: Paste,
): Promise<SwitchProof> {
  const proof: SwitchProof = { seen: {}, routes: {}, findings: [], problems: [] }
  for (const device of facts.fabric.switches) {
    const seen = await lookAtSwitch(world, options, device.name, paste)
    if (!seen) continue
    if (seen.problem !== undefined) {
      proof.problems.push({ switch: device.name, reason: seen.problem })
      continue
    }
    proof.seen[device.name] = {
      established: established(seen),
      ...(seen.routes ? { routes: seen.routes.map((route) => route.destination) } : {}),
    }
    if (seen.routes) proof.routes[device.name] = seen.routes
    proof.findings.push(...compareSwitch(seen, expectedOf(device, facts), rangesOf(device, facts), facts.nodeSessions))
  }
  return proof
}

/** Pod blocks and service ranges that the forecast gives a switch: before the move a leaf rightly lacks every block. */
function rangesOf(device: Switch, { cluster, expected }: SwitchExpectation): string[] {
  const { blockAffinities, bgpConfigurations } = cluster.resources
  const held = new Set(expected.switchRoutes.get(device.name) ?? [])
  const blocks = blockAffinities.filter((block) => block.spec.state !== 'pending').map((block) => block.spec.cidr)
  const services = bgpConfigurations.flatMap(({ spec }) =>
    [spec.serviceClusterIPs, spec.serviceExternalIPs, spec.serviceLoadBalancerIPs].flatMap((list) =>
      (list ?? []).map((entry) => entry.cidr),
    ),
  )
  return [...new Set([...blocks, ...services])].filter((destination) => held.has(destination))
}

/** Nodes and other switches that a switch should have a session with. */
function expectedOf(device: Switch, { cluster, fabric, expected }: SwitchExpectation): ExpectedSwitch {
  const bare = (entry: Switch) => entry.addresses.map((text) => text.split('/')[0]!)
  const names = nodesByAddress(cluster)
  const nodes = (expected.switchPeers.get(device.name) ?? []).map((address) => ({
    address,
    ...nodeAt(names, expected, device, address),
  }))
  const known = fabric.switches.filter((entry) => entry !== device && !isImpliedSpine(entry.name))
  const links = device.neighbors.flatMap(({ address }) => {
    const other = known.find((entry) => bare(entry).includes(address))
    return other ? [{ address, asn: other.asn }] : []
  })
  return { name: device.name, addresses: bare(device), peers: [...nodes, ...links] }
}

function nodeAt(
  names: ReadonlyMap<string, string>,
  expected: Expectation,
  device: Switch,
  address: string,
): { node?: string; asn?: number } {
  const name = names.get(address)
  if (name === undefined) return {}
  const session = expected.nodes
    .get(name)
    ?.sessions.find(({ neighbor }) => device.addresses.some((text) => text.split('/')[0] === neighbor))
  return { node: name, ...(session ? { asn: session.localAS } : {}) }
}

/**
 * Looks at every `--switch` before anything is done: one that names no switch of the design would never be asked, and a file
 * that is not there would be found out behind the whole move.
 * @throws WizardError exit 2
 */
export function refuseBadSwitches(options: Options, fabric: Fabric): void {
  const names = fabric.switches.map((device) => device.name).filter((name) => !isImpliedSpine(name))
  const known = new Set(names)
  for (const [key, [first = '']] of Object.entries(options.switches)) {
    const name = key.replace(/:routes$/, '')
    if (!known.has(name))
      throw usage('--switch', `"${key}"`, `a switch of the design: ${names.join(', ') || 'it has none'}`)
    if (!first.startsWith('@')) continue
    try {
      accessSync(first.slice(1), constants.R_OK)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw usage('--switch', `"${key}=${first}"`, `a saved output that can be read: ${why}`)
    }
  }
}

/** Everything a proof of the switches found, as lines: what, on which side, and what to do. */
export function switchLines(proof: SwitchProof, lang: Lang, say: Say): string[] {
  return [
    ...proof.findings.map((finding) => findingText(finding, lang, say)),
    ...proof.problems.map((problem) => say('switch.unreadable', problem)),
  ]
}

function findingText(finding: SwitchFinding, lang: Lang, say: Say): string {
  const detail = translate(lang, finding.detail)
  const remedy = translate(lang, finding.remedy)
  return `${finding.switch}: ${say('switch.finding', { detail, remedy, side: say(`switch.side.${finding.side}`) })}`
}

function established(seen: SwitchSeen): string[] {
  return (seen.sessions ?? []).filter((session) => session.state === 'Established').map((session) => session.peer)
}
