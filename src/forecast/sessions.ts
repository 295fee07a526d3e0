import { type Fabric, noFabric } from '../model/fabric.ts'
import type { ResourceSet } from '../model/resources.ts'
import type { NodeSessions, SessionForecast } from '../model/session.ts'
import type { CalicoVersion } from '../model/version.ts'
import { buildSessionModel } from './sessions/model.ts'
import type { WorkloadShape } from './sessions/workloads.ts'

/** What a forecast of sessions depends on, besides the resources. */
export interface SessionOptions {
  version: CalicoVersion
  /** Switches outside the cluster. Sessions toward anything that is in neither are `outside-unknown`. */
  fabric?: Fabric
  /**
   * The forecast of the moment before, if there was one. It decides what nothing else can: which of two protocols for one
   * address keeps the connection (the one that has it), and what a node with a frozen configuration goes on doing.
   */
  former?: SessionForecast
  /** Namespace of calico-node, where passwords are read; undefined takes a Secret of that name from any namespace. */
  calicoNamespace?: string
}

/** Resources with the pods that localWorkloadSelector may choose; they are optional because only 3.30 and later peer with pods. */
export type SessionResources = ResourceSet & { workloads?: WorkloadShape[] }

/** Sessions computed node by node, on demand; nothing is computed twice. */
export interface SessionModel {
  nodeNames: readonly string[]
  /** Sessions of one node with their states; undefined when there is no such node. Costs its own sessions, not n^2. */
  sessionsOf(node: string): NodeSessions | undefined
  /** Warnings about the resources and, for nodes already computed, about conflicts and frozen configurations. */
  warnings(): SessionForecast['warnings']
  notModelled: readonly string[]
}

/** Prepares the sessions of a cluster without computing them all: for a few nodes of a large mesh. */
export function openSessions(resources: SessionResources, options: SessionOptions): SessionModel {
  return buildSessionModel(resources, { fabric: noFabric, ...options })
}

/**
 * The BGP protocols of every node, in both families, and the state each will reach. Pure: same input, same output.
 * @param resources Calico's v3 resources, parsed once (parse-resources.ts)
 * @returns protocols sorted by name, by node in the order of the resources; conflicts and surprises as warnings
 */
export function forecastSessions(resources: SessionResources, options: SessionOptions): SessionForecast {
  const model = openSessions(resources, options)
  const nodes = Object.fromEntries(model.nodeNames.map((name) => [name, model.sessionsOf(name)!]))
  let warnings: SessionForecast['warnings'] | undefined
  return {
    nodes,
    // A search makes hundreds of forecasts and reads the warnings of none.
    get warnings() {
      warnings ??= model.warnings()
      return warnings
    },
    notModelled: [...model.notModelled],
  }
}

/** Sessions of one node only: `forecastSessions(...).nodes[node]` without the work for the others. */
export function forecastNodeSessions(
  resources: SessionResources,
  node: string,
  options: SessionOptions,
): NodeSessions | undefined {
  return openSessions(resources, options).sessionsOf(node)
}
