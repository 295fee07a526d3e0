import { calicoGroup, groupVersion, type ResourceKind } from '../store/kinds.ts'
import { ok, type Reply } from './reply.ts'

/** In the order each of the two kinds of API servers has them. */
const coreVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

function verbsOf({ group }: ResourceKind): string[] {
  return group === calicoGroup ? customVerbs : coreVerbs
}

interface ReviewKind {
  group: string
  plural: string
  kind: string
}

const reviews: ReviewKind[] = [
  { group: 'authorization.k8s.io', plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview' },
  { group: 'authorization.k8s.io', plural: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview' },
  { group: 'authentication.k8s.io', plural: 'selfsubjectreviews', kind: 'SelfSubjectReview' },
]

/** Answers /version, /api, /apis and the lists below them; undefined for any other path. */
export function discover(asked: string, accept: string, kinds: ResourceKind[], gitVersion: string): Reply | undefined {
  const parts = asked.split('/').filter(Boolean)
  // Some clients end these paths with a slash.
  const path = `/${parts.join('/')}`
  if (path === '/version') return ok(versionInfo(gitVersion))
  if (parts[0] === 'api' && parts.length === 1) {
    if (wantsAggregated(accept)) return aggregated(accept, kinds, true)
    return ok({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] })
  }
  if (parts[0] === 'apis' && parts.length === 1) {
    if (wantsAggregated(accept)) return aggregated(accept, kinds, false)
    return ok({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups(kinds).map(groupInfo) })
  }
  if (parts[0] === 'apis' && parts.length === 2) {
    return groups(kinds).includes(parts[1] as string) ? ok(groupInfo(parts[1] as string)) : undefined
  }
  if (parts[0] === 'api' && parts[1] === 'v1' && parts.length === 2) return ok(resourceList('', kinds))
  if (parts[0] === 'apis' && parts.length === 3 && parts[2] === 'v1' && groups(kinds).includes(parts[1] as string)) {
    return ok(resourceList(parts[1] as string, kinds))
  }
  return undefined
}

function versionInfo(gitVersion: string): Record<string, string> {
  const [major = '1', minor = '0'] = gitVersion.slice(1).split('.')
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2020-01-01T00:00:00Z',
    goVersion: 'go1.13.15',
    compiler: 'gc',
    platform: 'linux/amd64',
  }
}

/** Named groups, in a fixed order. */
function groups(kinds: ResourceKind[]): string[] {
  return [...new Set([...kinds.map((kind) => kind.group), ...reviews.map((review) => review.group)])]
    .filter(Boolean)
    .sort()
}

function groupInfo(name: string): Record<string, unknown> {
  const version = { groupVersion: `${name}/v1`, version: 'v1' }
  return { kind: 'APIGroup', apiVersion: 'v1', name, versions: [version], preferredVersion: version }
}

function resourceList(group: string, kinds: ResourceKind[]): Record<string, unknown> {
  const resources: Record<string, unknown>[] = []
  for (const kind of kinds.filter((each) => each.group === group)) {
    const { plural, singular, namespaced, shortNames, categories } = kind
    resources.push({
      name: plural,
      singularName: singular,
      namespaced,
      kind: kind.kind,
      verbs: verbsOf(kind),
      ...(shortNames.length ? { shortNames } : {}),
      ...(categories ? { categories } : {}),
    })
    if (kind.status) {
      const statusVerbs = ['get', 'patch', 'update']
      resources.push({ name: `${plural}/status`, singularName: '', namespaced, kind: kind.kind, verbs: statusVerbs })
    }
  }
  if (group === '') {
    const pod = { singularName: '', namespaced: true }
    resources.push({ name: 'pods/exec', ...pod, kind: 'PodExecOptions', verbs: ['create', 'get'] })
    resources.push({ name: 'pods/log', ...pod, kind: 'Pod', verbs: ['get'] })
    resources.push({
      name: 'pods/eviction',
      ...pod,
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    })
  }
  for (const review of reviews.filter((each) => each.group === group)) {
    resources.push({ name: review.plural, singularName: '', namespaced: false, kind: review.kind, verbs: ['create'] })
  }
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: groupVersion({ group, version: 'v1' }), resources }
}

function wantsAggregated(accept: string): boolean {
  return accept.includes('as=APIGroupDiscoveryList')
}

/** Discovery of everything in one answer (apidiscovery.k8s.io). */
function aggregated(accept: string, kinds: ResourceKind[], core: boolean): Reply {
  const version = accept.includes('v=v2;') || accept.includes('v=v2,') ? 'v2' : 'v2beta1'
  const names = core ? [''] : groups(kinds)
  const items = names.map((name) => ({
    metadata: name ? { name } : {},
    versions: [{ version: 'v1', resources: discoveryResources(name, kinds), freshness: 'Current' }],
  }))
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items }
  return ok(body, `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
}

function discoveryResources(group: string, kinds: ResourceKind[]): Record<string, unknown>[] {
  const own = kinds.filter((each) => each.group === group)
  const stored = own.map((kind) => {
    const responseKind = { group: kind.group, version: kind.version, kind: kind.kind }
    const subresources: Record<string, unknown>[] = []
    if (kind.status) subresources.push({ subresource: 'status', responseKind, verbs: ['get', 'patch', 'update'] })
    if (kind.plural === 'pods') {
      const exec = { group: '', version: 'v1', kind: 'PodExecOptions' }
      const eviction = { group: 'policy', version: 'v1', kind: 'Eviction' }
      subresources.push({ subresource: 'exec', responseKind: exec, verbs: ['create', 'get'] })
      subresources.push({ subresource: 'log', responseKind, verbs: ['get'] })
      subresources.push({ subresource: 'eviction', responseKind: eviction, verbs: ['create'] })
    }
    return {
      resource: kind.plural,
      responseKind,
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: kind.singular,
      verbs: verbsOf(kind),
      ...(kind.shortNames.length ? { shortNames: kind.shortNames } : {}),
      ...(kind.categories ? { categories: kind.categories } : {}),
      ...(subresources.length ? { subresources } : {}),
    }
  })
  const asked = reviews.filter((each) => each.group === group)
  return [
    ...stored,
    ...asked.map((review) => ({
      resource: review.plural,
      responseKind: { group, version: 'v1', kind: review.kind },
      scope: 'Cluster',
      singularResource: review.kind.toLowerCase(),
      verbs: ['create'],
    })),
  ]
}
