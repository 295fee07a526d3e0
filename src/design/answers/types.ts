import type { Asn } from '../../model/asn.ts'
import type { Design, LeafOptions, Pace, Spine } from '../../model/design.ts'
import type { SecretKey } from '../../model/secret.ts'
import type { Choices } from './choices.ts'

/** A place in an answers file, counted from 1. */
export interface Place {
  line: number
  column: number
}

export interface LeafAnswer {
  name?: string
  address: string
  asn?: Asn
  options: Partial<LeafOptions>
  /** `none`: no password, whatever the rack or the file says. */
  password?: SecretKey | 'none'
}

export interface RackAnswer {
  name?: string
  subnet?: string
  nodes?: string[]
  asn?: Asn
  reflectors?: string[]
  /** `node-ip`: the guide's rule; a text: one id for all reflectors of the rack; else one by node. */
  clusterIds?: 'node-ip' | string | Record<string, string>
  leafs?: LeafAnswer[]
  /** For the leafs of this rack that say nothing themselves. */
  leafPassword?: SecretKey | 'none'
}

/** The answers that a file gives. A missing answer takes its value from the proposal or from the default. */
export interface Answers {
  /** For messages: the file's name. */
  file: string
  scheme?: Design['scheme']
  defaultAsn?: Asn
  racks?: RackAnswer[]
  /** For leafs whose rack says nothing either. */
  leafPassword?: SecretKey | 'none'
  interRack?: Design['interRack']
  spines?: Spine[]
  serviceCidrs?: string[]
  labels: { group?: string; id?: string }
  fabric: Partial<Design['fabric']>
  move?: Pace
  choices: {
    order?: Choices['order']
    calicoctl: Partial<Choices['calicoctl']>
    calicoctlConfig: Partial<Choices['calicoctlConfig']>
    confirmWithinSeconds?: number
    statusVia?: Choices['statusVia']
  }
  /** Place of every answer by its path, as in `Diagnostic.path`. */
  places: Map<string, Place>
}
