import { groupVersion } from '../../store/kinds.ts'
import { Fatal, KubectlError, type KubeItem, pathOf, shortName } from './api.ts'
import type { Kubectl } from './context.ts'
import { flag, isSet } from './flags.ts'
import { JsonPathError, jsonPath } from './jsonpath.ts'
import { documentText, listOf, type Table, tableText, withoutManagedFields } from './print.ts'
import { readTargets, type Targets } from './targets.ts'

const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

/** kubectl get. Returns the exit code. */
export async function get(kubectl: Kubectl): Promise<number> {
  const { flags, api, output } = kubectl
  const raw = flag(flags, 'raw')
  if (raw !== undefined) {
    output.out((await api.ask({ path: raw })).text)
    return 0
  }
  const format = flag(flags, 'output') ?? ''
  const targets = readTargets(flags.words.slice(1), flags, kubectl.namespace)
  return format === '' || format === 'wide'
    ? printTables(kubectl, targets, format === 'wide')
    : printObjects(kubectl, targets, format)
}

/** Goes on past objects that are not there, as kubectl does; each sentence goes to stderr at the end. */
async function collect<T>(
  kubectl: Kubectl,
  targets: Targets[],
  accept: string | undefined,
  take: (body: Record<string, unknown>, target: Targets) => T,
): Promise<{ found: T[]; errors: string[] }> {
  const found: T[] = []
  const errors: string[] = []
  for (const target of targets) {
    const paths =
      target.names.length > 0
        ? target.names.map((name) => pathOf(target.kind, target.namespace, name))
        : [pathOf(target.kind, target.namespace) + target.query]
    for (const path of paths) {
      try {
        const answer = await kubectl.api.ask({ path, ...(accept ? { accept } : {}) })
        found.push(take(answer.json ?? {}, target))
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error
        if (error.message.startsWith('Error from server (NotFound): the server could not find')) {
          throw new Fatal(`error: the server doesn't have a resource type "${target.kind.plural}"`)
        }
        if (isSet(kubectl.flags, 'ignore-not-found') && error.message.includes('(NotFound)')) continue
        errors.push(error.message)
      }
    }
  }
  return { found, errors }
}

function finish(kubectl: Kubectl, errors: string[]): number {
  for (const error of errors) kubectl.output.err(`${error}\n`)
  return errors.length > 0 ? 1 : 0
}

async function printTables(kubectl: Kubectl, targets: Targets[], wide: boolean): Promise<number> {
  const { flags, output } = kubectl
  const { found, errors } = await collect(kubectl, targets, tableType, (body, target) => ({
    table: body as unknown as Table,
    kind: target.kind,
  }))
  if (found.some(({ table }) => table.rows.length > 0)) {
    output.out(
      tableText(found, {
        wide,
        showLabels: isSet(flags, 'show-labels'),
        labelColumns: (flags.values['label-columns'] ?? []).flatMap((text) => text.split(',')),
        namespaces: isSet(flags, 'all-namespaces') && targets.some(({ kind }) => kind.namespaced),
        headers: !isSet(flags, 'no-headers'),
      }),
    )
  } else if (errors.length === 0 && !isSet(flags, 'ignore-not-found')) {
    const namespace = targets[0]?.namespace
    output.err(namespace ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n')
  }
  return finish(kubectl, errors)
}

async function printObjects(kubectl: Kubectl, targets: Targets[], format: string): Promise<number> {
  const { flags, output } = kubectl
  const keep = isSet(flags, 'show-managed-fields')
  const single = targets.length === 1 && targets[0]?.names.length === 1
  const { found, errors } = await collect(kubectl, targets, undefined, (body, { kind }) => {
    const items = Array.isArray(body['items']) ? (body['items'] as KubeItem[]) : [body as unknown as KubeItem]
    return items.map((item) => {
      // Items of core lists carry no kind of their own.
      const whole = { ...item, apiVersion: groupVersion(kind), kind: kind.kind }
      return { kind, item: keep ? whole : withoutManagedFields(whole) }
    })
  })
  const entries = found.flat()
  const items = entries.map(({ item }) => item)
  if (format === 'name')
    output.out(entries.map(({ kind, item }) => `${shortName(kind, item.metadata.name)}\n`).join(''))
  else if (format === 'json' || format === 'yaml') {
    const silent =
      items.length === 0 &&
      (errors.length > 0 || isSet(flags, 'ignore-not-found')) &&
      targets.every(({ names }) => names.length > 0)
    if (!silent) output.out(documentText(single ? items[0] : listOf(items), format))
  } else if (format.startsWith('jsonpath=')) {
    if (items.length > 0 || !single) output.out(template(format.slice(9), single ? items[0] : listOf(items)))
  } else if (format.startsWith('go-template=')) {
    if (items.length > 0 || !single) {
      // Loaded only when asked for: most calls print JSON.
      const { goTemplate } = await import('./go-template.ts')
      output.out(goTemplate(format.slice('go-template='.length), single ? items[0] : listOf(items)))
    }
  } else {
    const known =
      'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml'
    throw new Fatal(
      `error: unable to match a printer suitable for the output format "${format}", allowed formats are: ${known}`,
    )
  }
  return finish(kubectl, errors)
}

function template(text: string, value: unknown): string {
  try {
    return jsonPath(text, value)
  } catch (error) {
    if (error instanceof JsonPathError) throw new Fatal(`error: error parsing jsonpath ${text}, ${error.message}`)
    throw error
  }
}
