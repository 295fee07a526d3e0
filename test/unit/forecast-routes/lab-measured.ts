import type { LabLeafs, LabTopology } from './lab.ts'
import type { LabOrder, LabWayBack } from './lab-orders.ts'

/** Summed silence of one pair over a whole move, in seconds. */
type Cell = [median: number, worst: number]
export type Row = [
  version: string,
  topology: LabTopology,
  order: LabOrder,
  leafs: LabLeafs,
  rr: Cell,
  client: Cell,
  cross: Cell,
]

/** bgp-lab.md part 2 (own clock phase for every BIRD), and B of part 1: summed silence of one pair, median and worst. */
export const measured: Row[] = [
  ['v3.17.2', 'guide', 'A', 'ext', [1.82, 1.94], [1.81, 1.94], [2.1, 2.33]],
  ['v3.25.0', 'guide', 'A', 'ext', [1.93, 2.06], [1.88, 1.99], [2.21, 2.36]],
  ['v3.31.7', 'guide', 'B', 'ext', [0.68, 1.34], [1.23, 1.36], [0, 0]],
  ['v3.17.2', 'guide', 'F', 'ext', [0.58, 1.94], [0.6, 2.02], [0.81, 2.3]],
  ['v3.25.0', 'guide', 'F', 'ext', [0.64, 2.09], [0.61, 2.15], [0.81, 2.34]],
  ['v3.31.7', 'guide', 'F', 'ext', [0.04, 0.06], [0.04, 0.08], [0.21, 0.28]],
  ['v3.31.7', 'flat', 'F', 'ext', [0.04, 0.2], [0.03, 0.21], [0.12, 0.19]],
  ['v3.17.2', 'guide', 'S1', 'strict', [0.17, 3.94], [1.02, 5.58], [0.19, 1.51]],
  ['v3.25.0', 'guide', 'S1', 'strict', [1.05, 2.14], [0.08, 4.02], [0.12, 0.14]],
  ['v3.31.7', 'guide', 'S1', 'strict', [1.05, 5.7], [1.02, 9.72], [0, 0]],
  ['v3.31.7', 'guide', 'S1las', 'strict', [0.03, 0.12], [0.03, 2.06], [0, 0]],
  ['v3.17.2', 'flat', 'S2', 'strict', [0.17, 1.32], [1.14, 1.29], [0.83, 1.49]],
  ['v3.25.0', 'flat', 'S2', 'strict', [0.72, 1.36], [0.69, 1.4], [0.77, 5.04]],
  ['v3.31.7', 'flat', 'S2', 'strict', [0.44, 0.8], [0.4, 1.44], [0.51, 4.52]],
  ['v3.17.2', 'guide', 'S2', 'strict', [0.1, 1.56], [1.06, 1.34], [0.81, 1.92]],
  ['v3.25.0', 'guide', 'S2', 'strict', [0.76, 1.44], [0.56, 1.06], [0.91, 1.82]],
  ['v3.31.7', 'guide', 'S2', 'strict', [0.59, 1.34], [0.53, 1.34], [0.74, 1.78]],
  ['v3.25.0', 'flat', 'S2n', 'strict', [0.77, 1.5], [1.24, 1.26], [1.43, 1.68]],
  ['v3.31.7', 'flat', 'S2n', 'strict', [0.12, 0.2], [0.66, 1.24], [0.41, 1.54]],
  ['v3.25.0', 'guide', 'S2n', 'strict', [0.26, 0.48], [0.83, 1.32], [0.9, 1.8]],
  ['v3.31.7', 'flat', 'S4', 'strict', [0.03, 0.18], [0.01, 1.38], [0.08, 1.72]],
  ['v3.31.7', 'guide', 'S4', 'strict', [0.06, 0.18], [0.03, 1.44], [0, 1.56]],
  ['v3.31.7', 'flat', 'S3', 'strict', [0.04, 0.14], [0.02, 0.06], [0.14, 0.31]],
  ['v3.31.7', 'guide', 'S3', 'strict', [0.03, 0.14], [0.01, 0.07], [0, 0.34]],
  ['v3.17.2', 'flat', 'Sst', 'strict', [0, 0], [0, 0], [0, 0.02]],
  ['v3.25.0', 'flat', 'Sst', 'strict', [0, 0], [0, 0], [0, 0.02]],
  ['v3.31.7', 'flat', 'Sst', 'strict', [0, 0], [0, 0], [0.01, 0.02]],
  ['v3.17.2', 'guide', 'Sst', 'strict', [0, 0], [0, 0], [0.98, 1.78]],
  ['v3.25.0', 'guide', 'Sst', 'strict', [0, 0], [0, 0], [0.37, 1.8]],
  ['v3.31.7', 'guide', 'Sst', 'strict', [0, 0], [0, 0], [1.15, 2.3]],
  ['v3.17.2', 'flat', 'Ast', 'strict', [0, 0], [0, 0], [0, 0]],
  ['v3.31.7', 'flat', 'Ast', 'strict', [0, 0], [0, 0], [0, 0]],
  ['v3.17.2', 'guide', 'Ast', 'strict', [0, 0], [0, 0], [1.82, 2.2]],
  ['v3.25.0', 'guide', 'Ast', 'strict', [0, 0], [0, 0], [2.8, 2.8]],
  ['v3.31.7', 'guide', 'Ast', 'strict', [0, 0], [0, 0], [1.85, 2.2]],
  ['v3.17.2', 'flat', 'F1', 'asover', [0.01, 0.06], [0.04, 0.06], [0.1, 0.16]],
  ['v3.25.0', 'flat', 'F1', 'asover', [0.03, 0.04], [0.04, 0.06], [0.12, 0.14]],
  ['v3.31.7', 'flat', 'F1', 'asover', [0.01, 0.04], [0.03, 0.04], [0.08, 0.16]],
  ['v3.17.2', 'guide', 'F1', 'asover', [0.05, 0.06], [0.04, 0.06], [0.2, 0.26]],
  ['v3.25.0', 'guide', 'F1', 'asover', [0.03, 0.06], [0.06, 0.08], [0.27, 0.3]],
  ['v3.31.7', 'guide', 'F1', 'asover', [0, 0.06], [0.02, 0.04], [0.2, 0.3]],
  ['v3.25.0', 'guide', 'F1allow', 'ext', [0.02, 0.04], [0.04, 0.06], [0.17, 0.24]],
  ['v3.31.7', 'guide', 'F1allow', 'ext', [0.02, 0.04], [0.02, 0.04], [0.18, 0.24]],
  ['v3.31.7', 'flat', 'S1as', 'asover', [0.02, 0.06], [0.02, 0.04], [0.08, 0.18]],
  ['v3.17.2', 'guide', 'S1as', 'asover', [0.03, 0.06], [0.63, 1.34], [0.24, 1.58]],
  ['v3.25.0', 'guide', 'S1as', 'asover', [0.01, 0.06], [0, 0.06], [0, 0]],
  ['v3.31.7', 'guide', 'S1as', 'asover', [0.03, 0.06], [0.02, 0.06], [0, 0]],
]

/** Longest single silence of a way back, in seconds; undefined where pairs have no route afterwards by design. */
type BackRow = [
  version: string,
  topology: LabTopology,
  back: LabWayBack,
  leafs: LabLeafs,
  rr: number,
  client: number,
  cross: number | undefined,
]

/** bgp-lab.md: "Rollback" of part 2, and `leafback` of part 1 (0.06 in a rack, 0.09 flat). */
export const measuredBack: BackRow[] = [
  ['v3.31.7', 'guide', 'leafback', 'ext', 0.06, 0.06, undefined],
  ['v3.31.7', 'flat', 'leafback', 'ext', 0.09, 0.09, 0.09],
  ['v3.31.7', 'flat', 's3back', 'strict', 0.06, 0.07, 0.08],
  ['v3.31.7', 'guide', 's3back', 'strict', 0.06, 0.06, undefined],
  ['v3.17.2', 'flat', 'Rst', 'strict', 0, 0, 0],
  ['v3.25.0', 'flat', 'Rst', 'strict', 0, 0, 0.14],
  ['v3.17.2', 'guide', 'Rst', 'strict', 0, 0, undefined],
  ['v3.31.7', 'guide', 'F+meshfirst', 'ext', 1.66, 1.56, undefined],
]
