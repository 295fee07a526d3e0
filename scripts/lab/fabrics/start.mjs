// Nodes with real confd and BIRD, and switches with real FRR, on any fabric.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startControlPlane } from '../control-plane.mjs'
import { birdcl, birdcl6, nodePrograms, startCalicoNode, startFrr, vtysh, vtyshFile } from '../data-plane/daemons.mjs'
import { startMachine } from '../data-plane/machine.mjs'
import { buildTools } from '../data-plane/tools.mjs'
import { GUIDE_NODES, seedGuideCluster } from '../guide-cluster.mjs'
import { createWorkdir } from '../workdir.mjs'
import { buildLans } from './lans.mjs'

/**
 * @param switches [{ name, addresses: [cidr] }]: all that any fabric of this run needs; one that a fabric does not use runs
 *                 without BGP
 * @param gateways default gateway of the nodes, by rack number
 */
export async function startFabricLab({ switches, gateways }) {
  const workdir = createWorkdir('fabrics')
  try {
    const hosts = [
      ...switches.map(({ name, addresses }) => ({ name, addresses })),
      ...GUIDE_NODES.map((node) => ({
        name: node.name,
        addresses: [`${node.ip}/${node.prefix}`, `${node.ip6}/64`],
        extra: [`route add default via ${gateways[node.rack]}`, `addr add ${node.podIp}/32 dev lo`],
      })),
    ]
    const bin = await buildTools(workdir)
    const [plane, network] = await Promise.all([startControlPlane({ workdir }), buildLans(workdir, hosts)])
    await seedGuideCluster(plane.client, { bgpConfiguration: { nodeToNodeMeshEnabled: false, asNumber: 64512 } })
    const machines = {}
    for (const [index, host] of hosts.entries()) {
      machines[host.name] = await startMachine({
        workdir,
        name: host.name,
        namespace: network.namespace(host.name),
        clock: join(bin, 'clock'),
        // As in the data plane lab: no two machines share the fraction of a second.
        clockOffsetMs: 1_000_000 + index * 37_000 + Math.floor((index * 1000) / hosts.length),
        programs: GUIDE_NODES.some((node) => node.name === host.name) ? nodePrograms() : {},
      })
    }
    for (const { name } of switches) await startFrr(machines[name], `hostname ${name}\n`)
    for (const node of GUIDE_NODES) await startCalicoNode(machines[node.name], { kubeconfig: plane.kubeconfigs.admin })
    return {
      client: plane.client,
      vtysh: (name, command) => vtysh(machines[name], command),
      birdcl: (name, ...command) => birdcl(machines[name], ...command),
      birdcl6: (name, ...command) => birdcl6(machines[name], ...command),
      /** Loads a file of configuration into a switch, byte for byte, as an admin would. */
      async load(name, text) {
        const file = join(machines[name].dir, 'load.conf')
        writeFileSync(file, text)
        return vtyshFile(machines[name], file)
      },
      async stop() {
        plane.client.close()
        await workdir.destroy()
      },
    }
  } catch (error) {
    await workdir.destroy()
    throw error
  }
}
