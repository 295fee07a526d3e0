import type { ClusterIdentity } from './cluster.ts'
import type { Design } from './design.ts'

/** The kinds of objects the wizard may write, each with one home in the datastore. */
type ObjectKind = 'KubeNode' | 'BGPConfiguration' | 'BGPPeer' | 'File' | 'HostRoutes'

/** Which object. `uid` is known for objects that existed when the plan was made. */
export interface ObjectRef {
  kind: ObjectKind
  name: string
  uid?: string
  /** Host of a File or HostRoutes object; absent means this machine. */
  host?: string
}

/**
 * What of an object the wizard reads and compares; `FieldChange.path` starts here.
 * - KubeNode: `{ metadata: { labels, annotations } }`
 * - BGPConfiguration, BGPPeer: `{ spec }`
 * - File: `{ text, mode }`; mode as octal text, e.g. "0755"; a binary is `{ sha256, mode }`
 * - HostRoutes: `{ routes: string[], rules: string[] }`
 */
export type ReadObject =
  | {
      ref: ObjectRef
      status: 'present'
      uid?: string
      resourceVersion?: string
      /** Of a custom resource: 1 when it was made, one more with every change of its content. */
      generation?: number
      content: Json
    }
  | { ref: ObjectRef; status: 'absent' }
  | { ref: ObjectRef; status: 'unreadable'; reason: string }

/** JSON values; `undefined` (absent in a saved plan) means "the field is not there". */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** One owned field: JSON path, the value found, the value wanted. Absent `before`/`after` = no such field. */
export interface FieldChange {
  path: string[]
  before?: Json
  after?: Json
}

/**
 * What happens to one object. `create` and `delete` carry the whole content (without server-made metadata), so that each
 * is the other's exact inverse.
 */
export type Change =
  | { action: 'update'; ref: ObjectRef; fields: FieldChange[] }
  | { action: 'create'; ref: ObjectRef; content: Json }
  | { action: 'delete'; ref: ObjectRef; content: Json }

/** Which program runs a command. `internal` is file work done by the wizard itself (calicoctl.cfg). */
type Tool = 'kubectl' | 'calicoctl' | 'ssh' | 'internal'

/**
 * One command as data: the same value is printed by a dry run and handed to execa. `argv` excludes the program. Flags
 * for kubeconfig and context are added by the tool, visibly, in one place (tools/).
 */
export interface Command {
  tool: Tool
  argv: string[]
  stdin?: string
  /** A file that is fed to stdin instead (a binary that is copied to a node). */
  stdinFile?: string
  effect: 'read' | 'write'
}

/** One mutating command and everything needed to judge and undo it. */
export interface Operation {
  /** Unique in the plan and stable: "4.2". */
  id: string
  /** Key of the sentence that says what it does, with its parameters; views translate it. */
  summary: { key: string; params: Record<string, string | number> }
  changes: Change[]
  command: Command
  /** Undoing it would do harm: the way back leaves it and says why under `left`. */
  keepOnUndo?: { key: string; params: Record<string, string | number> }
}

/** What must be seen before the next stage may start. All nodes, never a sample (G7, G8). */
export interface Gate {
  conditions: GateCondition[]
  /** Seconds until the gate gives up. */
  timeoutSeconds: number
}

export type GateCondition =
  /** Every session that the forecast of this moment calls established is seen Established on every node. */
  | { kind: 'sessions-as-forecast' }
  /** Every node's leaf sessions are Established. */
  | { kind: 'leaf-sessions'; nodes: string[] }
  /** Every node holds a route to every other node's block that the forecast gives it. */
  | { kind: 'routes-as-forecast' }
  /** Every leaf holds all blocks; asked of the switch when it can be read, else of the nodes behind it. */
  | { kind: 'leaf-blocks'; leafs: string[] }

/** A stage: what may happen together, and what must be true before the next one. */
export interface Stage {
  id: number
  /** Step of the guide it belongs to, 1..8. */
  guideStep: number
  title: { key: string; params: Record<string, string | number> }
  operations: Operation[]
  gate?: Gate
  /** Work on a switch that a person does now (or a temporary route), shown and waited for by the gate. */
  manual?: { key: string; params: Record<string, string | number> }[]
}

/** A value the plan was built on; `apply` refuses when it is another now (G6). */
export interface Guard {
  /** What is guarded, for the message: "nodes", "BGPPeer/rr1-to-node-peer", ... */
  subject: string
  sha256: string
}

/** How the order of the stages was found. */
export type OrderName = 'safe' | 'guide'

export interface Plan {
  schema: 1
  /** Version of the wizard that made it. */
  madeBy: string
  cluster: ClusterIdentity
  calicoVersion: string
  order: OrderName
  /** The strategy that was chosen for `safe`: "leaf-path-first", "strict-leafs", "replace-first", "one-at-a-time", ... or "guide". */
  strategy: string
  design: Design
  stages: Stage[]
  guards: Guard[]
}
