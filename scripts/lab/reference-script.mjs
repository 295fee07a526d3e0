// The guide's commands as a person would type them into a script: the yardstick beside which the wizard's orders stand.

import { dirname } from 'node:path'
import { isReflector, LEAFS } from './data-plane/topology.mjs'
import { GUIDE_NODES } from './guide-cluster.mjs'
import { must } from './run.mjs'

const v3 = (kind, name, spec) => ({ apiVersion: 'projectcalico.org/v3', kind, metadata: { name }, spec })

/** [stage, tool, argv, stdin] in the guide's order, nothing awaited in between. */
export function guideCommands() {
  const commands = []
  const apply = (stage, ...objects) =>
    commands.push([stage, 'calicoctl', ['apply', '-f', '-'], objects.map((one) => JSON.stringify(one)).join('\n---\n')])
  const configuration = { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: false, asNumber: 64512 }
  apply('mesh off', v3('BGPConfiguration', 'default', configuration))
  for (const node of GUIDE_NODES) {
    const bgp = {
      asNumber: LEAFS[node.rack - 1].rackAsn,
      ...(isReflector(node) ? { routeReflectorClusterID: node.ip } : {}),
    }
    commands.push(['nodes', 'calicoctl', ['patch', 'node', node.name, '-p', JSON.stringify({ spec: { bgp } })]])
  }
  for (const node of GUIDE_NODES) {
    commands.push(['labels', 'kubectl', ['label', 'nodes', node.name, `rr-group=rr${node.rack}`]])
    if (isReflector(node)) commands.push(['labels', 'kubectl', ['label', 'nodes', node.name, `rr-id=rr${node.rack}`]])
  }
  for (const leaf of LEAFS) {
    const rr = `rr${leaf.rack}`
    const toLeaf = { nodeSelector: `rr-id == '${rr}'`, peerIP: leaf.address, asNumber: leaf.asn }
    apply('peers', v3('BGPPeer', `${rr}-to-leaf${leaf.rack}-peer`, toLeaf))
    apply(
      'peers',
      v3('BGPPeer', `${rr}-to-node-peer`, { nodeSelector: `rr-group == '${rr}'`, peerSelector: `rr-id == '${rr}'` }),
    )
  }
  const services = JSON.stringify({ spec: { serviceClusterIPs: [{ cidr: '10.233.0.0/18' }] } })
  commands.push(['services', 'calicoctl', ['patch', 'bgpconfig', 'default', '--patch', services]])
  return commands
}

/** The way back as the same person would go it: mesh on first, then everything else undone. */
function backCommands() {
  const patch = (stage, body) => [
    stage,
    'calicoctl',
    ['patch', 'bgpconfig', 'default', '--patch', JSON.stringify(body)],
  ]
  const commands = [patch('mesh on', { spec: { nodeToNodeMeshEnabled: true, serviceClusterIPs: null } })]
  const peers = LEAFS.flatMap((leaf) => [`rr${leaf.rack}-to-leaf${leaf.rack}-peer`, `rr${leaf.rack}-to-node-peer`])
  commands.push(['peers', 'calicoctl', ['delete', 'bgppeer', ...peers]])
  for (const node of GUIDE_NODES) {
    const bgp = { asNumber: null, routeReflectorClusterID: null }
    commands.push(['nodes', 'calicoctl', ['patch', 'node', node.name, '-p', JSON.stringify({ spec: { bgp } })]])
  }
  commands.push(['labels', 'kubectl', ['label', 'nodes', '--all', 'rr-group-', 'rr-id-']])
  return commands
}

/** Runs the guide's commands; returns when each stage began. */
export const runReferenceScript = (tools) => runCommands(guideCommands(), tools)

/** Runs the way back. */
export const runReferenceBack = (tools) => runCommands(backCommands(), tools)

async function runCommands(commands, { kubectl, calicoctl, kubeconfig }) {
  // kubectl makes its cache in its home, whatever that is.
  const HOME = dirname(kubeconfig)
  const env = { PATH: '/usr/bin:/bin', HOME, KUBECONFIG: kubeconfig, DATASTORE_TYPE: 'kubernetes' }
  const programs = { kubectl, calicoctl }
  const stages = []
  for (const [stage, tool, argv, stdin] of commands) {
    if (stages.at(-1)?.title !== stage) stages.push({ title: stage, start: Date.now() })
    await must(programs[tool], argv, { env, input: stdin, timeoutMs: 30_000 })
  }
  return { stages, end: Date.now() }
}
