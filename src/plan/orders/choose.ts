import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import type { OrderName } from '../../model/plan.ts'
import type { StageSpec } from '../make.ts'

interface Sentence {
  key: string
  params: Record<string, string | number>
}

/** What was chosen, and what it cannot avoid. */
export interface ChosenOrder {
  strategy: string
  stages: StageSpec[]
  unavoidable: Sentence[]
}

/** The order of the stages for this cluster and design. */
export function chooseOrder(_cluster: ClusterState, design: Design, order: OrderName): ChosenOrder {
  const title = (key: string) => ({ key: `stage.${key}`, params: {} })
  const nodes = design.racks.flatMap((rack) => rack.nodes)
  const gate = {
    conditions: [{ kind: 'sessions-as-forecast' as const }, { kind: 'routes-as-forecast' as const }],
    timeoutSeconds: 90,
  }
  const guide: StageSpec[] = [
    { guideStep: 3, title: title('meshOff'), moves: [{ kind: 'mesh', enabled: false }] },
    { guideStep: 4, title: title('nodeBgp'), moves: [{ kind: 'node-bgp', nodes, asn: true, clusterId: true }] },
    { guideStep: 5, title: title('labels'), moves: [{ kind: 'labels' }] },
    {
      guideStep: 6,
      title: title('peers'),
      moves: [{ kind: 'leaf-peers', localAs: false }, { kind: 'reflector-peers' }],
      gate,
    },
    { guideStep: 8, title: title('services'), moves: [{ kind: 'service-cidrs' }] },
  ]
  const safe: StageSpec[] = [
    { guideStep: 5, title: title('labels'), moves: [{ kind: 'labels' }] },
    {
      guideStep: 6,
      title: title('leafPeers'),
      moves: [
        { kind: 'temporary-leaf-peers', localAs: false },
        { kind: 'leaf-peers', localAs: false },
      ],
      gate: { conditions: [{ kind: 'leaf-sessions', nodes }], timeoutSeconds: 90 },
    },
    { guideStep: 3, title: title('meshOff'), moves: [{ kind: 'mesh', enabled: false }] },
    { guideStep: 4, title: title('nodeBgp'), moves: [{ kind: 'node-bgp', nodes, asn: true, clusterId: true }] },
    { guideStep: 6, title: title('reflectorPeers'), moves: [{ kind: 'reflector-peers' }], gate },
    { guideStep: 6, title: title('dropTemporary'), moves: [{ kind: 'drop-temporary-peers' }], gate },
    { guideStep: 8, title: title('services'), moves: [{ kind: 'service-cidrs' }] },
  ]
  return order === 'guide'
    ? { strategy: 'guide', stages: guide, unavoidable: [] }
    : { strategy: 'leaf-path-first', stages: safe, unavoidable: [] }
}
