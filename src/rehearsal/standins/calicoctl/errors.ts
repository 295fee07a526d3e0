/** What can go wrong with one resource, by the classes of Calico's client library. */
export type ErrorClass = 'exists' | 'missing' | 'conflict' | 'unsupported' | 'unauthorized' | 'validation' | 'other'

/** An error of Calico's client library with its own text. */
export class CalicoError extends Error {
  readonly class: ErrorClass
  constructor(errorClass: ErrorClass, message: string) {
    super(message)
    this.class = errorClass
  }
}

/** A field that breaks a rule of Calico's validator. */
export interface BadField {
  name: string
  value?: unknown
  reason: string
}

/** The validator's error, in its two forms. */
export function validationError(fields: BadField[]): CalicoError {
  const texts = fields.map(({ name, value, reason }) =>
    value === undefined ? `${name} (${reason})` : `${name} = '${value}' (${reason})`,
  )
  const message =
    texts.length === 1
      ? `error with field ${texts[0]}`
      : `error with the following fields:\n${texts.map((text) => `-  ${text}\n`).join('')}`
  return new CalicoError('validation', message)
}
