import { setTimeout as sleep } from 'node:timers/promises'
import type { StandinSettings } from '../install.ts'
import { KubeClient } from '../shared/kube-client.ts'
import type { Output } from '../shared/output.ts'
import { announce } from '../shared/permit.ts'
import { Actions } from './actions.ts'
import { ConfigError, findConnection } from './config.ts'
import { Datastore } from './datastore.ts'
import type { Resource } from './decode.ts'
import { readDocuments } from './documents.ts'
import { type Era, sentence } from './era.ts'
import { CalicoError } from './errors.ts'
import { type Manager, managerNamed, managerOfKind } from './kinds.ts'
import type { Found } from './print.ts'
import type { ParsedArguments } from './usage.ts'

/** One call of calicoctl. */
export interface Session {
  verb: string
  /** The command line as it was typed, for the rehearsal's log. */
  argv: string[]
  args: ParsedArguments
  era: Era
  settings: Partial<StandinSettings>
  output: Output
}

/** One resource that a verb is about. */
export interface Target {
  manager: Manager
  resource: Resource
}

/** A client of the cluster; exits as calicoctl does when none can be made. */
export async function connect(session: Session): Promise<{ store: Datastore; client: KubeClient }> {
  const { era, output } = session
  try {
    const client = await makeClient(session)
    const now = () => `${new Date().toISOString().slice(0, 19)}Z`
    return { client, store: new Datastore(client, era, now) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    // This one goes to stdout, although it is an error.
    output.out(error.unreadable ? `${error.message}\n` : `Failed to create Calico API client: ${error.message}\n`)
    return output.exit(1)
  }
}

/** A client, or a ConfigError. */
export async function makeClient(session: Session): Promise<KubeClient> {
  const { args, era, settings } = session
  const file = args.options['--config'] as string | undefined
  const context = args.options['--context'] as string | undefined
  const connection = await findConnection({ file, context, env: process.env, settings, era })
  return new KubeClient(connection, `calicoctl/${era.version}`)
}

/** From v3.20.2 on: refuses to work on a cluster of another version. */
export async function checkVersion(session: Session): Promise<void> {
  const { era, args } = session
  if (!era.checksVersion || args.options['--allow-version-mismatch']) return
  let client: KubeClient
  try {
    client = await makeClient(session)
  } catch {
    return
  }
  const ending = era.newest ? 'Use --allow-version-mismatch to override' : 'Use --allow-version-mismatch to override.\n'
  const store = new Datastore(client, era, () => '')
  const manager = managerNamed('clusterinformation', era.minor) as Manager
  let cluster: string
  try {
    cluster = String((await store.get(manager, 'default')).spec['calicoVersion'] ?? '')
  } catch (error) {
    if (!(error instanceof CalicoError)) throw error
    if (error.class === 'missing') return
    throw new Error(
      `${sentence(era, 'Unable to get Cluster Information to verify version mismatch')}: ${error.message}\n${ending}`,
    )
  } finally {
    client.close()
  }
  const bare = (text: string) => text.replace(/^v/, '').split('-')[0]
  if (!cluster || bare(cluster) === bare(era.version)) return
  const lines = [`Client Version:   ${era.version}`, `Cluster Version:  ${bare(cluster)}`, ending]
  throw new Error(`${sentence(era, 'Version mismatch.')}\n${lines.join('\n')}`)
}

/** The resources of a call: from --filename, or from kind and names. */
export async function readTargets(session: Session): Promise<Target[]> {
  const { args, era } = session
  const filename = args.options['--filename'] as string | undefined
  const namespace = (args.options['--namespace'] as string | undefined) ?? ''
  if (filename !== undefined) {
    const options = { recursive: '--recursive' in args.options, skipEmpty: '--skip-empty' in args.options, era }
    const resources = await readDocuments(filename, options)
    return resources.map((resource) => {
      const { manager } = managerOfKind(resource.kind, era.minor) as { manager: Manager }
      return { manager, resource: inNamespace(manager, resource, namespace) }
    })
  }
  const [kind = '', ...names] = args.positional
  const manager = managerNamed(kind, era.minor)
  if (!manager) throw new Error(`resource type '${kind}' is not supported`)
  return (names.length > 0 ? names : ['']).map((name) => ({
    manager,
    resource: inNamespace(
      manager,
      { kind: manager.kind, apiVersion: 'projectcalico.org/v3', metadata: { name }, spec: {} },
      namespace,
    ),
  }))
}

function inNamespace(manager: Manager, resource: Resource, namespace: string): Resource {
  if (!manager.namespaced) {
    if (namespace) throw new Error(`${manager.kind} is not namespaced`)
    return resource
  }
  const chosen = (resource.metadata['namespace'] as string | undefined) || namespace || 'default'
  return { ...resource, metadata: { ...resource.metadata, namespace: chosen } }
}

/** What became of the resources of a call. */
export interface Results {
  handled: number
  total: number
  errors: Error[]
  /** The last error of a verb that does not collect them. */
  last: Error | undefined
  found: Found[]
  /** Kind of all, when it is the same. */
  kind: string
}

/** Runs a verb over its targets, one by one, going on past errors as calicoctl does. */
export async function execute(session: Session, targets: Target[]): Promise<Results> {
  const { verb, args, era, settings, output, argv } = session
  const { store, client } = await connect(session)
  if (verb !== 'get' && settings.hostRoot) await announce(client, output, { tool: 'calicoctl', argv })
  const actions = new Actions(store, era, (ms) => sleep(ms))
  const kinds = new Set(targets.map(({ manager }) => manager.kind))
  const kind = kinds.size === 1 ? ([...kinds][0] as string) : ''
  const results: Results = { handled: 0, total: targets.length, errors: [], last: undefined, found: [], kind }
  for (const { manager, resource } of targets) {
    try {
      results.found.push(await one(manager, resource))
      results.handled += 1
    } catch (error) {
      if (!(error instanceof CalicoError)) throw error
      if (skipped(error, args)) results.handled += 1
      else if (verb === 'replace' || verb === 'patch') {
        // These two count a failed resource as handled.
        results.handled += 1
        results.last = error
      } else results.errors.push(error)
    }
  }
  return results

  async function one(manager: Manager, resource: Resource): Promise<Found> {
    const { name } = resource.metadata
    const namespace = resource.metadata['namespace'] as string | undefined
    if (verb === 'get' && !name) return { manager, ...listed(await store.list(manager, namespace), manager) }
    if (verb === 'get') return { manager, resource: await store.get(manager, name, namespace) }
    if (verb === 'apply') return { manager, resource: await actions.apply(manager, resource) }
    if (verb === 'create') return { manager, resource: await actions.create(manager, resource) }
    if (verb === 'replace') return { manager, resource: await actions.update(manager, resource) }
    if (verb === 'patch') {
      const patch = String(args.options['--patch'])
      return { manager, resource: await actions.patch(manager, name, namespace, patch) }
    }
    if (!name) throw new CalicoError('other', 'resource name may not be empty')
    await store.delete(manager, name, namespace)
    return { manager, resource }
  }

  function listed(list: { items: Resource[]; resourceVersion: string }, manager: Manager) {
    const dropped = manager.kind === 'Node' && !era.nodeListVersion
    return { items: list.items, resourceVersion: dropped ? '' : list.resourceVersion }
  }
}

function skipped(error: CalicoError, args: ParsedArguments): boolean {
  if (error.class === 'exists') return '--skip-exists' in args.options
  return error.class === 'missing' && '--skip-not-exists' in args.options
}
