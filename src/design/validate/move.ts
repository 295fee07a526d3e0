import type { Design } from '../../model/design.ts'
import type { Findings } from '../diagnostics.ts'

/** Whether the canary exists. */
export function checkMove(design: Design, findings: Findings): void {
  const canary = design.move?.canary
  if (canary === undefined) return
  if (design.racks.some((rack) => rack.name === canary || rack.nodes.includes(canary))) return
  findings.error(
    'E_DESIGN_CANARY',
    'move.canary',
    `${canary} is neither a rack nor a node of the design`,
    'name one of them, or none',
  )
}
