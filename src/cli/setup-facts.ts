import { hostname } from 'node:os'
import type { Choices } from '../design/answers/choices.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { ObjectRef, ReadObject, Stage } from '../model/plan.ts'
import { setupStages } from '../plan/setup.ts'
import { architectureOf } from '../tools/calicoctl-release.ts'
import { fetchCalicoctl, keepBinary } from './calicoctl-source.ts'
import type { World } from './world.ts'

/** What the stages of the guide's steps 1 and 2 are made from; read before the first question. */
export interface SetupState {
  /** calicoctl at its place on this host. */
  local: ReadObject
  /** calicoctl.cfg. */
  config: ReadObject
  /** What was fetched already, by source and architecture: a plan is made many times in a conversation. */
  fetched: Map<string, string>
}

/** Reads calicoctl and its configuration on this host; nothing is fetched. */
export async function readSetup(world: World, choices: Choices): Promise<SetupState> {
  const refs: ObjectRef[] = [
    { kind: 'File', name: choices.calicoctl.path },
    { kind: 'File', name: choices.calicoctlConfig.path },
  ]
  const [local, config] = await world.read(refs)
  return { local: local!, config: config!, fetched: new Map() }
}

/**
 * Stages of steps 1 and 2 for these choices. Fetches calicoctl into the state directory when it is to be installed and is
 * not there yet; hosts that have one keep it.
 * @param unreachable told the nodes that ssh does not reach
 */
export async function makeSetup(
  world: World,
  cluster: ClusterState,
  choices: Choices,
  state: SetupState,
  unreachable: (nodes: string[]) => void = () => {},
): Promise<Stage[]> {
  const { install } = choices.calicoctl
  const hosts: ReadObject[] = install === 'none' ? [] : [state.local]
  if (install === 'all-nodes') {
    // This host is a node too: it gets its calicoctl without ssh.
    const own = ownNode(world, cluster)
    const refs = cluster.kubeNodes
      .filter((node) => node.metadata.name !== own)
      .map((node): ObjectRef => ({ kind: 'File', name: choices.calicoctl.path, host: node.metadata.name }))
    hosts.push(...(await world.read(refs)))
  }
  // A node that ssh does not reach keeps what it has; the admin hears of it.
  const silent = hosts.filter((host) => host.status === 'unreadable').map((host) => host.ref.host ?? 'this host')
  if (silent.length > 0) unreachable(silent)
  const missing = hosts.filter((host) => host.status === 'absent')
  const binaryFor = missing.length > 0 ? await fetchFor(missing, world, cluster, choices, state) : () => undefined
  return setupStages({
    binaryFor,
    installed: hosts,
    ...(choices.calicoctlConfig.write
      ? { config: { current: state.config, kubeconfig: choices.calicoctlConfig.kubeconfig } }
      : {}),
    version: cluster.version.text,
  })
}

/** The name that this host has as a node; undefined when it is none. */
function ownNode(world: World, cluster: ClusterState): string | undefined {
  const names = cluster.kubeNodes.map((node) => node.metadata.name)
  if (world.rehearsal) return names[0]
  const full = hostname().toLowerCase()
  const short = (name: string): string => name.split('.')[0]!
  return names.find((name) => name === full) ?? names.find((name) => short(name) === short(full))
}

/** Fetches what absent hosts need, one binary an architecture. @returns the hash for a host */
async function fetchFor(
  hosts: ReadObject[],
  world: World,
  cluster: ClusterState,
  choices: Choices,
  state: SetupState,
): Promise<(host: string | undefined) => string | undefined> {
  const directory = world.internal.binaries
  if (world.rehearsal) {
    const { hash } = keepBinary(world.rehearsal.calicoctl, directory)
    return () => hash
  }
  const here = architectureOf(process.arch) ?? process.arch
  const ofNode = new Map(cluster.kubeNodes.map((node) => [node.metadata.name, node.architecture]))
  const architectureFor = (host: string | undefined): string => (host === undefined ? here : ofNode.get(host) || here)
  const hashes = new Map<string, string>()
  for (const architecture of new Set(hosts.map((host) => architectureFor(host.ref.host)))) {
    const { from } = choices.calicoctl
    const key = JSON.stringify([from, architecture])
    const { environment } = world.tools
    const hash =
      state.fetched.get(key) ??
      (await fetchCalicoctl({ from, version: cluster.version, architecture, directory, environment }))
    state.fetched.set(key, hash)
    hashes.set(architecture, hash)
  }
  return (host) => hashes.get(architectureFor(host))
}
