import { ApiError } from '../store/errors.ts'

/** Somebody who may call the API. */
export interface ApiUser {
  name: string
  groups: string[]
  token: string
  /** What the user may do: everything, only look, look at Secrets of its namespace, or nothing but ask about itself. */
  may: 'everything' | 'read' | 'own-secrets' | 'nothing'
}

/** What is about to be done. */
export interface Attributes {
  verb: string
  group: string
  resource: string
  subresource?: string
  namespace?: string
}

/** The user of a bearer token; undefined = 401. */
export function userOf(users: ApiUser[], authorization: string | undefined): ApiUser | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? '')?.[1]
  return token ? users.find((user) => user.token === token) : undefined
}

/**
 * Who somebody acts as (`kubectl --as`): one of the known users, or anybody else, who may do nothing. 403 for users who may
 * not act as others.
 */
export function actingAs(users: ApiUser[], user: ApiUser, name: string): ApiUser {
  if (user.may !== 'everything') {
    throw forbidden(user, { verb: 'impersonate', group: '', resource: 'users' }, name)
  }
  const nobody: ApiUser = { name, groups: ['system:authenticated'], token: '', may: 'nothing' }
  return (
    users.find((each) => each.name === name) ?? (calicoNode.test(name) ? { ...nobody, may: 'own-secrets' } : nobody)
  )
}

/** Calico's own account: on the embedded cluster its Role for the Secrets of passwords is there, as the docs ask for. */
const calicoNode = /^system:serviceaccount:(kube-system|calico-system):calico-node$/

const readVerbs = new Set(['get', 'list', 'watch'])

/** Whether a user may do it. Asking about oneself is always allowed, as Kubernetes' basic-user role has it. */
export function isAllowed(user: ApiUser, attributes: Attributes): boolean {
  if (user.may === 'everything') return true
  if (user.may === 'nothing') return false
  if (user.may === 'own-secrets')
    return (
      attributes.resource === 'secrets' &&
      readVerbs.has(attributes.verb) &&
      user.name.includes(`:${attributes.namespace}:`)
    )
  return readVerbs.has(attributes.verb) && mayRead(attributes.resource) && attributes.subresource === undefined
}

/** What the user who may only look may see: everything but secrets. */
export function mayRead(resource: string): boolean {
  return resource !== 'secrets'
}

/** 401. */
export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized')
}

/** 403 with the server's own sentence. */
export function forbidden(user: ApiUser, attributes: Attributes, name?: string): ApiError {
  const { verb, group, resource, subresource, namespace } = attributes
  const what = group ? `${resource}.${group}` : resource
  const whole = subresource ? `${resource}/${subresource}` : resource
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'
  const subject = name ? `${what} "${name}"` : what
  const text = `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${whole}" in API group "${group}" ${where}`
  const details = { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: resource }
  return new ApiError(403, 'Forbidden', text, details)
}
