// etcd and kube-apiserver on loopback, random ports, in a directory of their own; Calico's resource definitions installed.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import YAML from 'yaml'
import { partPaths } from './cache.mjs'
import { kubeClient } from './kube-client.mjs'
import { waitFor } from './run.mjs'
import { createWorkdir, writePrivate } from './workdir.mjs'

/** A port nobody listens on at this moment. Another program may take it; starting is retried for that. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/**
 * Starts the API. `workdir` may be given by a larger lab, which then owns the cleaning up.
 * @returns server, admin client, kubeconfig paths (admin, viewer, operator, invalid, unreachable), stop()
 */
export async function startControlPlane({ workdir, installCalico = true } = {}) {
  const own = workdir === undefined
  const work = workdir ?? createWorkdir('control plane')
  try {
    const api = await startApi(work)
    if (installCalico) await installDefinitions(api.client)
    await grantViewer(api.client)
    return {
      ...api,
      workdir: work,
      async stop() {
        api.client.close()
        if (own) await work.destroy()
      },
    }
  } catch (error) {
    if (own) await work.destroy()
    throw error
  }
}

async function startApi(work) {
  const parts = partPaths()
  const pki = work.mkdir('pki')
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const saKey = writePrivate(join(pki, 'sa.key'), privateKey)
  const saPub = writePrivate(join(pki, 'sa.pub'), publicKey)
  const token = () => randomBytes(16).toString('hex')
  const tokens = { admin: token(), viewer: token(), operator: token() }
  const tokenFile = writePrivate(
    join(pki, 'tokens.csv'),
    `${tokens.admin},lab-admin,1,system:masters\n${tokens.viewer},lab-viewer,2,lab:viewers\n${tokens.operator},lab-operator,3,lab:operators\n`,
  )

  const [clientPort, peerPort, apiPort] = [await freePort(), await freePort(), await freePort()]
  const etcdUrl = `http://127.0.0.1:${clientPort}`
  const etcd = work.start('etcd', parts.etcd, [
    `--data-dir=${work.path('etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    '--log-level=warn',
    // A lab's data need not survive a power cut, and fsync on a shared disk is the slowest part of every write.
    '--unsafe-no-fsync',
  ])
  const apiserver = work.start('kube-apiserver', parts.kubeApiserver, [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${apiPort}`,
    `--cert-dir=${pki}`,
    `--service-account-key-file=${saPub}`,
    `--service-account-signing-key-file=${saKey}`,
    '--service-account-issuer=https://lab.invalid',
    `--token-auth-file=${tokenFile}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.233.0.0/18',
    '--allow-privileged=true',
    '--profiling=false',
    // No controller manager makes the service accounts that this plugin would demand of every pod.
    '--disable-admission-plugins=ServiceAccount',
    '--enable-priority-and-fairness=false',
    '--max-requests-inflight=0',
    '--max-mutating-requests-inflight=0',
    '--endpoint-reconciler-type=none',
    '--v=0',
  ])
  const server = `https://127.0.0.1:${apiPort}`
  const ca = await waitFor(
    'the certificate of kube-apiserver',
    () => {
      if (etcd.exitCode !== null) throw new Error(`etcd ended: ${work.logTail('etcd')}`)
      if (apiserver.exitCode !== null) throw new Error(`kube-apiserver ended: ${work.logTail('kube-apiserver')}`)
      return readFileSync(join(pki, 'apiserver.crt'), 'utf8')
    },
    { timeoutMs: 20_000, everyMs: 50 },
  )
  const client = kubeClient({ server, ca, token: tokens.admin })
  await waitFor(
    'kube-apiserver to be ready',
    async () => {
      if (apiserver.exitCode !== null) throw new Error(`kube-apiserver ended: ${work.logTail('kube-apiserver')}`)
      return (await client.call('GET', '/readyz')).text === 'ok'
    },
    { timeoutMs: 60_000 },
  )
  const kubeconfigs = {
    admin: writeKubeconfig(work.path('admin.kubeconfig'), { server, ca, token: tokens.admin }),
    viewer: writeKubeconfig(work.path('viewer.kubeconfig'), { server, ca, token: tokens.viewer }),
    // Somebody with no rights but those a test binds to the group lab:operators.
    operator: writeKubeconfig(work.path('operator.kubeconfig'), { server, ca, token: tokens.operator }),
    invalid: writeKubeconfig(work.path('invalid.kubeconfig'), { server, ca, token: 'not-a-token' }),
    // A port that was free a moment ago: nobody answers there.
    unreachable: writeKubeconfig(work.path('unreachable.kubeconfig'), {
      server: `https://127.0.0.1:${await freePort()}`,
      ca,
      token: tokens.admin,
    }),
  }
  return { server, ca, token: tokens.admin, tokens, client, kubeconfigs, processes: { etcd, apiserver }, etcdUrl }
}

export function writeKubeconfig(path, { server, ca, token }) {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [{ name: 'lab', cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: 'lab', user: { token } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'lab' } }],
  }
  return writePrivate(path, YAML.stringify(config))
}

async function installDefinitions(client) {
  const { crds } = partPaths()
  const names = []
  for (const file of readdirSync(crds).sort()) {
    for (const doc of YAML.parseAllDocuments(readFileSync(join(crds, file), 'utf8'))) {
      const crd = doc.toJS()
      if (!crd?.metadata?.name) continue
      names.push(crd.metadata.name)
      await client.ok('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd)
    }
  }
  await waitFor(
    'Calico resource definitions to be served',
    async () => {
      const list = await client.ok('GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions')
      const served = list.items.filter((crd) =>
        crd.status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True'),
      )
      const group = await client.call('GET', '/apis/crd.projectcalico.org/v1')
      return served.length >= names.length && group.status === 200 && group.body.resources.length >= names.length
    },
    { timeoutMs: 30_000 },
  )
}

const READ = ['get', 'list', 'watch']

/** A user who may look and nothing else: for everything that promises to be read-only. */
async function grantViewer(client) {
  await client.ok('POST', '/apis/rbac.authorization.k8s.io/v1/clusterroles', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'lab-viewer' },
    rules: [
      { apiGroups: [''], resources: ['nodes', 'namespaces', 'pods', 'services', 'configmaps'], verbs: READ },
      { apiGroups: ['crd.projectcalico.org'], resources: ['*'], verbs: READ },
      { apiGroups: ['apps'], resources: ['daemonsets'], verbs: READ },
    ],
  })
  await client.ok('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'lab-viewer' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'lab-viewer' },
    subjects: [{ kind: 'Group', name: 'lab:viewers', apiGroup: 'rbac.authorization.k8s.io' }],
  })
}
