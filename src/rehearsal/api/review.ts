import { isFields, valueAt } from '../store/object.ts'
import { type ApiUser, isAllowed } from './access.ts'
import { reviewFromProtobuf } from './protobuf.ts'
import type { Reply } from './reply.ts'

/** Answers "may I?" and "who am I?"; undefined for other paths. */
export function review(path: string, method: string, user: ApiUser, body: unknown): Reply | undefined {
  if (method !== 'POST') return undefined
  if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') return accessReview(user, body)
  if (path === '/apis/authentication.k8s.io/v1/selfsubjectreviews') {
    const userInfo = { username: user.name, groups: user.groups }
    const meta = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} }
    return { code: 201, body: { ...meta, status: { userInfo } } }
  }
  return undefined
}

function accessReview(user: ApiUser, given: unknown): Reply {
  const body = given instanceof Uint8Array ? { spec: { resourceAttributes: reviewFromProtobuf(given) } } : given
  const asked = valueAt(body, ['spec', 'resourceAttributes'])
  const text = (field: string) => (isFields(asked) && typeof asked[field] === 'string' ? asked[field] : '')
  const allowed = isAllowed(user, {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    ...(text('subresource') ? { subresource: text('subresource') } : {}),
  })
  const spec = valueAt(body, ['spec'])
  const meta = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {} }
  const reason =
    allowed && user.may === 'everything' ? { reason: 'RBAC: allowed by ClusterRoleBinding "cluster-admin"' } : {}
  return { code: 201, body: { ...meta, spec, status: { allowed, ...reason } } }
}
