import type { ResourceKind } from '../store/kinds.ts'
import type { KubeObject } from '../store/object.ts'
import type { Store } from '../store/store.ts'
import type { ApiUser } from './access.ts'

/** What came out of a program that ran in a pod. */
export interface ExecResult {
  stdout: string
  stderr: string
  code: number
}

/** A program that is ready to run: its stdin in, what came out of it back. */
export type ExecSession = (stdin: string) => ExecResult

/** Everything a request handler needs. */
export interface ApiContext {
  store: Store
  /** Kinds that this cluster's Calico version has. */
  kinds: ResourceKind[]
  users: ApiUser[]
  /** Minor number of the Calico version: its resource definitions have the fields of that release. */
  minor: number
  /** Kubernetes version, "v1.17.9". */
  gitVersion: string
  /** Defaults that the cluster's resource definitions fill in. */
  defaults: (kind: ResourceKind, object: KubeObject) => KubeObject
  /** Prepares a program in a pod (only birdcl and birdcl6 exist there). */
  exec: (pod: KubeObject, argv: string[]) => ExecSession
  /** Milliseconds since 1970. */
  clock: () => number
  /** Called before every change with what is about to be written; may throw an ApiError (faults). */
  beforeWrite: (write: PendingWrite) => void
  /** Called after every change, before it is answered. */
  afterWrite: (write: PendingWrite) => void
  /** Suffix of generated names. */
  suffix: () => string
}

/** A change that somebody asks for. */
export interface PendingWrite {
  /** The stand-in's command it belongs to, when it is one. */
  command?: string
  verb: 'create' | 'update' | 'patch' | 'delete'
  kind: ResourceKind
  namespace?: string
  name: string
}
