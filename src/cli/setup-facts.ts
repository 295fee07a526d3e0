import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Choices } from '../design/answers/choices.ts'
import type { ClusterState } from '../model/cluster.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { ObjectRef, ReadObject, Stage } from '../model/plan.ts'
import { setupStages } from '../plan/setup.ts'
import { releaseFile } from '../tools/calicoctl-release.ts'
import { download } from '../tools/download.ts'
import { sha256 } from './hash.ts'
import type { World } from './world.ts'

const MAX_BINARY = 200 * 1024 * 1024

/** What the stages of the guide's steps 1 and 2 are made from; read before the first question. */
export interface SetupState {
  /** calicoctl at its place on this host. */
  local: ReadObject
  /** calicoctl.cfg. */
  config: ReadObject
}

/** Reads calicoctl and its configuration on this host; nothing is fetched. */
export async function readSetup(world: World, choices: Choices): Promise<SetupState> {
  const refs: ObjectRef[] = [
    { kind: 'File', name: choices.calicoctl.path },
    { kind: 'File', name: choices.calicoctlConfig.path },
  ]
  const [local, config] = await world.read(refs)
  return { local: local!, config: config! }
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
    const own = world.rehearsal ? cluster.kubeNodes[0]?.metadata.name : process.env['HOSTNAME']
    const refs = cluster.kubeNodes
      .filter((node) => node.metadata.name !== own)
      .map((node): ObjectRef => ({ kind: 'File', name: choices.calicoctl.path, host: node.metadata.name }))
    hosts.push(...(await world.read(refs)))
  }
  // A node that ssh does not reach keeps what it has; the admin hears of it.
  const silent = hosts.filter((host) => host.status === 'unreadable').map((host) => host.ref.host ?? 'this host')
  if (silent.length > 0) unreachable(silent)
  const anyMissing = hosts.some((host) => host.status === 'absent')
  const binary = anyMissing ? await fetchBinary(world, cluster, choices) : undefined
  return setupStages({
    ...(binary ? { binary } : {}),
    installed: hosts,
    ...(choices.calicoctlConfig.write
      ? { config: { current: state.config, kubeconfig: choices.calicoctlConfig.kubeconfig } }
      : {}),
    version: cluster.version.text,
  })
}

async function fetchBinary(
  world: World,
  cluster: ClusterState,
  choices: Choices,
): Promise<{ sha256: string; path: string }> {
  const directory = world.internal.binaries
  if (world.rehearsal) return keep(world.rehearsal.calicoctl, directory)
  const { from } = choices.calicoctl
  if (from.kind === 'file') return keep(from.path, directory)
  const architecture = cluster.kubeNodes[0]?.architecture || process.arch
  const file = releaseFile(cluster.version, architecture, from.kind === 'mirror' ? from.url : undefined)
  if (!file) throw unavailable(`Calico builds no calicoctl for ${architecture}`, 'calicoctl.from')
  const { sha256: hash } = await download(file, directory)
  return { sha256: hash, path: join(directory, hash) }
}

/** Keeps a copy under its hash, so that what was checked is what is installed. */
function keep(path: string, directory: string): { sha256: string; path: string } {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw unavailable(cause instanceof Error ? cause.message : String(cause), path)
  }
  if (bytes.length > MAX_BINARY) throw unavailable(`it is larger than ${MAX_BINARY} bytes`, path)
  const hash = sha256(bytes)
  const kept = join(directory, hash)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (!existsSync(kept)) {
    copyFileSync(path, kept)
    chmodSync(kept, 0o600)
  }
  return { sha256: hash, path: kept }
}

function unavailable(what: string, where: string): WizardError {
  return new WizardError({
    code: 'E_CALICOCTL_SOURCE',
    exitCode: exitCodes.refused,
    what: `calicoctl cannot be installed: ${what}`,
    where,
    remedies: [
      'name a readable file, a mirror or "release" as calicoctl.from',
      'or set calicoctl.install to none and use --calicoctl PATH',
    ],
  })
}
