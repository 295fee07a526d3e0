import type { Design, Leaf } from '../model/design.ts'

/** Names of the switch dialects; the first is the guide's. */
export const switchDialects: readonly string[] = ['comware7', 'vrp', 'iosxe', 'nxos', 'eos', 'frr', 'sonic', 'junos']

/** The leaf's configuration in one dialect. */
export function loadLeafConfig(_leaf: Leaf, _dialect: string, _design: Design): string {
  return ''
}
