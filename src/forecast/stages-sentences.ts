/**
 * Every sentence a stage forecast may say, in English; {name} is a parameter. The catalogues translate them by key.
 */
export const forecastSentences: Readonly<Record<string, string>> = {
  'loss.as-change': 'a new AS number restarts every session of the node',
  'loss.leaves-mesh': 'a node with a cluster id leaves the mesh, and its sessions with the reflectors start only then',
  'loss.mesh-off': 'the mesh goes off before anything else carries the routes',
  'loss.mesh-takeover': 'the sessions with the reflectors wait behind the mesh and start only when it is gone',
  'loss.peers-removed': 'peers go away before anything else carries the routes',
  'loss.session-restart': 'sessions restart, because their "{because}" changes',
  'loss.unreachable-route':
    'BIRD on {at} cannot resolve the next hop and installs an unreachable route, which hides the default route',
  'loss.loop': 'packets go round between {at} and its neighbours',
  'loss.switch-without-route': '{at} has no route to the block',
  'loss.unknown-router': 'the default route of {at} leads to a router that knows nothing of pods',
  'loss.dead-next-hop': 'a next hop on {at} leads nowhere',
  'loss.node-fib': 'the node falls back to its default route through the leaf',
  'loss.leaf-fib': 'the leaf has to choose another next hop',
  'loss.fabric-fib': 'leafs and spine have to choose another next hop',
  'loss.session-end': 'sessions end',
  'opens.takeover': 'a route that was hidden takes over',
  'opens.reconnect': 'new sessions bring a route',
  'avoid.local-as': 'localASNumber on the leaf peers, from Calico 3.31: their sessions then survive the change',
  'avoid.one-as': 'one AS for all racks, with as-override on the leafs: then no AS number changes',
  'avoid.leaf-statics': "static routes for the rack's blocks on {leaf} for the time of this stage",
  'avoid.safety-net': 'the safety net: routes on the nodes for the time of the move, over ssh',
  'avoid.leaf-path': 'leafs that accept every node of their rack for the time of the move',
  'avoid.replace-first': 'reflectors and their peers before the mesh goes off',
  'avoid.one-at-a-time': 'one reflector at a time, with a gate after each',
  'avoid.empty-reflectors':
    'reflectors that carry no pods, drained or spare, one at a time (answers: move.emptyReflectors)',
  'avoid.mesh-off-first': 'mesh off before AS numbers change',
  'avoid.upgrade': 'Calico 3.21 or newer: there a node with a cluster id leaves the mesh before the mesh goes off',
  'failure.reflector': 'reflector {name} fails',
  'failure.leaf': 'leaf {name} fails',
  'failure.rack': 'rack {name} fails',
}
