import type { Look } from '../../../src/views/look.ts'
import { renderChecks, renderWarnings } from '../../../src/views/render-checks.ts'
import { renderCommands, renderLeafConfig, renderYaml } from '../../../src/views/render-commands.ts'
import { renderClusterIds, renderDesign, renderLeafs } from '../../../src/views/render-design.ts'
import { renderFailure } from '../../../src/views/render-failure.ts'
import { renderNeed } from '../../../src/views/render-need.ts'
import { renderPicture } from '../../../src/views/render-picture.ts'
import { renderCompare, renderPlan } from '../../../src/views/render-plan.ts'
import { renderProof } from '../../../src/views/render-proof.ts'
import { renderSummary } from '../../../src/views/render-summary.ts'
import { guideDesign, largeDesign, sampleForecast, samplePlan } from './sample.ts'

/** Every render function over sample data, by name: goldens and width tests run over all of them. */
export const renders: Record<string, (look: Look) => string[]> = {
  checks: (look) =>
    renderChecks(
      [
        {
          name: 'kubectl',
          status: 'ok',
          text: 'kubectl 1.32 reaches https://127.0.0.1:6443 as admin (context "guide")',
        },
        { name: 'calicoctl', status: 'warn', text: 'calicoctl is not installed', remedy: 'step 1 installs 3.17.2' },
        { name: 'rights', status: 'fail', text: 'you may not: patch nodes', remedy: 'docs/rbac.yaml holds the rights' },
        { name: 'status', status: 'skip', text: 'sessions were not read' },
      ],
      look,
    ),
  warnings: (look) =>
    renderWarnings(
      [
        { code: 'W_A', subject: 'node6', message: 'node6 carries rr-id=rr2 but is no reflector', remedy: 'remove it' },
        { code: 'W_B', subject: 'rr1', message: 'one reflector only' },
        { code: 'W_A', subject: 'node7', message: 'node7 carries rr-id=rr2 but is no reflector', remedy: 'remove it' },
      ],
      look,
    ),
  need: (look) =>
    renderNeed(
      {
        nodes: 6,
        mesh: 15,
        reflectors: 10,
        topOfRack: 6,
        examples: [{ nodes: 200, mesh: 19900, reflectors: 398, topOfRack: 200 }],
        leafSessions: { reflectors: 2, topOfRack: 3 },
        verdict: 'optional',
        reasons: [{ key: 'need.reason.meshFine', params: { nodes: 6, mesh: 15, limit: 100 } }],
      },
      look,
    ),
  design: (look) => renderDesign(guideDesign(), look),
  'design of 10 racks': (look) => renderDesign(largeDesign(10, 50), look),
  'cluster ids': (look) => renderClusterIds(guideDesign(), look),
  leafs: (look) => renderLeafs(guideDesign(), look),
  picture: (look) => renderPicture(guideDesign(), look),
  'picture of 4 racks': (look) => renderPicture(largeDesign(4, 5), look),
  'picture of 10 racks': (look) => renderPicture(largeDesign(10, 50), look),
  'picture without leafs': (look) => {
    const design = guideDesign()
    const racks = design.racks.map((rack) => ({ ...rack, leafs: [] }))
    return renderPicture({ ...design, racks, interRack: 'reflector-mesh' }, look)
  },
  plan: (look) => renderPlan(samplePlan(), sampleForecast(), look),
  compare: (look) => renderCompare(sampleForecast(), sampleForecast(), look),
  commands: (look) => renderCommands(samplePlan(), look),
  yaml: (look) => renderYaml(samplePlan(), look),
  'leaf configuration': (look) =>
    renderLeafConfig({ name: 'leaf01', dialect: 'frr', config: 'router bgp 65009\n neighbor 172.20.0.11\n' }, look),
  proof: (look) =>
    renderProof(
      [
        {
          node: 'node1',
          address: '172.20.0.11',
          forecast: ['172.20.0.12', '172.20.0.13', '172.20.0.254'],
          observed: ['172.20.0.254', '172.20.0.12', '172.20.0.13'],
          routes: { seen: 5, wanted: 5 },
        },
        { node: 'node10', forecast: ['172.20.0.12'], observed: [], unreadable: 'the pod did not answer in 10 s' },
        {
          node: 'node2',
          address: '172.20.0.12',
          forecast: ['172.20.0.11'],
          observed: [],
          routes: { seen: 4, wanted: 5 },
        },
      ],
      look,
    ),
  'failure, rolled back': (look) =>
    renderFailure(
      {
        outcome: 'rolled-back',
        runId: '7f3a',
        at: '4/7',
        what: 'node5 refused the change (conflict: edited by flannel-ctl 2 s ago)',
        undone: 11,
        toUndo: 11,
        left: [],
        drifts: [],
        next: [],
      },
      look,
    ),
  'failure, incomplete': (look) =>
    renderFailure(
      {
        outcome: 'rollback-incomplete',
        runId: '7f3a',
        at: '4/7',
        what: 'calicoctl gave up after 30 s',
        undone: 10,
        toUndo: 11,
        left: ['3.1 change BGPConfiguration default'],
        drifts: [{ object: 'Node/node5', path: 'labels.rr-id', before: '(none)', ours: 'rr2', now: 'rr9' }],
        next: [],
      },
      look,
    ),
  'failure, interrupted': (look) =>
    renderFailure(
      {
        outcome: 'interrupted',
        runId: '7f3a',
        at: '2/7',
        what: '',
        undone: 0,
        toUndo: 0,
        left: [],
        drifts: [],
        next: [],
      },
      look,
    ),
  summary: (look) =>
    renderSummary(
      {
        outcome: 'applied',
        runId: '7f3a',
        operations: 14,
        announced: { cidrs: ['10.233.0.0/18'], switches: ['leaf01', 'leaf02'] },
        again: 'calico-rr-wizard rehearse --answers answers.yaml --yes',
        lostPairs: 0,
        saved: ['answers.yaml', 'plan.json'],
        next: ['calico-rr-wizard confirm 7f3a'],
      },
      look,
    ),
}
