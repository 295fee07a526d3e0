import type { Design } from '../../model/design.ts'
import type { StageSpec } from '../make.ts'
import { gate, gateOnForecast } from './gates.ts'
import { allNodes, stage } from './stages.ts'

/**
 * The order as the guide prints it: mesh off first, peers last (bgp-lab.md, order A). Nothing is awaited in between:
 * waiting makes it worse (order Aw: 12.5 s), because every session is gone from the first stage to the fourth.
 */
export function guideOrder(design: Design): StageSpec[] {
  if (design.scheme === 'full-mesh')
    return [
      stage('mesh-on', [{ kind: 'mesh', enabled: true }], gate({ kind: 'sessions-as-forecast' })),
      stage('service-cidrs', [{ kind: 'service-cidrs' }], gateOnForecast()),
    ]
  return [
    stage('mesh-off', [{ kind: 'mesh', enabled: false }]),
    stage('node-bgp', [{ kind: 'node-bgp', nodes: allNodes(design), asn: true, clusterId: true }]),
    stage('labels', [{ kind: 'labels' }]),
    stage('peers', [{ kind: 'leaf-peers', localAs: false }, { kind: 'reflector-peers' }], gateOnForecast()),
    stage('service-cidrs', [{ kind: 'service-cidrs' }], gateOnForecast()),
  ]
}
