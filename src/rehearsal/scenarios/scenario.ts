import type { Fabric } from '../../model/fabric.ts'
import type { KubeObject } from '../store/object.ts'

/** A cluster to start a rehearsal from. */
export interface Scenario {
  /** As it was asked for: "guide", "mesh:500", a file name. */
  name: string
  /** Calico version of the cluster, "v3.17.2". */
  calicoVersion: string
  /** Kubernetes version, "v1.17.9". */
  kubernetesVersion: string
  /** Objects as the API stores them, in the order they are made. */
  objects: KubeObject[]
  fabric: Fabric
}
