import type { Design } from '../model/design.ts'
import type { Need } from '../views/render-need.ts'

const exampleNodes = 200
const nodesPerRack = 20
const reflectorsPerRack = 2

/** Sessions of a full mesh. */
export function meshSessions(nodes: number): number {
  return (nodes * (nodes - 1)) / 2
}

/** Sessions of a design at rest: inside the racks, to the leafs, among the racks. */
export function designSessions(design: Design): number {
  const inside = design.racks.reduce((sum, rack) => {
    const reflectors = rack.reflectors.length
    return sum + rackSessions(rack.nodes.length, reflectors) + reflectors * rack.leafs.length
  }, 0)
  return inside + (design.interRack === 'reflector-mesh' ? betweenRacks(design) : 0)
}

function rackSessions(nodes: number, reflectors: number): number {
  return meshSessions(reflectors) + reflectors * (nodes - reflectors)
}

function betweenRacks(design: Design): number {
  const all = design.racks.reduce((sum, rack) => sum + rack.reflectors.length, 0)
  return meshSessions(all) - design.racks.reduce((sum, rack) => sum + meshSessions(rack.reflectors.length), 0)
}

/** The numbers that say whether reflectors are worth it, beside a larger cluster of racks of twenty. */
export function needOf(design: Design): Need {
  const nodes = design.racks.reduce((sum, rack) => sum + rack.nodes.length, 0)
  const racks = exampleNodes / nodesPerRack
  const example = racks * (rackSessions(nodesPerRack, reflectorsPerRack) + reflectorsPerRack)
  return {
    nodes,
    mesh: meshSessions(nodes),
    reflectors: designSessions(design),
    examples:
      nodes < exampleNodes ? [{ nodes: exampleNodes, mesh: meshSessions(exampleNodes), reflectors: example }] : [],
  }
}
