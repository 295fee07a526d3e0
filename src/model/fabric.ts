import type { Asn } from './asn.ts'

/** A BGP neighbour of a switch. */
export interface SwitchNeighbor {
  address: string
  /** undefined: any foreign AS (`remote-as external`). */
  remoteAs?: Asn
  allowAsIn: number
  asOverride: boolean
  nextHopSelf: boolean
  /** The switch reflects to this neighbour (same AS). */
  reflectorClient: boolean
  password: boolean
  /** The switch opens no connection and waits for this neighbour's; absent = nobody has said. */
  waits?: boolean
  /** "secret/key" that holds the password, where it is known. */
  passwordRef?: string
}

/** A leaf or spine as a plain eBGP (or iBGP) speaker. */
export interface Switch {
  name: string
  role: 'leaf' | 'spine'
  asn: Asn
  routerId: string
  /** Its addresses with mask: they decide which subnets it is connected to. */
  addresses: string[]
  neighbors: SwitchNeighbor[]
  /** Networks it originates: its connected node subnets, a default route. */
  originates: string[]
  multipath: boolean
}

/** Everything outside the cluster that a forecast takes part of. */
export interface Fabric {
  switches: Switch[]
  /** Subnets whose hosts have this switch as their default route: subnet -> switch name. */
  defaultRouteVia: Record<string, string>
}

/** No switch known. */
export const noFabric: Fabric = { switches: [], defaultRouteVia: {} }
