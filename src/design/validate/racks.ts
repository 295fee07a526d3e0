import type { Design } from '../../model/design.ts'
import { overlaps, parseCidr } from '../addresses.ts'
import type { Findings } from '../diagnostics.ts'

/** A rack name becomes a label value and part of BGPPeer names. */
const rackName = /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/

/** Racks by themselves: at least one, named, apart from each other, not empty. */
export function checkRacks(design: Design, findings: Findings): void {
  if (design.racks.length === 0) {
    findings.error('E_DESIGN_NO_RACK', 'racks', 'the design has no rack', 'give at least one rack with its nodes')
  }
  const names = new Map<string, number>()
  design.racks.forEach((rack, index) => {
    const path = `racks[${index}]`
    if (!rackName.test(rack.name)) {
      const remedy = 'use lower-case letters, digits and "-", at most 40'
      findings.error(
        'E_DESIGN_RACK_NAME',
        `${path}.name`,
        `"${rack.name}" cannot be a label and an object name`,
        remedy,
      )
    }
    const twin = names.get(rack.name)
    if (twin !== undefined) {
      const message = `racks ${twin + 1} and ${index + 1} are both called ${rack.name}`
      findings.error(
        'E_DESIGN_RACK_NAME',
        `${path}.name`,
        message,
        'their nodes would share one group label; rename one',
      )
    }
    names.set(rack.name, index)
    if (rack.nodes.length === 0) {
      const remedy = 'name its nodes, or remove the rack'
      findings.error('E_DESIGN_EMPTY_RACK', `${path}.nodes`, `rack ${rack.name} has no node`, remedy)
    }
    if (rack.subnet !== '' && !parseCidr(rack.subnet)) {
      const remedy = 'write it like 172.20.0.0/24'
      findings.error('E_DESIGN_SUBNET', `${path}.subnet`, `"${rack.subnet}" is no subnet`, remedy)
    }
  })
  checkOverlap(design, findings)
}

/** Two racks in one subnet are legal (the flat lab); two subnets that cut into each other are a typing error. */
function checkOverlap(design: Design, findings: Findings): void {
  const distinct = new Map(design.racks.map((rack, index) => [rack.subnet, index]))
  const subnets = [...distinct].flatMap(([text, index]) => {
    const cidr = parseCidr(text)
    return cidr ? [{ cidr, text, index }] : []
  })
  // Sorted by network, a range can only overlap one that starts inside the widest before it.
  subnets.sort((a, b) => Number(a.cidr.network.value - b.cidr.network.value) || a.cidr.prefix - b.cidr.prefix)
  for (let i = 1; i < subnets.length; i++) {
    const [before, now] = [subnets[i - 1]!, subnets[i]!]
    if (overlaps(before.cidr, now.cidr)) {
      const message = `${now.text} and ${before.text} overlap`
      findings.warn('W_DESIGN_OVERLAP', `racks[${now.index}].subnet`, message, 'check the masks of the nodes')
    }
  }
}
