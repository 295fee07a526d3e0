import type { Design } from '../../model/design.ts'
import type { StageSpec } from '../make.ts'
import { gate, gateOnForecast, gateOnLeafPath } from './gates.ts'
import { allLeafs, allNodes, stage } from './stages.ts'

/**
 * Order F of bgp-lab.md: every node peers with its leaf first, so that the leafs carry the pods while everything else
 * changes: mesh off, AS numbers and cluster ids, reflector peers, temporary peers away.
 * @param options.localAs the leaf sessions speak the rack's future AS already (localASNumber, 3.31), so they survive the
 *        change of the node's AS
 */
export function leafPathFirst(design: Design, options: { localAs: boolean }): StageSpec[] {
  const { localAs } = options
  const nodes = allNodes(design)
  const leafs = allLeafs(design)
  const onLeafs = gateOnLeafPath(nodes, leafs)
  return [
    stage('labels', [{ kind: 'labels' }]),
    stage(
      'leaf-path',
      [
        { kind: 'temporary-leaf-peers', localAs },
        { kind: 'leaf-peers', localAs },
      ],
      onLeafs,
    ),
    stage('mesh-off', [{ kind: 'mesh', enabled: false }], onLeafs),
    stage('node-bgp', [{ kind: 'node-bgp', nodes, asn: true, clusterId: true }], onLeafs),
    stage('reflector-peers', [{ kind: 'reflector-peers' }], gateOnForecast()),
    stage(
      'drop-temporary',
      [{ kind: 'drop-temporary-peers' }],
      gate({ kind: 'sessions-as-forecast' }, { kind: 'routes-as-forecast' }, { kind: 'leaf-blocks', leafs }),
    ),
    stage('service-cidrs', [{ kind: 'service-cidrs' }], gateOnForecast()),
  ]
}
