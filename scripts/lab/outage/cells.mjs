// What the outage table measures: one cell is a fabric, a design and an order.

/**
 * Seconds that one pair may be without a route, for Calico v3.25.0: the project's own bars. `same` is inside a rack,
 * `cross` across racks (counted from the moment the mesh is off: before, these pairs have no route on this fabric).
 */
export const CELLS = [
  { name: 'guide-script', title: "guide's commands, plain script", leafs: 'external', script: true },
  { name: 'guide', title: "guide's order", leafs: 'external', order: 'guide' },
  {
    name: 'leaf-path',
    title: 'safe order, leafs take every node',
    leafs: 'external',
    order: 'safe',
    strategy: 'leaf-path-first',
    bars: { there: { same: 2.3, cross: 2.3, staying: 0.3 }, back: { same: 2.3, staying: 0.3 } },
  },
  {
    name: 'leaf-path-both',
    title: 'safe order, leafs take every node and call them too',
    leafs: 'external',
    waitsForNodes: false,
    order: 'safe',
    strategy: 'leaf-path-first',
  },
  {
    name: 'one-as',
    title: 'safe order, no AS changes',
    leafs: 'as-override',
    order: 'safe',
    oneAs: true,
    strategy: 'one-as',
    bars: { there: { same: 0.3, cross: 0.3, staying: 0.3 }, back: { same: 0.3, staying: 0.3 } },
  },
  { name: 'strict', title: 'safe order, strict leafs', leafs: 'strict', order: 'safe' },
  {
    name: 'net',
    title: 'safe order, strict leafs, safety net',
    leafs: 'strict',
    order: 'safe',
    sshToNodes: true,
    strategy: 'safety-net',
    bars: { there: { same: 0, staying: 0 }, back: { same: 0, staying: 0 } },
  },
]

/** The default BGPConfiguration before the move. */
export const MESH = { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 }
