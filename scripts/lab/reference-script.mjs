// The guide's commands as a person would type them into a script: the yardstick beside which the wizard's orders stand.

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

/** Runs the commands one after the other; returns when each stage began. */
export async function runReferenceScript({ kubectl, calicoctl, kubeconfig }) {
  const env = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', KUBECONFIG: kubeconfig, DATASTORE_TYPE: 'kubernetes' }
  const programs = { kubectl, calicoctl }
  const stages = []
  for (const [stage, tool, argv, stdin] of guideCommands()) {
    if (stages.at(-1)?.title !== stage) stages.push({ title: stage, start: Date.now() })
    await must(programs[tool], argv, { env, input: stdin, timeoutMs: 30_000 })
  }
  return { stages, end: Date.now() }
}
