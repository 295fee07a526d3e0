// The two servers of a contract suite: the embedded API of a rehearsal, and kube-apiserver filled with the same objects.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import YAML from 'yaml'
import { partPaths } from '../../../scripts/lab/cache.mjs'
import { startControlPlane, writeKubeconfig } from '../../../scripts/lab/control-plane.mjs'
import { wipeCluster } from '../../../scripts/lab/guide-cluster.mjs'
import { COLLECTIONS, kubeClient } from '../../../scripts/lab/kube-client.mjs'
import { killGroup, run } from '../../../scripts/lab/run.mjs'
import { CLI } from '../../../scripts/lab/wizard.mjs'

const SERVE_LIMIT_MS = 30_000

/** Starts `rehearse --serve` and returns what it announces. */
export async function serveRehearsal(flags = []) {
  const home = mkdtempSync(join(tmpdir(), 'crrw-serve-'))
  const child = spawn(
    process.execPath,
    [CLI, 'rehearse', '--serve', '--json', '--state-dir', join(home, 'state'), ...flags],
    {
      env: { PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  )
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const stop = async () => {
    const ended = new Promise((resolve) => child.on('close', resolve))
    killGroup(child.pid, 'SIGTERM')
    const timer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
    rmSync(home, { recursive: true, force: true })
  }
  const serving = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`nothing was served within ${SERVE_LIMIT_MS} ms: ${stderr}`)),
      SERVE_LIMIT_MS,
    )
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line)
      if (event.type !== 'serving') return
      clearTimeout(timer)
      resolve(event)
    })
    child.on('close', (code) => reject(new Error(`rehearse --serve ended with ${code}: ${stderr}`)))
  }).catch(async (error) => {
    killGroup(child.pid, 'SIGKILL')
    throw error
  })
  return { ...serving, home, stop }
}

/** What a kubeconfig says about server, certificate and users. */
function readKubeconfig(path) {
  const config = YAML.parse(readFileSync(path, 'utf8'))
  const { server, 'certificate-authority-data': data } = config.clusters[0].cluster
  const tokens = Object.fromEntries(config.users.map((user) => [user.name, user.user.token]))
  return { server, ca: Buffer.from(data, 'base64').toString('utf8'), tokens }
}

/** The embedded API. `reset` starts it anew, which is its way back to a fresh cluster. */
export async function embeddedTarget({ workdir, flags = [] }) {
  let serving
  const target = {
    name: 'embedded',
    kubeconfigs: {},
    client: undefined,
    async reset() {
      target.client?.close()
      await serving?.stop()
      serving = await serveRehearsal(flags)
      const { server, ca, tokens } = readKubeconfig(serving.kubeconfig)
      const admin = Object.entries(tokens).find(([name]) => !/reader|viewer/.test(name))
      const viewer = Object.entries(tokens).find(([name]) => /reader/.test(name))
      const write = (name, token) => writeKubeconfig(workdir.path(`embedded-${name}.kubeconfig`), { server, ca, token })
      target.client = kubeClient({ server, ca, token: admin[1] })
      target.kubeconfigs = {
        admin: write('admin', admin[1]),
        viewer: write('viewer', viewer?.[1] ?? 'no-viewer-here'),
        invalid: write('invalid', 'not-a-token'),
        unreachable: writeKubeconfig(workdir.path('embedded-unreachable.kubeconfig'), {
          server: 'https://127.0.0.1:9',
          ca,
          token: 'x',
        }),
        nofile: workdir.path('no-such-kubeconfig'),
      }
    },
    async stop() {
      target.client?.close()
      await serving?.stop()
    },
  }
  return target
}

const COPIED = [
  'Node',
  'BGPConfiguration',
  'BGPPeer',
  'IPPool',
  'BlockAffinity',
  'IPAMBlock',
  'ClusterInformation',
  'FelixConfiguration',
  'ConfigMap',
  'Pod',
]

/** kube-apiserver with the objects that the embedded API starts from. */
export async function realTarget({ workdir, model }) {
  const plane = await startControlPlane({ workdir })
  const objects = {}
  for (const kind of COPIED) {
    const answer = await model.client.call('GET', COLLECTIONS[kind])
    objects[kind] = answer.status === 200 ? answer.body.items : []
  }
  const target = {
    name: 'real',
    client: plane.client,
    kubeconfigs: {
      ...plane.kubeconfigs,
      unreachable: writeKubeconfig(workdir.path('real-unreachable.kubeconfig'), {
        server: 'https://127.0.0.1:9',
        ca: plane.ca,
        token: 'x',
      }),
      nofile: workdir.path('no-such-kubeconfig'),
    },
    async reset() {
      await wipeCluster(plane.client)
      for (const kind of COPIED) {
        for (const object of objects[kind]) await copyObject(plane.client, kind, object)
      }
    },
    stop: () => plane.stop(),
  }
  return target
}

async function copyObject(client, kind, object) {
  // kube-apiserver makes this one in every namespace by itself.
  if (object.metadata.name === 'kube-root-ca.crt') return
  const { uid, resourceVersion, creationTimestamp, managedFields, generation, selfLink, ...metadata } = object.metadata
  const group = kind === 'Node' || kind === 'Pod' || kind === 'ConfigMap' ? 'v1' : 'crd.projectcalico.org/v1'
  await client.ok('POST', COLLECTIONS[kind], { ...object, apiVersion: group, kind, metadata })
  const path = `${COLLECTIONS[kind]}/${metadata.name}`
  if (object.status && (kind === 'Node' || kind === 'Pod')) {
    await client.ok('PATCH', `${path}/status`, { status: object.status }, 'application/merge-patch+json')
  }
  if (kind === 'Node') {
    const { taints } = object.spec ?? {}
    await client.ok('PATCH', path, { spec: { taints: taints ?? null } }, 'application/merge-patch+json')
  }
}

/** The objects a case may have changed, read directly and not through the tool under test. */
export async function dump(client) {
  const kinds = ['Node', 'BGPConfiguration', 'BGPPeer', 'IPPool', 'BlockAffinity', 'ClusterInformation']
  return Promise.all(
    kinds.map(async (kind) => {
      const list = await client.ok('GET', COLLECTIONS[kind])
      return { items: list.items.map((item) => ({ ...item, kind })) }
    }),
  )
}

/** Runs real kubectl against a target. */
export function runKubectl(target, kase, home) {
  const { kubectl } = partPaths()
  return run(kubectl, kase.argv, {
    input: kase.stdin,
    env: { PATH: '/usr/bin:/bin', HOME: home, KUBECONFIG: target.kubeconfigs[kase.as ?? 'admin'], ...kase.env },
    timeoutMs: 30_000,
  })
}
