import type { ClusterState } from '../../model/cluster.ts'
import type { Design, Rack } from '../../model/design.ts'
import { meshIsOn } from '../../model/resources.ts'
import { addressOf, parseAddress } from '../addresses.ts'
import type { Findings } from '../diagnostics.ts'
import { nodeAddress, podsNeed } from '../families.ts'

/**
 * The mesh is switched off for both families at once. Reflectors carry both by themselves; leafs carry the family of their
 * address only. So where pods have addresses of a family, and its routes need leafs after the move, every rack needs a leaf
 * address of that family: else these routes would go with the mesh and nothing would take their place.
 */
export function checkFamilies(design: Design, cluster: ClusterState, findings: Findings): void {
  if (design.scheme === 'full-mesh' || !meshIsOn(cluster.resources.bgpConfigurations)) return
  for (const family of [4, 6] as const) {
    if (!podsNeed(cluster, family)) continue
    const members = new Set(
      cluster.resources.nodes.filter((node) => addressOf(nodeAddress(node, family))).map((node) => node.metadata.name),
    )
    const inRack = (rack: Rack) => rack.nodes.filter((name) => members.has(name)).length
    const racks = design.racks.filter((rack) => inRack(rack) > 0)
    const across = design.interRack === 'leafs' && racks.length > 1
    design.racks.forEach((rack, index) => {
      const inside = design.scheme === 'top-of-rack' && inRack(rack) > 1
      // A rack without any leaf is told elsewhere.
      if (inRack(rack) === 0 || rack.leafs.length === 0 || !(across || inside)) return
      // So is an address that is none.
      const addresses = rack.leafs.map((leaf) => parseAddress(leaf.address))
      if (addresses.some((address) => !address || address.family === family)) return
      const message = `rack ${rack.name} names its leafs by no address of IPv${family}, but pods have one: their routes would go with the mesh`
      const remedy = `name the leaf once more, by the same name and its IPv${family} address (docs/answers.md)`
      findings.error('E_DESIGN_FAMILY', `racks[${index}].leafs`, message, remedy)
    })
  }
}
