import type { Design } from '../../model/design.ts'
import type { Findings } from '../diagnostics.ts'

/** Whether racks can reach each other at all, by the scheme that was chosen. */
export function checkScheme(design: Design, allowsAs: boolean, findings: Findings): void {
  if (design.scheme === 'top-of-rack') checkTopOfRack(design, allowsAs, findings)
  if (design.scheme !== 'reflectors' || design.racks.length < 2) return
  if (design.interRack === 'leafs') {
    design.racks.forEach((rack, index) => {
      if (rack.leafs.length > 0) return
      const message = `rack ${rack.name} has no leaf, so no other rack can reach it`
      findings.error(
        'E_DESIGN_RACK_ALONE',
        `racks[${index}].leafs`,
        message,
        'give its leaf, or take interRack: reflector-mesh',
      )
    })
  } else if (new Set(design.racks.map((rack) => rack.asn)).size > 1) {
    const message = 'reflectors of different ASes peer by eBGP: each becomes next hop for its whole rack'
    findings.warn('W_DESIGN_EBGP_MESH', 'interRack', message, 'take one AS for all racks when no leaf joins them')
  }
}

function checkTopOfRack(design: Design, allowsAs: boolean, findings: Findings): void {
  design.racks.forEach((rack, index) => {
    const path = `racks[${index}].leafs`
    if (rack.leafs.length === 0) {
      const message = `rack ${rack.name} has no leaf to peer with`
      findings.error('E_DESIGN_RACK_ALONE', path, message, 'give its leaf, or take another scheme')
    }
    rack.leafs.forEach((leaf, at) => {
      const options = `${path}[${at}]`
      if (leaf.options.accepts !== 'all-nodes') {
        const message = `leaf ${leaf.name} accepts only reflectors, but there are none`
        findings.error('E_DESIGN_TOR_ACCEPTS', `${options}.accepts`, message, 'set accepts: all-nodes')
      }
      if (!allowsAs && leaf.asn !== rack.asn && !leaf.options.asOverride && rack.nodes.length > 1) {
        const message = `${rack.name}'s nodes share AS ${rack.asn} and drop each other's routes from ${leaf.name}`
        const remedy =
          'as-override on the leaf, numAllowedLocalASNumbers: 1 on the peers (3.23), or a default route through it'
        findings.warn('W_DESIGN_TOR_LOOP', `${options}.asOverride`, message, remedy)
      }
    })
    if (new Set(rack.leafs.map((leaf) => leaf.asn)).size > 1) {
      const message = `the leafs of ${rack.name} have different ASes`
      findings.warn(
        'W_DESIGN_DUAL_TOR_ASN',
        path,
        message,
        'equal-cost paths need one AS, or a relaxed AS-path comparison',
      )
    }
  })
}
