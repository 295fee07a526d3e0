// The whole data plane lab: API, fabric, six nodes with real confd and BIRD, and the two programs the wizard is given.

import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { labAnswers } from '../answers.mjs'
import { partPaths } from '../cache.mjs'
import { startControlPlane } from '../control-plane.mjs'
import { GUIDE_NODES, seedGuideCluster } from '../guide-cluster.mjs'
import { waitFor } from '../run.mjs'
import { labFlags, runWizard } from '../wizard.mjs'
import { createWorkdir } from '../workdir.mjs'
import { birdcl, nodePrograms, startCalicoNode, startFrr, vtysh, vtyshFile } from './daemons.mjs'
import { startMachine } from './machine.mjs'
import { buildNetwork } from './network.mjs'
import { startProbes } from './probes.mjs'
import { buildTools } from './tools.mjs'
import { LEAFS, leafConfig, SPINE, spineConfig } from './topology.mjs'

/** Why the data plane lab cannot run here, or undefined. */
export function dataPlaneObstacle() {
  if (process.platform !== 'linux') return 'network namespaces need Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  if (!existsSync('/proc/self/ns/time')) return 'this kernel has no time namespaces'
  return undefined
}

/**
 * @param leafs what the leafs accept: 'external' (every node, any foreign AS), 'strict' (the two reflectors with the AS they get)
 *              or 'as-override' (as external, and the leaf replaces the nodes' AS, for one AS everywhere)
 * @param waitsForNodes false: the leafs open sessions too
 * @param ownClocks every node's BIRD keeps its own clock; switched off only to show what one clock does
 */
export async function startDataPlane({
  leafs = 'external',
  waitsForNodes = true,
  bgpConfiguration,
  ownClocks = true,
  log = () => {},
} = {}) {
  const workdir = createWorkdir(`data plane, leafs ${leafs}`)
  const started = Date.now()
  try {
    const bin = await buildTools(workdir)
    const [plane, network] = await Promise.all([startControlPlane({ workdir }), buildNetwork(workdir)])
    await seedGuideCluster(plane.client, { bgpConfiguration })
    log(`API and network after ${Date.now() - started} ms`)

    const machines = {}
    const all = [SPINE, ...LEAFS, ...GUIDE_NODES]
    // Seconds apart, and spread over the fractions of a second: it is the fraction that matters.
    const offset = (index) => (ownClocks ? 1_000_000 + index * 37_000 + Math.floor((index * 1000) / all.length) : 0)
    await Promise.all(
      all.map(async (host, index) => {
        machines[host.name] = await startMachine({
          workdir,
          name: host.name,
          namespace: network.namespace(host.name),
          clock: join(bin, 'clock'),
          clockOffsetMs: offset(index),
          programs: host.podIp ? nodePrograms() : {},
        })
      }),
    )
    await Promise.all([
      startFrr(machines[SPINE.name], spineConfig()),
      ...LEAFS.map((leaf) => startFrr(machines[leaf.name], leafConfig(leaf))),
    ])
    for (const node of GUIDE_NODES) await startCalicoNode(machines[node.name], { kubeconfig: plane.kubeconfigs.admin })
    log(`daemons after ${Date.now() - started} ms`)
    describe(bin, machines)

    const lab = {
      ...plane,
      workdir,
      machines,
      bin,
      /** What the wizard is given as kubectl: the real one, with exec into calico-node pods. */
      kubectl: join(bin, 'kubectl'),
      calicoctl: partPaths().calicoctl,
      forScript: {
        kubectl: partPaths().kubectl,
        calicoctl: partPaths().calicoctl,
        kubeconfig: plane.kubeconfigs.admin,
      },
      sessions: (name) => sessionsOf(machines[name]),
      birdcl: (name, ...command) => birdcl(machines[name], ...command),
      vtysh: (name, command) => vtysh(machines[name], command),
      startProbes: () => startProbes({ binary: join(bin, 'prober'), namespaceOf: network.namespace }),
      waitForMesh: (timeoutMs = 120_000) => waitForMesh(machines, timeoutMs),
      async stop() {
        plane.client.close()
        await workdir.destroy()
      },
    }
    await loadLeafs(lab, { leafs, waitsForNodes })
    log(`leafs after ${Date.now() - started} ms`)
    return lab
  } catch (error) {
    await workdir.destroy()
    throw error
  }
}

/** The neighbours of the leafs as the network's people would bring them up: by the file that the wizard writes, unchanged. */
async function loadLeafs(lab, design) {
  const home = lab.workdir.mkdir('leafs')
  const answers = join(home, 'answers.yaml')
  const oneAs = design.leafs === 'as-override'
  writeFileSync(answers, labAnswers({ ...design, oneAs, kubeconfig: lab.kubeconfigs.admin }))
  const plan = join(home, 'plan.json')
  const flags = [
    '--answers',
    answers,
    '--dialect',
    'frr',
    '-o',
    plan,
    ...labFlags(lab, { stateDir: join(home, 'state') }),
  ]
  const run = await runWizard(['plan', ...flags], { home })
  if (run.exitCode !== 0) throw new Error(`wizard plan: exit ${run.exitCode}: ${run.stderr.slice(-1000)}`)
  for (const { name } of LEAFS) {
    const machine = lab.machines[name]
    const file = join(machine.dir, 'wizard.conf')
    copyFileSync(join(`${plan}.switches`, `${name}.frr.config.txt`), file)
    const said = await vtyshFile(machine, file)
    if (said) throw new Error(`vtysh of ${name}: ${said}`)
  }
}

/** Tells the stand-ins for kubectl exec and ssh where each machine is. */
function describe(bin, machines) {
  mkdirSync(bin, { recursive: true })
  const hosts = GUIDE_NODES.map((node) => ({
    name: node.name,
    namespace: machines[node.name].namespace,
    pid: machines[node.name].pid,
    pod: node.calicoPod,
    addresses: [node.ip],
    env: Object.entries(machines[node.name].env).map(([key, value]) => `${key}=${value}`),
  }))
  writeFileSync(join(bin, 'lab.json'), JSON.stringify({ kubectl: partPaths().kubectl, hosts }, null, 1))
}

/** BGP protocols of a node as its own BIRD shows them. */
async function sessionsOf(machine) {
  const text = await birdcl(machine, 'show', 'protocols')
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => words[1] === 'BGP')
    .map((words) => ({ name: words[0], state: words[3], info: words.slice(5).join(' ') }))
}

async function waitForMesh(machines, timeoutMs) {
  const started = Date.now()
  await waitFor(
    '30 established mesh sessions',
    async () => {
      const all = await Promise.all(GUIDE_NODES.map((node) => sessionsOf(machines[node.name])))
      const up = all.flat().filter((one) => one.name.startsWith('Mesh_') && one.info.startsWith('Established'))
      if (up.length === 30) return true
      throw new Error(`${up.length} of 30`)
    },
    { timeoutMs, everyMs: 250 },
  )
  return Date.now() - started
}
