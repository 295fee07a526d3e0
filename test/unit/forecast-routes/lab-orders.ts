import type { Design } from '../../../src/model/design.ts'
import type { StageSpec } from '../../../src/plan/make.ts'
import type { Move } from '../../../src/plan/moves.ts'

/** The orders of bgp-lab.md ("Stage lists"), stage by stage. */
export type LabOrder =
  | 'A'
  | 'B'
  | 'F'
  | 'S1'
  | 'S1las'
  | 'S2'
  | 'S2n'
  | 'S3'
  | 'S4'
  | 'Sst'
  | 'Ast'
  | 'F1'
  | 'F1allow'
  | 'S1as'

const labels: Move = { kind: 'labels' }
const services: Move = { kind: 'service-cidrs' }
const meshOff: Move = { kind: 'mesh', enabled: false }
const reflectorPeers: Move = { kind: 'reflector-peers' }
const drop: Move = { kind: 'drop-temporary-peers' }
const net = (install: boolean): Move => ({ kind: 'safety-net', install })
const leafPeers = (localAs: boolean): Move => ({ kind: 'leaf-peers', localAs })
const temporary = (localAs: boolean): Move => ({ kind: 'temporary-leaf-peers', localAs })
const id = (...nodes: string[]): Move => ({ kind: 'node-bgp', nodes, asn: false, clusterId: true })
const asn = (...nodes: string[]): Move => ({ kind: 'node-bgp', nodes, asn: true, clusterId: false })
const both = (...nodes: string[]): Move => ({ kind: 'node-bgp', nodes, asn: true, clusterId: true })

/** @param localAs the version knows localASNumber */
export function labOrder(order: LabOrder, design: Design, localAs: boolean): StageSpec[] {
  const all = design.racks.flatMap((rack) => rack.nodes)
  const las = localAs && design.racks.some((rack) => rack.asn !== design.defaultAsn)
  const guide = [[meshOff], [both(...all)], [labels], [leafPeers(false), reflectorPeers], [services]]
  const leafPath = [
    [labels],
    [temporary(las), leafPeers(las)],
    [meshOff],
    [both(...all)],
    [reflectorPeers],
    [drop],
    [services],
  ]
  const s1 = (la: boolean) => [
    [labels],
    [reflectorPeers],
    [leafPeers(la)],
    [id('node1')],
    [id('node2')],
    [both('node4')],
    [asn('node6')],
    [both('node5')],
    [meshOff],
    [services],
  ]
  const s2n = [[labels], [leafPeers(las), reflectorPeers], [both(...all), meshOff], [services]]
  const lists: Record<LabOrder, Move[][]> = {
    A: guide,
    B: [[labels], [leafPeers(false), reflectorPeers], [both(...all)], [meshOff], [services]],
    F: leafPath,
    F1: leafPath,
    F1allow: leafPath,
    S1: s1(false),
    S1las: s1(las),
    S2: [[labels], [leafPeers(las), reflectorPeers], [id('node1')], [id('node2')], [both(...all), meshOff], [services]],
    S2n: s2n,
    S3: [
      [labels],
      [leafPeers(las)],
      [{ kind: 'reflector-peers', racks: ['rr1'] }],
      [id('node1')],
      [id('node2')],
      [{ kind: 'temporary-node-peers', reflectors: ['node4'] }, id('node4')],
      [{ kind: 'temporary-node-peers', reflectors: ['node4', 'node5'] }, id('node5')],
      [meshOff],
      [asn(...all)],
      [{ kind: 'reflector-peers', racks: ['rr2'] }],
      [drop],
      [services],
    ],
    S4: [
      [labels],
      [leafPeers(las)],
      [reflectorPeers],
      [id('node1')],
      [id('node2')],
      [id('node4')],
      [id('node5')],
      [meshOff],
      [asn('node4', 'node5', 'node6')],
      [services],
    ],
    Sst: [[net(true)], ...s2n, [net(false)]],
    Ast: [[net(true)], ...guide, [net(false)]],
    S1as: [
      [labels],
      [leafPeers(false)],
      [reflectorPeers],
      [id('node1')],
      [id('node2')],
      [id('node4')],
      [id('node5')],
      [meshOff],
      [services],
    ],
  }
  const gated = order !== 'A' && order !== 'Ast'
  return lists[order].map((moves) => ({
    guideStep: 1,
    title: { key: 'test', params: {} },
    moves,
    ...(gated ? { gate: { conditions: [], timeoutSeconds: 90 } } : {}),
  }))
}

/** The ways back of bgp-lab.md ("Rollback"), each after the order it was measured with. */
export type LabWayBack = 'leafback' | 's3back' | 'Rst' | 'F+meshfirst'

/** A stage of the way there that is taken back (counted from 1), of the named nodes only where some are named. */
export interface LabUndo {
  stage: number
  nodes?: string[]
}

/** What was made, how many of its stages, and in which stages it was taken back. */
export const labWaysBack: Record<LabWayBack, { order: LabOrder; made: number; undo: LabUndo[][] }> = {
  leafback: { order: 'F', made: 7, undo: [6, 5, 4, 3, 2].map(only) },
  // Its order there makes a reflector's explicit sessions in the stage of its cluster id: the two go together here, too.
  s3back: { order: 'S3', made: 12, undo: [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map(only) },
  // The routes on the nodes stay all the time: the order's last stage, in which they would go, is not made.
  Rst: { order: 'Ast', made: 6, undo: [5, 3, 2, 1].map(only) },
  'F+meshfirst': {
    order: 'F',
    made: 7,
    undo: [
      [{ stage: 3 }],
      ...['node1', 'node2', 'node4', 'node5', 'node6'].map((node) => [{ stage: 4, nodes: [node] }]),
      [{ stage: 5 }],
      [{ stage: 2 }],
    ],
  },
}

function only(stage: number): LabUndo[] {
  return [{ stage }]
}
