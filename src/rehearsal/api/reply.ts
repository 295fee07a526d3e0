import type { ApiError } from '../store/errors.ts'

/** What goes back over the wire. */
export interface Reply {
  code: number
  body: unknown
  /** Without it the body is JSON. */
  contentType?: string
  /** Told to the user besides. */
  warnings?: string[]
}

/** 200 with a JSON body. */
export function ok(body: unknown, contentType?: string): Reply {
  return contentType ? { code: 200, body, contentType } : { code: 200, body }
}

/** An error as the `Status` object every Kubernetes client reads. */
export function statusOf(error: ApiError): Record<string, unknown> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    reason: error.reason,
    ...(error.details ? { details: error.details } : {}),
    code: error.code,
  }
}
