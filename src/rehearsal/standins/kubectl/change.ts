import { readFileSync } from 'node:fs'
import { groupVersion } from '../../store/kinds.ts'
import { equalJson } from '../../store/object.ts'
import { Fatal, isCustom, KubectlError, type KubeItem, pathOf, shortName } from './api.ts'
import type { Kubectl } from './context.ts'
import { parseText } from './documents.ts'
import { flag, isSet } from './flags.ts'
import { readTargets, type Targets } from './targets.ts'

/** Does something to every target, going on past failures; returns the exit code. */
export async function eachTarget(
  kubectl: Kubectl,
  targets: Targets[],
  work: (target: Targets, item: KubeItem) => Promise<void>,
): Promise<number> {
  const errors: string[] = []
  for (const target of targets) {
    const { kind, namespace, names } = target
    const named = names.map((name) => async () => read(kubectl, pathOf(kind, namespace, name)))
    const items = names.length > 0 ? named : (await list(kubectl, target)).map((item) => async () => item)
    for (const item of items) {
      try {
        await work(target, await item())
      } catch (error) {
        if (!(error instanceof KubectlError)) throw error
        errors.push(error.message)
      }
    }
  }
  for (const error of errors) kubectl.output.err(`${error}\n`)
  return errors.length > 0 ? 1 : 0
}

async function list(kubectl: Kubectl, { kind, namespace, query }: Targets): Promise<KubeItem[]> {
  const answer = await kubectl.api.ask({ path: pathOf(kind, namespace) + query })
  return (answer.json?.['items'] ?? []) as KubeItem[]
}

async function read(kubectl: Kubectl, path: string): Promise<KubeItem> {
  return (await kubectl.api.ask({ path })).json as unknown as KubeItem
}

/** Splits "nodes a b k=v k2-" into targets and changes. */
function splitChanges(words: string[]): { targets: string[]; set: Record<string, string>; remove: string[] } {
  const targets: string[] = []
  const set: Record<string, string> = {}
  const remove: string[] = []
  for (const word of words) {
    const match = /^([^=]+)=(.*)$/s.exec(word)
    if (match) set[match[1] as string] = match[2] as string
    else if (targets.length > 0 && word.endsWith('-')) remove.push(word.slice(0, -1))
    else targets.push(word)
  }
  return { targets, set, remove }
}

/** kubectl label and kubectl annotate. Returns the exit code. */
export async function labelOrAnnotate(kubectl: Kubectl, field: 'labels' | 'annotations'): Promise<number> {
  const { flags, output } = kubectl
  const { targets: words, set, remove } = splitChanges(flags.words.slice(1))
  const verb = field === 'labels' ? 'label' : 'annotate'
  if (Object.keys(set).length + remove.length === 0)
    throw new Fatal(`error: at least one ${verb === 'label' ? 'label' : 'annotation'} update is required`)
  const targets = readTargets(words, flags, kubectl.namespace)
  const selects = isSet(flags, 'all') || flag(flags, 'selector') !== undefined
  if (targets.some(({ names }) => names.length === 0) && !selects) {
    throw new Fatal('error: resource(s) were provided, but no name was specified')
  }
  await kubectl.announce()
  return eachTarget(kubectl, targets, async ({ kind, namespace }, item) => {
    const name = shortName(kind, item.metadata.name)
    const before = item.metadata[field] ?? {}
    if (!isSet(flags, 'overwrite')) refuseOverwrite(field, before, set)
    const said = remove.filter((key) => !(key in before))
    if (field === 'labels') for (const key of said) output.out(`label "${key}" not found.\n`)
    const after: Record<string, string> = { ...before, ...set }
    for (const key of remove) delete after[key]
    const changed = !equalJson(before, after)
    const removed = remove.length > 0 && Object.keys(set).length === 0
    const done = field === 'annotations' ? 'annotated' : !changed ? 'not labeled' : removed ? 'unlabeled' : 'labeled'
    if (changed) {
      const change = { ...set, ...Object.fromEntries(remove.filter((key) => key in before).map((key) => [key, null])) }
      await kubectl.api.ask({
        method: 'PATCH',
        path: `${pathOf(kind, namespace ?? item.metadata.namespace, item.metadata.name)}?fieldManager=kubectl-${verb}`,
        contentType: 'application/merge-patch+json',
        body: { metadata: { [field]: change } },
      })
    }
    output.out(`${name} ${done}\n`)
  })
}

function refuseOverwrite(
  field: 'labels' | 'annotations',
  before: Record<string, string>,
  set: Record<string, string>,
): void {
  for (const [key, value] of Object.entries(set)) {
    const old = before[key]
    if (old === undefined || (field === 'labels' && old === value)) continue
    if (field === 'labels')
      throw new KubectlError(`error: '${key}' already has a value (${old}), and --overwrite is false`)
    const text = `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${old})`
    throw new KubectlError(`error: ${text}`)
  }
}

const patchTypes: Record<string, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
}

/** kubectl patch. Returns the exit code. */
export async function patch(kubectl: Kubectl): Promise<number> {
  const { flags, output } = kubectl
  const type = flag(flags, 'type') ?? 'strategic'
  const contentType = patchTypes[type]
  if (!contentType) throw new Fatal(`error: --type must be one of [json merge strategic], not "${type}"`)
  const file = flag(flags, 'patch-file')
  const text = flag(flags, 'patch') ?? (file !== undefined ? readFileSync(file, 'utf8') : undefined)
  if (text === undefined)
    throw new Fatal('error: must specify --patch or --patch-file containing the contents of the patch')
  let body: unknown
  try {
    body = (await parseText(text))[0]
  } catch (error) {
    throw new Fatal(`error: unable to parse "${text}": ${(error as Error).message}`)
  }
  const targets = readTargets(flags.words.slice(1), flags, kubectl.namespace)
  if (targets.some(({ names }) => names.length === 0)) {
    throw new Fatal('error: resource(s) were provided, but no name was specified')
  }
  await kubectl.announce()
  return eachTarget(kubectl, targets, async ({ kind, namespace }, item) => {
    if (type === 'strategic' && isCustom(kind)) {
      const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml'
      throw new KubectlError(
        `error: ${contentType} is not supported by ${groupVersion(kind)}, Kind=${kind.kind}: the body of the request was in an unknown format - accepted media types include: ${accepted}`,
      )
    }
    const subresource = flag(flags, 'subresource') === 'status' ? '/status' : ''
    const answer = await kubectl.api.ask({
      method: 'PATCH',
      path: `${pathOf(kind, namespace, item.metadata.name)}${subresource}?fieldManager=kubectl-patch`,
      contentType,
      body,
    })
    const after = answer.json as unknown as KubeItem
    const changed = after.metadata.resourceVersion !== item.metadata.resourceVersion
    output.out(`${shortName(kind, item.metadata.name)} patched${changed ? '' : ' (no change)'}\n`)
  })
}
