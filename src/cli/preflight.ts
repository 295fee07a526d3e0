import { readCalicoPods } from '../cluster/calico-pods.ts'
import { type PodServed, readPodServed } from '../cluster/pod-served.ts'
import { readCluster } from '../cluster/read.ts'
import { newestSupported, oldestSupported, rulesFor, supportedVersion } from '../forecast/versions.ts'
import type { Say } from '../i18n/translate.ts'
import type { ClusterState } from '../model/cluster.ts'
import { WizardError } from '../model/errors.ts'
import type { Check, WizardEvent } from '../model/events.ts'
import type { StatusVia } from '../model/observed.ts'
import { exitCodes } from '../model/outcome.ts'
import { meshIsOn } from '../model/resources.ts'
import { compareVersions, parseVersion } from '../model/version.ts'
import { observeNodes, type StatusSource } from '../verify/observe.ts'
import { missingPermissions, permissionsFor } from './permissions.ts'
import { trustChecks } from './trust.ts'
import type { World } from './world.ts'

export interface Preflight {
  cluster: ClusterState
  /** How sessions are read; undefined when no way works. */
  source: StatusSource | undefined
  calicoctlVersion: string | undefined
  /** Checks that forbid a change, by name. */
  failed: Check[]
}

interface PreflightOptions {
  via?: StatusVia
  calicoVersion?: string
  /** Only look, as `plan` does: rights to change are not asked for. */
  readOnly: boolean
}

/**
 * Cheap, read-only checks, all of them before the first question, each with its remedy. A failed check forbids a change;
 * it does not stop a plan or a forecast.
 */
export async function preflight(
  world: World,
  say: Say,
  emit: (event: WizardEvent) => void,
  options: PreflightOptions,
): Promise<Preflight> {
  const failed: Check[] = []
  const report = (check: Check): void => {
    if (check.status === 'fail') failed.push(check)
    emit({ type: 'check', ...check })
  }
  if (world.rehearsal === undefined) for (const check of refuseUntrusted(world, say)) report(check)
  const cluster = await readCluster(world.run, options.calicoVersion ? { versionHint: options.calicoVersion } : {})
  const { identity, version } = cluster
  report({
    name: 'kubectl',
    status: 'ok',
    text: say('check.kubectl', { server: identity.server, context: identity.context }),
  })
  report(checkCalico(cluster, say))
  for (const check of checkVersion(cluster, say)) report(check)
  for (const check of checkNodes(cluster, say)) report(check)
  const calicoctlVersion = await readCalicoctlVersion(world)
  report(checkCalicoctl(calicoctlVersion, cluster, say))
  for (const check of checkContext(world, calicoctlVersion, cluster, say)) report(check)
  // The rights and the way to see sessions matter only to someone who wants to change something.
  if (options.readOnly) return { cluster, source: undefined, calicoctlVersion, failed }
  const rights = permissionsFor(options.via)
  const [missing, served] = await Promise.all([missingPermissions(world.run, rights), readPodServed(world.run)])
  report(
    missing.length === 0
      ? { name: 'permissions', status: 'ok', text: say('check.permissions.ok', { n: rights.length }) }
      : {
          name: 'permissions',
          status: 'fail',
          text: say('check.permissions.missing', { list: missing.join(', ') }),
          remedy: say('check.permissions.remedy'),
        },
  )
  if (Array.isArray(served)) for (const each of served) report(checkServed(each, say))
  else report({ name: 'webhooks', status: 'skip', text: say('check.webhooks.unknown', { why: served.why }) })
  const found = await findStatusSource(world, cluster, options.via)
  report(
    'source' in found
      ? { name: 'status', status: 'ok', text: say('check.status.via', { via: say(`via.${found.source.via}`) }) }
      : {
          name: 'status',
          status: 'warn',
          text: say('check.status.none', { why: found.why }),
          remedy: say('check.status.remedy'),
        },
  )
  if (calicoctlVersion && parseVersion(calicoctlVersion)?.minor === version.minor && calicoctlVersion !== version.text)
    world.tools.allowVersionMismatch = true
  return { cluster, source: 'source' in found ? found.source : undefined, calicoctlVersion, failed }
}

/** Whoever may replace a program or the kubeconfig runs what they like as us: then nothing is started. @throws exit 3 */
function refuseUntrusted(world: World, say: Say): Check[] {
  const checks = trustChecks({ ...world.tools, calicoctl: world.tools.calicoctl() }, say)
  const unsafe = checks.filter((check) => check.name === 'trust' && check.status === 'fail')
  if (unsafe.length === 0) return checks
  throw new WizardError({
    code: 'E_UNTRUSTED',
    exitCode: exitCodes.refused,
    what: unsafe.map((check) => check.text).join('; '),
    where: say('check.trust.refused.where'),
    remedies: unsafe.flatMap((check) => check.remedy ?? []),
  })
}

/** Refuses to change anything while a check fails. @throws WizardError exit 3 */
export function refuseIfFailed(failed: Check[]): void {
  const [first] = failed
  if (!first) return
  throw new WizardError({
    code: 'E_PREFLIGHT',
    exitCode: exitCodes.refused,
    what: failed.map((check) => check.text).join('; '),
    where: failed.map((check) => check.name).join(', '),
    remedies: failed.flatMap((check) => (check.remedy ? [check.remedy] : [])),
  })
}

/** An older calicoctl would work on the kubeconfig's current context, which may be another cluster than kubectl's. */
function checkContext({ tools }: World, installed: string | undefined, cluster: ClusterState, say: Say): Check[] {
  const { calicoctlContext: context } = tools
  const version = (installed && parseVersion(installed)) || cluster.version
  if (context === undefined || rulesFor(version).calicoctlKnowsContexts) return []
  return [
    {
      name: 'context',
      status: 'fail',
      text: say('check.context.old', { version: version.text, context }),
      remedy: say('check.context.old.remedy', { context }),
    },
  ]
}

/** What the wizard knows of Calico ends somewhere, at both ends: nothing is changed on what nobody checked at all. */
function checkVersion({ version }: ClusterState, say: Say): Check[] {
  if (supportedVersion(version.text).status === 'supported') return []
  const params = { version: version.text, oldest: oldestSupported.text, newest: newestSupported.text }
  return compareVersions(version, oldestSupported) < 0
    ? [
        {
          name: 'version',
          status: 'fail',
          text: say('check.version.old', params),
          remedy: say('check.version.old.remedy', params),
        },
      ]
    : [{ name: 'version', status: 'warn', text: say('check.version.new', params) }]
}

function checkCalico(cluster: ClusterState, say: Say): Check {
  const pools = cluster.resources.ipPools
  const shown = pools.map((pool) => pool.spec.cidr).join(', ') || say('check.pools.none')
  const text = say('check.calico', { version: cluster.version.text, backend: cluster.backend, pools: shown })
  if (cluster.datastore === 'etcdv3')
    return { name: 'calico', status: 'fail', text: `${text}${say('list.separator')}${say('check.datastore.etcd')}` }
  if (cluster.backend === 'none' || cluster.backend === 'vxlan')
    return {
      name: 'calico',
      status: 'fail',
      text: `${text}${say('list.separator')}${say('check.backend.none', { backend: cluster.backend })}`,
    }
  const on = (mode: string | undefined): boolean => mode !== undefined && mode !== 'Never'
  const vxlan = pools.length > 0 && pools.every((pool) => on(pool.spec.vxlanMode))
  if (vxlan)
    return { name: 'calico', status: 'warn', text: `${text}${say('list.separator')}${say('check.pods.vxlan')}` }
  const tunnel = pools.some((pool) => on(pool.spec.ipipMode) || on(pool.spec.vxlanMode))
  return {
    name: 'calico',
    status: 'ok',
    text: `${text}${say('list.separator')}${say(tunnel ? 'check.pods.encapsulated' : 'check.pods.ride')}`,
  }
}

function checkNodes(cluster: ClusterState, say: Say): Check[] {
  const { nodes, bgpConfigurations } = cluster.resources
  const byAddress = new Map<string, string[]>()
  const without: string[] = []
  for (const node of nodes) {
    const { ipv4Address, ipv6Address } = node.spec.bgp ?? {}
    if (!ipv4Address && !ipv6Address) without.push(node.metadata.name)
    for (const text of [ipv4Address, ipv6Address]) {
      const address = text?.split('/')[0]
      if (address) byAddress.set(address, [...(byAddress.get(address) ?? []), node.metadata.name])
    }
  }
  const mesh = meshIsOn(bgpConfigurations)
  const checks: Check[] = []
  for (const [address, names] of byAddress)
    if (names.length > 1)
      checks.push({
        name: 'nodes',
        status: 'fail',
        text: say('check.nodes.duplicate', { address, names: names.join(', ') }),
      })
  if (checks.length === 0) {
    const count = nodes.length - without.length
    const sessions = mesh ? (count * (count - 1)) / 2 : 0
    checks.push({
      name: 'nodes',
      status: 'ok',
      text: say('check.nodes', { nodes: nodes.length, mesh: say(mesh ? 'check.mesh.on' : 'check.mesh.off'), sessions }),
    })
  }
  const list = (names: string[]): string =>
    names.length > 5 ? `${names.slice(0, 5).join(', ')}, ...` : names.join(', ')
  if (without.length > 0)
    checks.push({
      name: 'nodes',
      status: 'warn',
      text: say('check.nodes.noAddress', { count: without.length, names: list(without) }),
    })
  const notReady = cluster.kubeNodes.filter((node) => !node.ready).map((node) => node.metadata.name)
  if (notReady.length > 0)
    checks.push({
      name: 'nodes',
      status: 'warn',
      text: say('check.nodes.notReady', { count: notReady.length, names: list(notReady) }),
    })
  return checks
}

/** Only told: whether it would stand in the way is seen when pods have no network, and not before. */
function checkServed({ kind, name, service, ignoredWhenSilent }: PodServed, say: Say): Check {
  const text = say(ignoredWhenSilent ? 'check.webhooks.slow' : 'check.webhooks.needed', { kind, name, service })
  return { name: 'webhooks', status: 'warn', text, remedy: say('check.webhooks.remedy') }
}

async function readCalicoctlVersion(world: World): Promise<string | undefined> {
  if (!world.tools.calicoctl()) return undefined
  // A client without a cluster answers its own version too, with exit 1.
  const { stdout } = await world.run({ tool: 'calicoctl', argv: ['version'], effect: 'read' })
  const text = /^Client Version:\s*(\S+)/m.exec(stdout)?.[1]
  return text === undefined ? undefined : (parseVersion(text)?.text ?? text)
}

function checkCalicoctl(version: string | undefined, cluster: ClusterState, say: Say): Check {
  const wanted = cluster.version.text
  if (version === undefined)
    return {
      name: 'calicoctl',
      status: 'warn',
      text: say('check.calicoctl.missing'),
      remedy: say('check.calicoctl.missing.remedy', { version: wanted }),
    }
  if (version === wanted) return { name: 'calicoctl', status: 'ok', text: say('check.calicoctl.ok', { version }) }
  const [a, b] = [parseVersion(version), cluster.version]
  // Within a minor the fields are the same; beyond it a write can lose what the client does not know (docs/lab.md).
  const near = a !== undefined && a.major === b.major && a.minor === b.minor
  return {
    name: 'calicoctl',
    status: near ? 'warn' : 'fail',
    text: say('check.calicoctl.differs', { version, cluster: wanted }),
    remedy: say('check.calicoctl.differs.remedy', { cluster: wanted }),
  }
}

/** Tries the ways to read sessions, from the best, on one node; takes the first that works. */
async function findStatusSource(
  world: World,
  cluster: ClusterState,
  wanted: StatusVia | undefined,
): Promise<{ source: StatusSource } | { why: string }> {
  const { podOf, namespace } = await readCalicoPods(world.run)
  const names = cluster.resources.nodes.map((node) => node.metadata.name)
  const [first] = names
  if (first === undefined) return { why: 'the cluster has no nodes' }
  const whys: string[] = []
  for (const via of wanted ? [wanted] : (['exec', 'crd', 'ssh'] as const)) {
    const source: StatusSource = { via, namespace, podOf, routes: via === 'exec' }
    if (via === 'local') source.localNode = first
    for (const oneByOne of via === 'exec' ? [false, true] : [false]) {
      source.oneByOne = oneByOne
      const [seen] = await observeNodes(world.run, [first], source, (each) => each)
      if (seen?.ok) return { source }
      if (!oneByOne) whys.push(`${via}: ${seen?.reason ?? 'no answer'}`)
    }
  }
  return { why: whys.join('; ') }
}
