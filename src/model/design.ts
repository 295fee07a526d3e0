import type { Asn } from './asn.ts'
import type { SecretKey } from './secret.ts'

/**
 * What a leaf does with its neighbours; each is a line of its configuration. They decide which order of the move is safe
 * (facts: bgp-lab.md, "strict", "ext" and "asover" leafs).
 */
export interface LeafOptions {
  /** `reflectors`: only the rack's reflectors are neighbours; `all-nodes`: every node of the rack may become one. */
  accepts: 'reflectors' | 'all-nodes'
  /** `exact`: the neighbour's AS is fixed; `external`: any foreign AS (FRR and Cisco `remote-as external`). */
  remoteAs: 'exact' | 'external'
  allowAsIn: number
  asOverride: boolean
  nextHopSelf: boolean
  /** The leaf reflects between its neighbours of its own AS (ToR as reflector). */
  reflectsClients: boolean
  /** Equal-cost paths are used side by side. */
  multipath: boolean
  /** false: the leaf opens sessions too, and its calls may meet those of the nodes; absent = it waits (decision 0006). */
  waitsForNodes?: false
}

/** A leaf switch of a rack: the peer outside the cluster. */
export interface Leaf {
  name: string
  /** Address the nodes peer with. */
  address: string
  asn: Asn
  options: LeafOptions
  /** Where the password of its sessions with the nodes is kept; absent = they have none. */
  password?: SecretKey
}

/** The spine, or any switch above the leafs, as far as a forecast needs it. */
export interface Spine {
  name: string
  asn: Asn
  /** Addresses of its links toward the leafs, by leaf name. */
  links: Record<string, { spineAddress: string; leafAddress: string }>
}

/** One rack: one subnet, one AS, its own reflectors and its own leafs. */
export interface Rack {
  /** Value of the group and id labels, e.g. "rr1". */
  name: string
  /** The rack's subnet when its nodes share one (a CIDR); empty when they do not. */
  subnet: string
  nodes: string[]
  asn: Asn
  reflectors: string[]
  /** Cluster id by reflector: a dotted IPv4 (RFC 4456). */
  clusterIds: Record<string, string>
  leafs: Leaf[]
}

/** Which names the objects of the design carry. The defaults are the guide's. */
interface DesignNames {
  groupLabel: string
  idLabel: string
}

/** How cautiously the move goes; every field may stay out. */
export interface Pace {
  /** A rack or a node that goes first in every stage that can be parted, with a gate before the others. */
  canary?: string
  /** One rack after the other in every stage that can be parted. */
  racksInTurn?: boolean
  /** Reflectors carry no pods while the move lasts: they are drained, or spare nodes. */
  emptyReflectors?: boolean
}

/** What the admin wants. Made by the questions, by an answers file, or by both; defaults come from the cluster. */
export interface Design {
  /** The guide's three schemes. */
  scheme: 'full-mesh' | 'reflectors' | 'top-of-rack'
  /** asNumber of the default BGPConfiguration. */
  defaultAsn: Asn
  racks: Rack[]
  /** How racks reach each other when no leaf does it: reflectors of all racks peer among themselves. */
  interRack: 'leafs' | 'reflector-mesh'
  spines: Spine[]
  serviceCidrs: string[]
  names: DesignNames
  /** Switch facts that decide the order. */
  fabric: {
    /** Every node's default route leads to its rack's leaf, and the leaf forwards. */
    defaultRouteViaLeaf: boolean
    /** The wizard may reach the nodes as root over ssh (safety net, calicoctl on all nodes). */
    sshToNodes: boolean
  }
  move?: Pace
}
