import { ApiError, badRequest, type FieldProblem, plainError } from '../store/errors.ts'

/** What a list or watch is asked for beside its selectors. */
export interface ListOptions {
  limit: number
  continues: string
  /** '' when none is given; digits otherwise. */
  resourceVersion: string
  match: string
  /** Undefined when the client leaves it to its resourceVersion. */
  sendInitialEvents: boolean | undefined
  bookmarks: boolean
  timeoutSeconds: number
}

const initialField = 'sendInitialEvents'
const matchField = 'resourceVersionMatch'

/** Reads and checks the options of a list or watch, with the API server's own words for what does not go together. */
export function listOptions(query: URLSearchParams, watching: boolean): ListOptions {
  const text = (name: string) => query.get(name) ?? ''
  const initial = query.get(initialField)
  const options: ListOptions = {
    limit: wholeNumber(text('limit')),
    continues: text('continue'),
    resourceVersion: text('resourceVersion'),
    match: text(matchField),
    sendInitialEvents: initial === null ? undefined : initial === 'true',
    bookmarks: text('allowWatchBookmarks') === 'true',
    timeoutSeconds: wholeNumber(text('timeoutSeconds')),
  }
  const problems = watching ? watchProblems(options) : listProblems(options)
  if (problems.length > 0) throw wrongOptions(problems)
  const version = options.resourceVersion
  if (version !== '' && !/^\d+$/.test(version)) {
    const shown = JSON.stringify(version)
    const why = `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`
    throw watching ? plainError(why) : badRequest(`invalid resource version: ${why}`)
  }
  return options
}

function listProblems({ match, resourceVersion, continues, sendInitialEvents }: ListOptions): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (sendInitialEvents !== undefined) {
    problems.push(forbidden(initialField, `${initialField} is forbidden for list`))
  }
  if (match === '') return problems
  if (resourceVersion === '') {
    problems.push(forbidden(matchField, `${matchField} is forbidden unless resourceVersion is provided`))
  }
  if (continues !== '') problems.push(forbidden(matchField, `${matchField} is forbidden when continue is provided`))
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    problems.push(unsupported(match, '"Exact", "NotOlderThan", ""'))
  } else if (match === 'Exact' && resourceVersion === '0') {
    problems.push(forbidden(matchField, `${matchField} "exact" is forbidden for resourceVersion "0"`))
  }
  return problems
}

function watchProblems({ match, sendInitialEvents }: ListOptions): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (match !== '') {
    if (sendInitialEvents === undefined) {
      const why = `${matchField} is forbidden for watch unless ${initialField} is provided`
      problems.push(forbidden(matchField, why))
    }
    if (match !== 'NotOlderThan') problems.push(unsupported(match, '"NotOlderThan"'))
  } else if (sendInitialEvents !== undefined) {
    problems.push(forbidden(matchField, `${initialField} requires setting ${matchField} to NotOlderThan`))
  }
  return problems
}

function forbidden(field: string, why: string): FieldProblem {
  return { field, reason: 'FieldValueForbidden', message: `Forbidden: ${why}` }
}

function unsupported(value: string, known: string): FieldProblem {
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${known}`
  return { field: matchField, reason: 'FieldValueNotSupported', message }
}

function wrongOptions(problems: FieldProblem[]): ApiError {
  const texts = problems.map(({ field, message }) => `${field}: ${message}`)
  const all = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  const causes = problems.map(({ field, reason, message }) => ({ reason, message, field }))
  const details = { group: 'meta.k8s.io', kind: 'ListOptions', causes }
  return new ApiError(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${all}`, details)
}

function wholeNumber(text: string): number {
  if (text === '') return 0
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}
