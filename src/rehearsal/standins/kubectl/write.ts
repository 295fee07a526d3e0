import { kindOfObject, type ResourceKind } from '../../store/kinds.ts'
import { equalJson, isFields, sortedDeep } from '../../store/object.ts'
import { goJson } from '../shared/go-json.ts'
import { Fatal, KubectlError, type KubeItem, pathOf, shortName } from './api.ts'
import type { eachTarget } from './change.ts'
import type { Kubectl } from './context.ts'
import { readObjects } from './documents.ts'
import { flag, isSet } from './flags.ts'
import { readTargets } from './targets.ts'

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

interface Target {
  kind: ResourceKind
  namespace: string | undefined
  item: KubeItem
  source: string
}

async function targetsFromFiles(kubectl: Kubectl): Promise<Target[]> {
  const files = kubectl.flags.values['filename'] ?? []
  if (files.length === 0) throw new Fatal('error: must specify one of -f and -k')
  return (await readObjects(files)).map(({ item, source }) => {
    const kind = kindOfObject(item.apiVersion, item.kind)
    if (!kind) {
      const { name = '', namespace = '' } = item.metadata ?? {}
      throw new Fatal(
        `error: resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": no matches for kind "${item.kind}" in version "${item.apiVersion}"\nensure CRDs are installed first`,
      )
    }
    const namespace = kind.namespaced
      ? (item.metadata.namespace ?? flag(kubectl.flags, 'namespace') ?? kubectl.namespace)
      : undefined
    return { kind, namespace, item, source }
  })
}

/** Leases keep a lock; they are no commands of a plan. */
function isLock(targets: { kind: ResourceKind }[]): boolean {
  return targets.every(({ kind }) => kind.plural === 'leases')
}

/** kubectl create, replace and apply. Returns the exit code. */
export async function write(kubectl: Kubectl, verb: 'create' | 'replace' | 'apply'): Promise<number> {
  const targets = await targetsFromFiles(kubectl)
  if (!isLock(targets)) await kubectl.announce()
  const errors: string[] = []
  for (const target of targets) {
    try {
      const done = await one(kubectl, verb, target)
      kubectl.output.out(`${shortName(target.kind, target.item.metadata.name)} ${done}\n`)
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error
      errors.push(error.message)
    }
  }
  for (const error of errors) kubectl.output.err(`${error}\n`)
  return errors.length > 0 ? 1 : 0
}

async function one(kubectl: Kubectl, verb: 'create' | 'replace' | 'apply', target: Target): Promise<string> {
  const { kind, namespace, item, source } = target
  const { name } = item.metadata
  const doing = (words: string) => `error when ${words} "${source}"`
  if (verb === 'create') {
    const path = `${pathOf(kind, namespace)}?fieldManager=kubectl-create&fieldValidation=Strict`
    const answer = await kubectl.api.ask({ method: 'POST', path, body: item }, doing('creating'))
    item.metadata.name = (answer.json as unknown as KubeItem).metadata.name
    return 'created'
  }
  if (verb === 'replace') {
    const path = `${pathOf(kind, namespace, name)}?fieldManager=kubectl-replace&fieldValidation=Strict`
    const body = item.metadata.resourceVersion ? item : await withCurrentVersion(kubectl, target)
    await kubectl.api.ask({ method: 'PUT', path, body }, doing('replacing'))
    return 'replaced'
  }
  return apply(kubectl, target)
}

/** A replacement without a resourceVersion goes over whatever is there. */
async function withCurrentVersion(kubectl: Kubectl, { kind, namespace, item, source }: Target): Promise<KubeItem> {
  const path = pathOf(kind, namespace, item.metadata.name)
  const current = (await kubectl.api.ask({ path }, `error when replacing "${source}"`)).json as unknown as KubeItem
  const { resourceVersion } = current.metadata
  return { ...item, metadata: { ...item.metadata, ...(resourceVersion ? { resourceVersion } : {}) } }
}

async function apply(kubectl: Kubectl, { kind, namespace, item, source }: Target): Promise<string> {
  const annotations = { ...item.metadata.annotations }
  delete annotations[lastApplied]
  const bare = { ...item, metadata: { ...item.metadata, annotations } }
  const text = `${goJson(sortedDeep(bare))}\n`
  const wanted = { ...item, metadata: { ...item.metadata, annotations: { ...annotations, [lastApplied]: text } } }
  const manager = 'fieldManager=kubectl-client-side-apply&fieldValidation=Strict'
  const path = pathOf(kind, namespace, item.metadata.name)
  let current: KubeItem
  try {
    current = (await kubectl.api.ask({ path })).json as unknown as KubeItem
  } catch (error) {
    if (!(error instanceof KubectlError) || !error.message.includes('(NotFound)')) throw error
    const call = { method: 'POST', path: `${pathOf(kind, namespace)}?${manager}`, body: wanted }
    await kubectl.api.ask(call, `error when creating "${source}"`)
    return 'created'
  }
  const before = current.metadata.annotations?.[lastApplied]
  const patch = difference(before ? JSON.parse(before) : {}, wanted, current)
  if (patch === undefined) return 'unchanged'
  const call = { method: 'PATCH', path: `${path}?${manager}`, contentType: 'application/merge-patch+json', body: patch }
  const answer = await kubectl.api.ask(call, `error when applying patch to "${source}"`)
  const changed = (answer.json as unknown as KubeItem).metadata.resourceVersion !== current.metadata.resourceVersion
  return changed ? 'configured' : 'unchanged'
}

/** The merge patch of a three-way apply: set what is wanted, remove what was applied before and is wanted no more. */
function difference(applied: unknown, wanted: unknown, current: unknown): unknown {
  if (!isFields(wanted)) return equalJson(wanted, current) ? undefined : wanted
  const now = isFields(current) ? current : {}
  const patch: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(wanted)) {
    const inner = difference(isFields(applied) ? applied[key] : undefined, value, now[key])
    if (inner !== undefined) patch[key] = inner
  }
  for (const key of Object.keys(isFields(applied) ? applied : {})) if (!(key in wanted) && key in now) patch[key] = null
  return Object.keys(patch).length > 0 ? patch : undefined
}

/** kubectl delete. Returns the exit code. */
export async function remove(kubectl: Kubectl): Promise<number> {
  const { flags, output } = kubectl
  const files = flags.values['filename'] ?? []
  const targets =
    files.length > 0
      ? (await targetsFromFiles(kubectl)).map(({ kind, namespace, item }) => ({
          kind,
          namespace,
          names: [item.metadata.name],
          query: '',
        }))
      : readTargets(flags.words.slice(1), flags, kubectl.namespace)
  const selects =
    isSet(flags, 'all') || flag(flags, 'selector') !== undefined || flag(flags, 'field-selector') !== undefined
  if (targets.some(({ names }) => names.length === 0) && !selects) {
    throw new Fatal('error: resource(s) were provided, but no name was specified')
  }
  if (!isLock(targets)) await kubectl.announce()
  const errors: string[] = []
  for (const target of targets) {
    const names = target.names.length > 0 ? target.names : await selected(kubectl, target)
    for (const name of names) {
      try {
        await kubectl.api.ask({
          method: 'DELETE',
          path: pathOf(target.kind, target.namespace, name),
          body: { propagationPolicy: 'Background' },
        })
        const where = target.namespace ? ` from ${target.namespace} namespace` : ''
        output.out(`${shortName(target.kind, '').slice(0, -1)} "${name}" deleted${where}\n`)
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error
        if (!(isSet(flags, 'ignore-not-found') && error.message.includes('(NotFound)'))) errors.push(error.message)
      }
    }
  }
  for (const error of errors) output.err(`${error}\n`)
  return errors.length > 0 ? 1 : 0
}

async function selected(kubectl: Kubectl, target: Parameters<typeof eachTarget>[1][number]): Promise<string[]> {
  const answer = await kubectl.api.ask({ path: pathOf(target.kind, target.namespace) + target.query })
  return ((answer.json?.['items'] ?? []) as KubeItem[]).map((item) => item.metadata.name)
}
