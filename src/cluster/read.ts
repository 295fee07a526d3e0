import type { ClusterIdentity, ClusterState } from '../model/cluster.ts'
import type { RunCommand } from '../model/command-result.ts'
import type { Design } from '../model/design.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import {
  type BgpConfiguration,
  type BgpFilter,
  type BgpPeer,
  type BlockAffinity,
  type ClusterInformation,
  emptyResourceSet,
  type IpPool,
  type ResourceSet,
} from '../model/resources.ts'
import { secretNamesOf, secretsOfDesign } from '../model/secret.ts'
import { parseVersion } from '../model/version.ts'
import { readCalicoPods } from './calico-pods.ts'
import { toCalicoNode, toKubeNode, toV3 } from './convert.ts'
import { type KubeObject, kubectlRead, listObjects, parseOutput } from './kube-json.ts'
import { lookAtSecrets, shapesOf } from './read-secrets.ts'
import { readServiceCidrs } from './service-cidrs.ts'

/** API groups that hold Calico's objects: custom resources since ever, native v3 resources in the newest releases. */
const GROUPS = ['crd.projectcalico.org', 'projectcalico.org'] as const

/** What decides BGP, by resource name. BGPFilter came with 3.26: an older server does not know the type. */
const KINDS: Record<string, string> = {
  clusterinformations: 'ClusterInformation',
  bgpconfigurations: 'BGPConfiguration',
  bgppeers: 'BGPPeer',
  ippools: 'IPPool',
  blockaffinities: 'BlockAffinity',
  bgpfilters: 'BGPFilter',
}

/** Calico's objects as stored, by kind. */
type Stored = Map<string, KubeObject[]>

/**
 * Reads the cluster once, through kubectl only: calicoctl may not be there yet. Nothing is written.
 * @param versionHint used when ClusterInformation names no version
 * @param design whose passwords' Secrets are looked at besides those that the cluster's own objects name
 * @throws WizardError exit 3 when the cluster cannot be read or has no Calico
 */
export async function readCluster(
  run: RunCommand,
  options: { versionHint?: string; design?: Design } = {},
): Promise<ClusterState> {
  // The first command alone: when the cluster cannot be reached, one clear error is better than seven.
  const identity = await readIdentity(run)
  const [nodes, stored, pods, serviceCidrs] = await Promise.all([
    listObjects(run, 'nodes'),
    readStored(run),
    readCalicoPods(run),
    readServiceCidrs(run),
  ])
  const kubeNodes = nodes ?? []
  const information = stored
    .get('ClusterInformation')
    ?.map((object) => toV3<ClusterInformation>(object, 'ClusterInformation'))[0]
  const versionText = information?.spec.calicoVersion || options.versionHint || pods.imageVersion
  const version = versionText === undefined ? undefined : parseVersion(versionText)
  if (!version)
    throw new WizardError({
      code: 'E_CALICO_VERSION',
      exitCode: exitCodes.refused,
      what: versionText ? `"${versionText}" is no Calico version` : 'the cluster does not say which Calico it runs',
      where: 'clusterinformation default, spec.calicoVersion',
      remedies: ['name it with --calico-version vX.Y.Z'],
    })
  const cluster: ClusterState = {
    identity,
    version,
    datastore: datastoreOf(information),
    backend: pods.backend,
    calicoNamespace: pods.namespace,
    kubeNodes: kubeNodes.map(toKubeNode),
    resources: toResources(kubeNodes, stored),
    serviceCidrs,
    foreignManagers: {
      ...managersOf(stored.get('BGPConfiguration') ?? [], 'BGPConfiguration'),
      ...managersOf(stored.get('BGPPeer') ?? [], 'BGPPeer'),
    },
  }
  return seeSecrets(run, cluster, options.design)
}

/**
 * Looks at the Secrets that passwords of the cluster or of a design name and that were not looked at yet.
 * @param again looks at all of them once more
 */
export async function seeSecrets(
  run: RunCommand,
  cluster: ClusterState,
  design?: Design,
  again = false,
): Promise<ClusterState> {
  const known = again ? [] : (cluster.secretLooks ?? [])
  const wanted = [
    ...secretNamesOf(cluster.resources),
    ...(design ? secretsOfDesign(design).map(({ secret }) => secret) : []),
    ...(again ? (cluster.secretLooks ?? []).map(({ name }) => name) : []),
  ].filter((name) => !known.some((look) => look.name === name))
  if (wanted.length === 0) return cluster
  const secretLooks = [...known, ...(await lookAtSecrets(run, cluster.calicoNamespace, wanted))]
  const secrets = shapesOf(cluster.calicoNamespace, secretLooks)
  return { ...cluster, secretLooks, resources: { ...cluster.resources, secrets } }
}

/** Reads again what can change while a run goes on: nodes and Calico's objects. The rest of the state stays. */
export async function refreshCluster(run: RunCommand, known: ClusterState): Promise<ClusterState> {
  const [nodes, stored] = await Promise.all([listObjects(run, 'nodes'), readStored(run)])
  const kubeNodes = nodes ?? []
  const resources = { ...toResources(kubeNodes, stored), secrets: known.resources.secrets }
  return seeSecrets(run, { ...known, kubeNodes: kubeNodes.map(toKubeNode), resources })
}

function toResources(kubeNodes: KubeObject[], stored: Stored): ResourceSet {
  const all = <T>(kind: string): T[] => (stored.get(kind) ?? []).map((object) => toV3<T>(object, kind))
  return {
    ...emptyResourceSet(),
    nodes: kubeNodes.map(toCalicoNode),
    bgpConfigurations: all<BgpConfiguration>('BGPConfiguration'),
    bgpPeers: all<BgpPeer>('BGPPeer'),
    bgpFilters: all<BgpFilter>('BGPFilter'),
    ipPools: all<IpPool>('IPPool'),
    blockAffinities: all<BlockAffinity>('BlockAffinity'),
  }
}

/** Types that the server behind a door was found to serve, so that the next read is one call. */
const served = new WeakMap<RunCommand, string[]>()

/** All of Calico's objects in one call where the server knows every type, else type by type. */
async function readStored(run: RunCommand): Promise<Stored> {
  for (const group of GROUPS) {
    const names = served.get(run) ?? Object.keys(KINDS).map((plural) => `${plural}.${group}`)
    const objects = (await listObjects(run, names.join(','))) ?? (await readOneByOne(run, names))
    if (objects === undefined) continue
    const stored: Stored = new Map()
    for (const object of objects) {
      const kind = object.kind ?? ''
      stored.set(kind, [...(stored.get(kind) ?? []), object])
    }
    return stored
  }
  throw new WizardError({
    code: 'E_NO_CALICO',
    exitCode: exitCodes.refused,
    what: 'this cluster has no Calico resources',
    remedies: [
      'check that kubectl points at the right cluster (--kubeconfig, --context)',
      'with an etcd datastore only "forecast FILE" works',
    ],
  })
}

/** @returns undefined when the server knows none of the types */
async function readOneByOne(run: RunCommand, names: string[]): Promise<KubeObject[] | undefined> {
  const lists = await Promise.all(names.map((name) => listObjects(run, name)))
  const known = names.filter((_, i) => lists[i] !== undefined)
  if (known.length === 0) return undefined
  served.set(run, known)
  return lists.flatMap((list) => list ?? [])
}

/** Context, server and the uid of kube-system. */
export async function readIdentity(run: RunCommand): Promise<ClusterIdentity> {
  const view = parseOutput(await run(kubectlRead('config', 'view', '--minify', '-o', 'json'))) as {
    'current-context'?: string
    clusters?: { cluster?: { server?: string } }[] | null
  }
  const [namespace] = (await listObjects(run, 'namespace', 'kube-system')) ?? []
  return {
    context: view['current-context'] ?? '',
    server: view.clusters?.[0]?.cluster?.server ?? '',
    uid: namespace?.metadata.uid ?? '',
  }
}

function datastoreOf(information: ClusterInformation | undefined): ClusterState['datastore'] {
  // clusterType lists how the cluster was set up: "kdd" is the Kubernetes datastore.
  const type = information?.spec.clusterType ?? 'kdd'
  return type.split(',').includes('kdd') || type === '' || type.includes('k8s') ? 'kubernetes' : 'etcdv3'
}

/** GitOps controllers and operators that would write our change back (facts: peers 2, rank 29). */
const MANAGERS = /argo|flux|kustomize-controller|helm-controller|operator|terraform|pulumi/i

function managersOf(objects: KubeObject[], kind: string): Record<string, string[]> {
  const result: Record<string, string[]> = {}
  for (const object of objects) {
    const names = new Set(
      (object.metadata.managedFields ?? []).map((entry) => entry.manager ?? '').filter((name) => MANAGERS.test(name)),
    )
    if (names.size > 0) result[`${kind}/${object.metadata.name}`] = [...names]
  }
  return result
}
