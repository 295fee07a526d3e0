import type { Design } from '../../model/design.ts'
import { isPrivateAsn } from '../asn-pool.ts'
import type { Findings } from '../diagnostics.ts'

/** Numbers that can never identify a network: RFC 7607 (0), 4893 (23456), 7300 (last ones). */
const reserved = new Set([23456, 65535, 4294967295])

/** Numbers in range, and whether racks can accept each other's routes. */
export function checkAsns(design: Design, allowsAs: boolean, findings: Findings): void {
  const check = (asn: number, path: string) => {
    if (!Number.isInteger(asn) || asn < 1 || asn > 4294967295) {
      findings.error('E_DESIGN_ASN', path, `${asn} is no AS number`, 'take one from 1 to 4294967295')
    } else if (reserved.has(asn)) {
      findings.warn('W_DESIGN_ASN_RESERVED', path, `AS ${asn} is reserved`, 'take a private one: 64512 to 65534')
    } else if (!isPrivateAsn(asn)) {
      findings.warn(
        'W_DESIGN_ASN_PUBLIC',
        path,
        `AS ${asn} is a public number`,
        'fine when it is yours; else 64512 to 65534',
      )
    }
  }
  check(design.defaultAsn, 'asNumber')
  design.racks.forEach((rack, index) => {
    check(rack.asn, `racks[${index}].asNumber`)
    rack.leafs.forEach((leaf, at) => {
      check(leaf.asn, `racks[${index}].leafs[${at}].asNumber`)
    })
  })
  design.spines.forEach((spine, index) => {
    check(spine.asn, `spines[${index}].asNumber`)
  })
  if (!allowsAs) checkSharedAsn(design, findings)
}

/** Racks of one AS behind leafs of other ASes: each rack refuses the other's routes for its own AS in the path. */
function checkSharedAsn(design: Design, findings: Findings): void {
  if (design.interRack !== 'leafs' || design.scheme === 'full-mesh') return
  const first = new Map<number, string>()
  design.racks.forEach((rack, index) => {
    const other = first.get(rack.asn)
    if (other === undefined) first.set(rack.asn, rack.name)
    else if (rack.leafs.some((leaf) => leaf.asn !== rack.asn && !leaf.options.asOverride)) {
      const message = `${rack.name} and ${other} share AS ${rack.asn}: behind leafs each drops the other's routes`
      const remedy =
        'one AS a rack, or as-override on the leafs, or numAllowedLocalASNumbers: 1 on the leaf peers (3.23)'
      findings.warn('W_DESIGN_SHARED_ASN', `racks[${index}].asNumber`, message, remedy)
    }
  })
}
