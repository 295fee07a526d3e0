import type { ResourceKind } from './kinds.ts'

/** What a Kubernetes API server answers when it refuses; becomes a `Status` object on the wire. */
export class ApiError extends Error {
  readonly code: number
  readonly reason: string
  readonly details: Record<string, unknown> | undefined

  constructor(code: number, reason: string, message: string, details?: Record<string, unknown>) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.reason = reason
    this.details = details
  }
}

/** "nodes" or "bgppeers.crd.projectcalico.org": how the server's texts call a resource. */
function qualified(kind: ResourceKind): string {
  return kind.group ? `${kind.plural}.${kind.group}` : kind.plural
}

function details(kind: ResourceKind, name: string): Record<string, unknown> {
  return { name, ...(kind.group ? { group: kind.group } : {}), kind: kind.plural }
}

/** 404. */
export function notFound(kind: ResourceKind, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualified(kind)} "${name}" not found`, details(kind, name))
}

/** 409 on create. */
export function alreadyExists(kind: ResourceKind, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualified(kind)} "${name}" already exists`, details(kind, name))
}

/** 409 on update, by resourceVersion or by uid. */
export function conflict(kind: ResourceKind, name: string, why?: string): ApiError {
  const text = why ?? 'the object has been modified; please apply your changes to the latest version and try again'
  const message = `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${text}`
  return new ApiError(409, 'Conflict', message, details(kind, name))
}

/** An error without a reason of its own, as the API server answers where its code returns a plain error. */
export function plainError(message: string): ApiError {
  return new ApiError(500, '', message)
}

/** One field that breaks a rule. */
export interface FieldProblem {
  field: string
  /** FieldValueInvalid, FieldValueRequired, FieldValueTypeInvalid, ... */
  reason: string
  message: string
}

/** 422: the object breaks rules, field by field. */
export function invalid(kind: ResourceKind, name: string, problems: FieldProblem[]): ApiError {
  const texts = problems.map((p) => `${p.field}: ${p.message}`)
  const joined = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  const message = `${kind.kind}${kind.group ? `.${kind.group}` : ''} "${name}" is invalid: ${joined}`
  const causes = problems.map((p) => ({ reason: p.reason, message: p.message, field: p.field }))
  return new ApiError(422, 'Invalid', message, {
    name,
    ...(kind.group ? { group: kind.group } : {}),
    kind: kind.kind,
    causes,
  })
}

/** 400. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message)
}
