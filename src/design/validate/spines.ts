import type { Design } from '../../model/design.ts'
import { parseAddress } from '../addresses.ts'
import type { Findings } from '../diagnostics.ts'
import { switchName } from './leafs.ts'

/** Spines: known leafs at the other end, and no second meaning for a name. */
export function checkSpines(design: Design, findings: Findings): void {
  const leafs = new Map(design.racks.flatMap((rack) => rack.leafs.map((leaf) => [leaf.name, leaf] as const)))
  const names = new Set(leafs.keys())
  const earlier = new Map<string, number>()
  design.spines.forEach((spine, index) => {
    const path = `spines[${index}]`
    // A spine may stand there twice, with its links of each family.
    const again = earlier.get(spine.name) === spine.asn
    if (!switchName.test(spine.name) || (names.has(spine.name) && !again)) {
      const remedy = 'give each switch its own name of letters, digits, "-", "_" and "."'
      findings.error('E_DESIGN_SPINE', `${path}.name`, `"${spine.name}" cannot name this spine`, remedy)
    }
    names.add(spine.name)
    earlier.set(spine.name, spine.asn)
    for (const [name, link] of Object.entries(spine.links)) {
      const leaf = leafs.get(name)
      if (!leaf) {
        const remedy = `known leafs: ${[...leafs.keys()].slice(0, 8).join(', ') || 'none'}`
        findings.error(
          'E_DESIGN_SPINE',
          `${path}.links.${name}`,
          `${spine.name} is linked to unknown leaf ${name}`,
          remedy,
        )
        continue
      }
      const ends = [parseAddress(link.spineAddress), parseAddress(link.leafAddress)]
      if (!ends[0] || !ends[1] || ends[0].family !== ends[1].family || ends[0].value === ends[1].value) {
        const message = `the link ${spine.name} - ${name} needs two different addresses of one family`
        findings.error('E_DESIGN_SPINE', `${path}.links.${name}`, message, 'correct spineAddress and leafAddress')
      }
      if (leaf.asn === spine.asn) {
        const message = `${spine.name} and ${name} share AS ${spine.asn}: routes of another leaf would not pass`
        findings.warn('W_DESIGN_SPINE_ASN', `${path}.asNumber`, message, 'the guide gives every switch its own AS')
      }
    }
  })
}
