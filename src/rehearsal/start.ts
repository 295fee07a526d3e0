import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rulesFor } from '../forecast/versions.ts'
import type { Fabric } from '../model/fabric.ts'
import { type CalicoVersion, compareVersions, parseVersion } from '../model/version.ts'
import type { ApiUser } from './api/access.ts'
import { makeServerCertificate, type ServerCertificate } from './api/certificate.ts'
import type { ApiContext } from './api/context.ts'
import { startApiServer } from './api/server.ts'
import { makeControl } from './control.ts'
import { birdcl } from './daemons/birdcl.ts'
import { Network } from './daemons/network.ts'
import { switchShow } from './daemons/switches.ts'
import { CommandGate, type CommandHook, type CommandNotice, type CommandPermit } from './faults/command-gate.ts'
import type { Fault } from './faults/fault.ts'
import { kubeconfigText } from './kubeconfig.ts'
import { fill } from './scenarios/fill.ts'
import { loadScenario } from './scenarios/load.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { installStandins } from './standins/install.ts'
import { resourceKinds } from './store/kinds.ts'
import type { KubeObject } from './store/object.ts'
import { Store } from './store/store.ts'

/** How a rehearsal is started. */
export interface RehearsalOptions {
  /** "guide", "mesh:N" or a file. */
  scenario: string
  /** Overrides the scenario's Calico version. */
  calicoVersion?: string
  fail?: Fault | Fault[]
  /** Where everything lives; a rehearsal found there goes on where it was. */
  directory: string
  /** How long a restarted session takes to come back; 0.3 without it. */
  settleSeconds?: number
  /** Take the machine's own kubectl and calicoctl (absolute paths), where given, instead of the stand-ins. */
  useInstalledTools?: { kubectl?: string; calicoctl?: string }
  /** Whom the faults `kill` and `kill-after` kill; this process without it. */
  pid?: number
  /** Directory of the bundled stand-ins; found by itself in the built program. */
  bundles?: string
}

/** An embedded cluster that runs. */
export interface Rehearsal {
  kubeconfig: string
  server: string
  /** Absolute paths of the programs to run. */
  kubectl: string
  calicoctl: string
  ssh: string
  /** Stands for this host's `/`. */
  hostRoot: string
  calicoVersion: string
  fabric: Fabric
  /** Configures the switches as a design has them, keeping what only the scenario knows of those of the same name. */
  configureSwitches: (fabric: Fabric) => void
  /** What a switch answers to a command; throws when there is no such switch. */
  switchShow: (name: string, command: string) => string
  /** All objects as the API has them. */
  dump: () => KubeObject[]
  /** Registers a mutating command that no stand-in runs (file work of the wizard), so that it counts and may be failed. */
  beginCommand: (notice: CommandNotice) => Promise<CommandPermit>
  /** Mutating commands so far. */
  commandCount: () => number
  /** Calls back before each mutating command. */
  onCommand: (hook: CommandHook) => void
  /** Changes the cluster as somebody else would. */
  edit: (change: (store: Store) => void) => void
  /** Cuts every connection to the API, or lets them through again. */
  setApiDown: (down: boolean) => void
  close: () => Promise<void>
}

/** What Kubernetes makes names of. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

/** Starts the embedded cluster: store, API with TLS, daemons, stand-ins. */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const { directory } = options
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const scenario = await loadScenario(options.scenario, options.calicoVersion)
  const version = parseVersion(scenario.calicoVersion) as CalicoVersion
  const kinds = resourceKinds.filter(({ since: from }) => !from || isAtLeast(version, ...from))
  const store = new Store({ now: () => `${new Date().toISOString().slice(0, 19)}Z`, uid: () => randomUUID() })
  const defaults = defaultsOf(version)
  fill(store, scenario, join(directory, 'cluster.ndjson'), defaults)
  const clock = () => Date.now()
  const settleMs = (options.settleSeconds ?? 0.3) * 1000
  const network = new Network({ store, fabric: scenario.fabric, version, settleMs, clock })
  const pid = options.pid ?? process.pid
  const gate = new CommandGate([options.fail ?? []].flat(), () => process.kill(pid, 'SIGKILL'))
  const saved = identity(join(directory, 'identity.json'))
  const context: ApiContext = {
    store,
    kinds,
    users: saved.users,
    minor: version.minor,
    gitVersion: scenario.kubernetesVersion,
    defaults,
    clock,
    exec: (pod, argv) => (stdin) =>
      birdcl(network, String((pod['spec'] as { nodeName?: string }).nodeName), argv, clock(), stdin),
    beforeWrite: (write) => gate.beforeWrite(store, write),
    afterWrite: (write) => gate.afterWrite(write),
    suffix: () => [...randomBytes(5)].map((byte) => nameAlphabet[byte % nameAlphabet.length]).join(''),
  }
  const nodesRoot = join(directory, 'nodes')
  const control = makeControl({ gate, network, clock })
  const socketPath = shortSocketPath(directory)
  const api = await startApiServer(context, saved.certificate, control, saved.port, socketPath)
  writeIdentity(join(directory, 'identity.json'), { ...saved, port: Number(new URL(api.url).port) })
  const files = installFiles({ directory, server: api.url, saved, scenario, options, nodesRoot, socketPath })
  return {
    ...files,
    server: api.url,
    calicoVersion: scenario.calicoVersion,
    get fabric() {
      return network.fabric
    },
    configureSwitches: (fabric) => network.configureSwitches(withScenario(fabric, scenario.fabric)),
    switchShow: (name, command) => {
      const text = switchShow(network, name, command, clock())
      if (text === undefined) throw new Error(`no switch named ${name}`)
      return text
    },
    dump: () => kinds.flatMap((kind) => store.list(kind)),
    beginCommand: (notice) => gate.begin(notice),
    commandCount: () => gate.count,
    onCommand: (hook) => gate.onCommand(hook),
    edit: (change) => change(store),
    setApiDown: api.setDown,
    close: api.close,
  }
}

/** A design says who is whose neighbour; router ids and what a switch announces besides are the scenario's. */
function withScenario(design: Fabric, scenario: Fabric): Fabric {
  const known = new Map(scenario.switches.map((device) => [device.name, device]))
  const named = new Set(design.switches.map((device) => device.name))
  const switches = design.switches.map((device) => {
    const own = known.get(device.name)
    // A name that the design gives to another switch brings nothing of the scenario's along.
    return own?.addresses.some((address) => device.addresses.includes(address))
      ? { ...device, routerId: own.routerId, originates: [...new Set([...own.originates, ...device.originates])] }
      : device
  })
  // A switch that the design does not name stays what it is only where the design brings nothing in its place.
  const kept = switches.length === 0 ? scenario.switches.filter((device) => !named.has(device.name)) : []
  return {
    switches: [...switches, ...kept],
    defaultRouteVia: { ...scenario.defaultRouteVia, ...design.defaultRouteVia },
  }
}

function isAtLeast(version: CalicoVersion, major: number, minor: number): boolean {
  return compareVersions(version, { major, minor, patch: 0, text: '' }) >= 0
}

/** Fields that the resource definitions of a release fill in. */
function defaultsOf(version: CalicoVersion): ApiContext['defaults'] {
  const aggregates = rulesFor(version).knowsField('BGPConfiguration', 'serviceLoadBalancerAggregation')
  return (kind, object) => {
    if (!aggregates || kind.kind !== 'BGPConfiguration') return object
    return { ...object, spec: { serviceLoadBalancerAggregation: 'Enabled', ...(object['spec'] as object) } }
  }
}

interface Identity {
  certificate: ServerCertificate
  users: ApiUser[]
  port: number
}

/** Certificate, users and port, kept so that a kubeconfig stays good when a rehearsal goes on. */
function identity(file: string): Identity {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Identity
  const user = (name: string, groups: string[], may: ApiUser['may']): ApiUser => ({
    name,
    groups: [...groups, 'system:authenticated'],
    token: randomBytes(24).toString('base64url'),
    may,
  })
  return {
    certificate: makeServerCertificate(new Date()),
    users: [user('admin', ['system:masters'], 'everything'), user('reader', [], 'read'), user('viewer', [], 'nothing')],
    port: 0,
  }
}

function writeIdentity(file: string, saved: Identity): void {
  writeFileSync(file, `${JSON.stringify(saved)}\n`, { mode: 0o600 })
}

/** Path of the socket file; the system allows about a hundred bytes, so that a long directory goes without. */
function shortSocketPath(directory: string): string | undefined {
  const path = join(directory, 'api.sock')
  return Buffer.byteLength(path) < 100 ? path : undefined
}

/** kubeconfigs, the host's root directory and the stand-ins. */
function installFiles(parts: {
  directory: string
  server: string
  saved: Identity
  scenario: Scenario
  options: RehearsalOptions
  nodesRoot: string
  socketPath: string | undefined
}): Pick<Rehearsal, 'kubeconfig' | 'kubectl' | 'calicoctl' | 'ssh' | 'hostRoot'> {
  const { directory, server, saved, scenario, options, nodesRoot, socketPath } = parts
  const kubeconfig = join(directory, 'kubeconfig')
  const hostRoot = join(directory, 'host')
  const write = (file: string, user: string) =>
    writeFileSync(file, kubeconfigText(server, saved.certificate.ca, saved.users, user), { mode: 0o600 })
  write(kubeconfig, 'admin')
  for (const name of ['reader', 'viewer']) write(join(directory, `kubeconfig-${name}`), name)
  for (const path of ['etc/calico', 'usr/local/bin', 'root/.kube']) {
    mkdirSync(join(hostRoot, path), { recursive: true, mode: 0o755 })
  }
  write(join(hostRoot, 'root/.kube/config'), 'admin')
  mkdirSync(nodesRoot, { recursive: true, mode: 0o700 })
  const firstNode = scenario.objects.find((object) => object.kind === 'Node')?.metadata.name
  const standins = installStandins(join(directory, 'bin'), options.bundles ?? bundlesDirectory(), {
    calicoVersion: scenario.calicoVersion,
    kubernetesVersion: scenario.kubernetesVersion,
    kubeconfig,
    hostRoot,
    nodesRoot,
    server,
    ...(socketPath ? { socketPath } : {}),
    ...(firstNode ? { localNode: firstNode } : {}),
  })
  const { kubectl, calicoctl } = { ...standins, ...options.useInstalledTools }
  return { kubeconfig, hostRoot, kubectl, calicoctl, ssh: standins.ssh }
}

/** The built program has the stand-ins beside it; when run from source they are in dist/. */
function bundlesDirectory(): string {
  const here = fileURLToPath(new URL('.', import.meta.url))
  return existsSync(join(here, 'standin-kubectl.js')) ? here : fileURLToPath(new URL('../../dist/', import.meta.url))
}
