import { forecastRoutes } from '../../forecast/routes.ts'
import { type ClassRoutes, routesByClass } from '../../forecast/routes-by-class.ts'
import { restarts } from '../../forecast/sessions/restart.ts'
import { openSessions, type SessionModel } from '../../forecast/sessions.ts'
import type { ClusterState } from '../../model/cluster.ts'
import type { Fabric } from '../../model/fabric.ts'
import type { ForecastRoute, NodeRoutes, RouteForecast } from '../../model/forecast.ts'
import type { ResourceSet } from '../../model/resources.ts'
import type { NodeSessions, Protocol, SessionForecast } from '../../model/session.ts'
import type { CalicoVersion } from '../../model/version.ts'
import type { Store } from '../store/store.ts'
import { decisiveKinds, resourcesOf } from './resources.ts'

/** A protocol as its daemon shows it at this moment. */
export interface LiveProtocol extends Protocol {
  /** When its state last changed, in milliseconds since 1970. */
  since: number
  /** It restarts and will be what the forecast says once that is over. */
  settling: boolean
}

/** Sessions of one node, both families, at this moment. */
export interface LiveNode {
  ip4: LiveProtocol[]
  ip6: LiveProtocol[]
  routerId: string
}

/** One state of the resources, from when on it counted. */
interface Epoch {
  since: number
  resources: ResourceSet
  model: SessionModel
  /** All sessions; only for clusters small enough. */
  all?: SessionForecast
}

export interface NetworkOptions {
  store: Store
  fabric: Fabric
  version: CalicoVersion
  /** How long a session takes to come back after a change. */
  settleMs: number
  clock: () => number
}

/** Up to here a node's sessions are compared with the other ends, and the former connection decides about locks. */
const smallCluster = 150

/** The BGP daemons of all nodes and switches: what they show follows from the resources through the forecast. */
export class Network {
  fabric: Fabric
  private readonly options: NetworkOptions
  private epochs: Epoch[] = []
  private changedAt: number | undefined
  private routes: { key: string; value: RouteForecast } | undefined
  private classes: { since: number; value: ClassRoutes | undefined } = { since: 0, value: undefined }
  private readonly started: number
  /** Restarts that are older than the epochs which are kept. */
  private readonly lastRestart = new Map<string, number>()

  constructor(options: NetworkOptions) {
    this.options = options
    this.fabric = options.fabric
    // The daemons have been running for a while when a rehearsal begins.
    this.started = options.clock() - 3 * 3600 * 1000
    this.changedAt = this.started
    // The state before the first change decides about locks and frozen configurations later on.
    this.current()
    options.store.onChange((event) => {
      if (decisiveKinds.has(event.kind)) this.changedAt = options.clock()
    })
  }

  /** What the network's people do while the wizard works: the switches are configured anew, and sessions follow. */
  configureSwitches(fabric: Fabric): void {
    this.fabric = fabric
    this.changedAt = this.options.clock()
  }

  /** Sessions of a node as its daemons show them now; undefined when there is no such node. */
  node(name: string): LiveNode | undefined {
    const epoch = this.current()
    const sessions = epoch.model.sessionsOf(name)
    if (!sessions) return undefined
    const live = (family: 'ip4' | 'ip6') =>
      sessions[family].protocols.map((protocol) => this.live(epoch, name, family, protocol))
    return { ip4: live('ip4'), ip6: live('ip6'), routerId: sessions.ip4.routerId ?? '0.0.0.0' }
  }

  /** Every node's sessions with the states of this moment; the base of routes and switches. */
  sessions(): SessionForecast {
    const epoch = this.current()
    const all = this.allOf(epoch)
    if (!this.isSettling()) return all
    const nodes = Object.fromEntries(
      Object.entries(all.nodes).map(([name, { ip4, ip6 }]) => [
        name,
        {
          ip4: { ...ip4, protocols: ip4.protocols.map((each) => this.live(epoch, name, 'ip4', each)) },
          ip6: { ...ip6, protocols: ip6.protocols.map((each) => this.live(epoch, name, 'ip6', each)) },
        },
      ]),
    )
    return { ...all, nodes }
  }

  /** Routes of one node at this moment. */
  routesOf(name: string): NodeRoutes | undefined {
    return this.isLarge() ? this.classRoutes()?.ofNode(name) : this.routeForecast().nodes[name]
  }

  /** Routes of one switch at this moment. */
  routesOfSwitch(name: string): ForecastRoute[] {
    return (this.isLarge() ? this.classRoutes()?.ofSwitch(name) : this.routeForecast().switches[name]) ?? []
  }

  private isLarge(): boolean {
    return this.current().resources.nodes.length > smallCluster
  }

  private routeForecast(): RouteForecast {
    const epoch = this.current()
    const key = `${epoch.since}/${this.isSettling()}`
    if (this.routes?.key !== key) {
      const value = forecastRoutes(this.sessions(), epoch.resources, this.fabric, this.options.version)
      this.routes = { key, value }
    }
    return this.routes.value
  }

  /** Routes at rest: a large cluster's restarting sessions are shown as such, their routes as they will be. */
  private classRoutes(): ClassRoutes | undefined {
    const epoch = this.current()
    if (this.classes.since !== epoch.since) {
      const value = routesByClass(clusterOf(epoch.resources, this.options.version), this.fabric)
      this.classes = { since: epoch.since, value }
    }
    return this.classes.value
  }

  /** The node with this address. */
  nodeWith(address: string): string | undefined {
    const found = this.current().resources.nodes.find(
      ({ spec }) =>
        spec.bgp?.ipv4Address?.split('/')[0] === address || spec.bgp?.ipv6Address?.split('/')[0] === address,
    )
    return found?.metadata.name
  }

  /** True while some session may still be restarting. */
  isSettling(): boolean {
    this.current()
    const last = this.epochs.at(-1) as Epoch
    return this.epochs.length > 1 && this.options.clock() - last.since < this.options.settleMs
  }

  private current(): Epoch {
    const { store, version, settleMs, clock } = this.options
    const { fabric } = this
    if (this.changedAt !== undefined) {
      const resources = resourcesOf(store)
      const before = this.epochs.at(-1)
      // Which of two protocols for one address has the connection depends on the moment before.
      const former = before && before.resources.nodes.length <= smallCluster ? this.allOf(before) : undefined
      const model = openSessions(resources, { version, fabric, ...(former ? { former } : {}) })
      this.epochs.push({ since: this.changedAt, resources, model })
      this.changedAt = undefined
    }
    // Epochs that ended before anything could still be settling from them are of no use any more.
    const horizon = clock() - settleMs
    while (this.epochs.length > 2 && (this.epochs[1] as Epoch).since < horizon) this.epochs.shift()
    return this.epochs.at(-1) as Epoch
  }

  private allOf(epoch: Epoch): SessionForecast {
    if (!epoch.all) {
      const { model } = epoch
      const nodes: SessionForecast['nodes'] = {}
      for (const name of model.nodeNames) nodes[name] = model.sessionsOf(name) as NodeSessions
      epoch.all = { nodes, warnings: model.warnings(), notModelled: [...model.notModelled] }
    }
    return epoch.all
  }

  private live(epoch: Epoch, node: string, family: 'ip4' | 'ip6', protocol: Protocol): LiveProtocol {
    const key = `${node}/${family}/${protocol.name}`
    const restarted = this.restartedAt(epoch, node, family, protocol)
    if (restarted !== undefined) this.lastRestart.set(key, restarted)
    const settling = restarted !== undefined && this.options.clock() - restarted < this.options.settleMs
    const since = restarted ?? this.lastRestart.get(key) ?? this.started
    if (!settling || protocol.state.info !== 'Established') return { ...protocol, since, settling: false }
    const info = (protocol.passive ? 'Passive' : since % 2 === 0 ? 'Connect' : 'Idle') as string
    return { ...protocol, since, settling: true, state: { ...protocol.state, state: 'start', info } }
  }

  /** When this end or the other one last began anew; undefined = before all that is remembered. */
  private restartedAt(epoch: Epoch, node: string, family: 'ip4' | 'ip6', protocol: Protocol): number | undefined {
    const own = this.changedIn(epoch, node, family, protocol)
    const { peerNode } = protocol
    if (!peerNode || epoch.resources.nodes.length > smallCluster) return own
    const source = protocol.sourceAddress ?? epoch.model.sessionsOf(node)?.[family].routerId
    const other = epoch.model.sessionsOf(peerNode)?.[family].protocols.find((each) => each.neighbor === source)
    const theirs = other && this.changedIn(epoch, peerNode, family, other)
    return own === undefined ? theirs : theirs === undefined ? own : Math.max(own, theirs)
  }

  private changedIn(epoch: Epoch, node: string, family: 'ip4' | 'ip6', protocol: Protocol): number | undefined {
    let after = protocol
    for (let i = this.epochs.indexOf(epoch); i > 0; i--) {
      const earlier = this.epochs[i - 1] as Epoch
      const before = earlier.model.sessionsOf(node)?.[family].protocols.find((each) => each.name === after.name)
      const since = (this.epochs[i] as Epoch).since
      if (!before || restarts(before, after) || before.state.info !== after.state.info) return since
      after = before
    }
    return undefined
  }
}

/** The resources as a cluster; what is not in them decides no route. */
function clusterOf(resources: ResourceSet, version: CalicoVersion): ClusterState {
  return {
    identity: { context: '', server: '', uid: '' },
    version,
    datastore: 'kubernetes',
    backend: 'bird',
    calicoNamespace: 'kube-system',
    kubeNodes: [],
    resources,
    serviceCidrs: [],
    foreignManagers: {},
  }
}
