import type { ResourceKind } from '../store/kinds.ts'
import { isFields, valueAt } from '../store/object.ts'
import { type ApiUser, isAllowed, mayRead } from './access.ts'
import type { Reply } from './reply.ts'

const access = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
const rules = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews'
const self = '/apis/authentication.k8s.io/v1/selfsubjectreviews'

/** True for the paths of questions that users ask about themselves. */
export function isReview(path: string): boolean {
  return [access, rules, self].includes(path)
}

/** Answers "may I?", "what may I?" and "who am I?"; undefined for other paths. */
export function review(path: string, user: ApiUser, body: unknown, kinds: ResourceKind[]): Reply | undefined {
  if (path === access) return accessReview(user, body)
  if (path === rules) return rulesReview(user, body, kinds)
  if (path !== self) return undefined
  const userInfo = { username: user.name, groups: user.groups }
  const meta = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} }
  return { code: 201, body: { ...meta, status: { userInfo } } }
}

function accessReview(user: ApiUser, body: unknown): Reply {
  const asked = valueAt(body, ['spec', 'resourceAttributes'])
  const text = (field: string) => (isFields(asked) && typeof asked[field] === 'string' ? asked[field] : '')
  const allowed = isAllowed(user, {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    ...(text('namespace') ? { namespace: text('namespace') } : {}),
    ...(text('subresource') ? { subresource: text('subresource') } : {}),
  })
  const spec = valueAt(body, ['spec'])
  const meta = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {} }
  const reason =
    allowed && user.may === 'everything' ? { reason: 'RBAC: allowed by ClusterRoleBinding "cluster-admin"' } : {}
  return { code: 201, body: { ...meta, spec, status: { allowed, ...reason } } }
}

function rulesReview(user: ApiUser, body: unknown, kinds: ResourceKind[]): Reply {
  const own = [{ verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'] }]
  const everything = user.may === 'everything'
  const groups = [...new Set(kinds.map(({ group }) => group))]
  const reading = groups.map((group) => {
    const resources = kinds.filter((kind) => kind.group === group && mayRead(kind.plural)).map(({ plural }) => plural)
    return { verbs: ['get', 'list', 'watch'], apiGroups: [group], resources }
  })
  const resourceRules = [
    ...(everything ? [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }] : []),
    ...(user.may === 'read' ? reading : []),
    ...own,
  ]
  const nonResourceRules = [
    ...(everything ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : []),
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version'] },
  ]
  const meta = { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', metadata: {} }
  const status = { resourceRules, nonResourceRules, incomplete: false }
  return { code: 201, body: { ...meta, spec: valueAt(body, ['spec']), status } }
}
