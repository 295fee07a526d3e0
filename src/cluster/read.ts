import type { ClusterIdentity, ClusterState } from '../model/cluster.ts'
import type { RunCommand } from '../model/command-result.ts'
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
import { parseVersion } from '../model/version.ts'
import { readCalicoPods } from './calico-pods.ts'
import { toCalicoNode, toKubeNode, toV3 } from './convert.ts'
import { type KubeObject, kubectlRead, lastLine, listObjects, parseOutput, readFailure } from './kube-json.ts'
import { readServiceCidrs } from './service-cidrs.ts'

/** API groups that hold Calico's objects: custom resources since ever, native v3 resources in the newest releases. */
const GROUPS = ['crd.projectcalico.org', 'projectcalico.org'] as const

/**
 * Reads the cluster once, through kubectl only: calicoctl may not be there yet. Nothing is written.
 * @param versionHint used when ClusterInformation names no version
 * @throws WizardError exit 3 when the cluster cannot be read or has no Calico
 */
export async function readCluster(run: RunCommand, options: { versionHint?: string } = {}): Promise<ClusterState> {
  const identity = await readIdentity(run)
  const kubeNodes = (await listObjects(run, 'nodes')) ?? []
  const group = await findGroup(run)
  const list = async <T>(plural: string, kind: string): Promise<T[]> =>
    ((await listObjects(run, `${plural}.${group}`)) ?? []).map((object) => toV3<T>(object, kind))

  const configurations = (await listObjects(run, `bgpconfigurations.${group}`)) ?? []
  const peers = (await listObjects(run, `bgppeers.${group}`)) ?? []
  const resources: ResourceSet = {
    ...emptyResourceSet(),
    nodes: kubeNodes.map(toCalicoNode),
    bgpConfigurations: configurations.map((object) => toV3<BgpConfiguration>(object, 'BGPConfiguration')),
    bgpPeers: peers.map((object) => toV3<BgpPeer>(object, 'BGPPeer')),
    bgpFilters: await list<BgpFilter>('bgpfilters', 'BGPFilter'),
    ipPools: await list<IpPool>('ippools', 'IPPool'),
    blockAffinities: await list<BlockAffinity>('blockaffinities', 'BlockAffinity'),
  }
  const [information] = await list<ClusterInformation>('clusterinformations', 'ClusterInformation')
  const pods = await readCalicoPods(run)
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
  return {
    identity,
    version,
    datastore: datastoreOf(information),
    backend: pods.backend,
    calicoNamespace: pods.namespace,
    kubeNodes: kubeNodes.map(toKubeNode),
    resources,
    serviceCidrs: await readServiceCidrs(run),
    foreignManagers: { ...managersOf(configurations, 'BGPConfiguration'), ...managersOf(peers, 'BGPPeer') },
  }
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

async function findGroup(run: RunCommand): Promise<string> {
  for (const group of GROUPS) {
    const result = await run(kubectlRead('get', `clusterinformations.${group}`, '-o', 'json'))
    if (result.exitCode === 0) return group
    if (!/resource type|no matches for kind|could not find the requested/.test(lastLine(result.stderr)))
      throw readFailure(result)
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
