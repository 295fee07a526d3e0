import { announce } from '../shared/permit.ts'
import { Actions } from './actions.ts'
import { EmptyInput, FileProblem } from './documents.ts'
import { sentence } from './era.ts'
import { CalicoError } from './errors.ts'
import { managerNamed } from './kinds.ts'
import { type Found, print } from './print.ts'
import { checkVersion, connect, execute, type Results, readTargets, type Session, type Target } from './run.ts'

const done: Record<string, string> = {
  apply: 'applied',
  create: 'created',
  replace: 'replaced',
  delete: 'deleted',
  patch: 'patched',
}

/** apply, create, replace, delete, patch. Returns the exit code. */
export async function change(session: Session): Promise<number> {
  const { verb, era, output } = session
  const say = (text: string) => sentence(era, text)
  try {
    await checkVersion(session)
    const targets = await targetsOf(session)
    const results = await execute(session, targets)
    return verb === 'patch'
      ? afterPatch(session, results)
      : verb === 'delete'
        ? afterDelete(session, results)
        : afterWrite(session, results)
  } catch (error) {
    if (error instanceof CalicoError || !(error instanceof Error)) throw error
    if (error.name !== 'Error' && !(error instanceof FileProblem)) throw error
    output.err(
      error instanceof FileProblem ? `${say('Failed to execute command')}: ${error.message}\n` : `${error.message}\n`,
    )
    return 1
  }
}

async function targetsOf(session: Session): Promise<Target[]> {
  try {
    return await readTargets(session)
  } catch (error) {
    if (error instanceof EmptyInput) throw new Error(error.message)
    throw error
  }
}

function afterWrite({ verb, era, output }: Session, results: Results): number {
  const { handled, total, errors, last, kind } = results
  const say = (text: string) => sentence(era, text)
  const failures = verb === 'replace' ? (last?.message ?? '') : `[${errors.map((error) => error.message).join(' ')}]`
  if (handled === 0) {
    const what = total === 1 ? `'${kind}' resource` : kind ? `any '${kind}' resources` : 'any resources'
    output.err(`${say(`Failed to ${verb} ${what}`)}: ${failures}\n`)
    return 1
  }
  const of = kind ? `'${kind}' ` : ''
  if (errors.length === 0 && !last) {
    output.out(`Successfully ${done[verb]} ${handled} ${of}resource(s)\n`)
    return 0
  }
  if (verb === 'replace' || handled - errors.length > 0) {
    output.out(`Partial success: ${done[verb]} the first ${handled} out of ${total} ${of}resources:\n`)
  }
  output.err(`${say(verb === 'apply' ? 'Hit error(s)' : 'Hit error')}: ${failures}\n`)
  return 1
}

function afterPatch({ era, output }: Session, { handled, last, kind }: Results): number {
  if (!last) {
    output.out(`Successfully patched ${handled} '${kind}' resource\n`)
    return 0
  }
  output.err(`${sentence(era, 'Hit error')}: ${last.message}\n`)
  return 1
}

function afterDelete({ output }: Session, { handled, errors, kind }: Results): number {
  if (handled > 0) output.out(`Successfully deleted ${handled} ${kind ? `'${kind}' ` : ''}resource(s)\n`)
  if (errors.length === 0) return 0
  const of = kind ? `'${kind}' resource` : 'resource'
  output.err(`${errors.map((error) => `Failed to delete ${of}: ${error.message}\n`).join('')}\n`)
  return 1
}

/** get. Returns the exit code. */
export async function get(session: Session): Promise<number> {
  const { era, output, args } = session
  const format = String(args.options['--output'] ?? 'ps')
  let results: Results
  try {
    await checkVersion(session)
    results = await execute(session, await targetsOf(session))
  } catch (error) {
    if (error instanceof FileProblem) output.err(`${sentence(era, 'Failed to execute command')}: ${error.message}\n`)
    else if (error instanceof Error && error.name === 'Error') {
      output.err(`${sentence(era, 'Failed to get resources')}: ${error.message}\n`)
    } else throw error
    return 1
  }
  const named = args.positional.length > 1
  const found = '--export' in args.options && named ? results.found.map(exported) : results.found
  const asNumber = await globalAsNumber(session, found, format)
  if (/^go-template(-file)?(=|$)/.test(format)) {
    const { printTemplate } = await import('./template-output.ts')
    printTemplate(found, format, { asNumber, minor: era.minor }, output)
  } else output.out(print(found, format, asNumber))
  if (results.errors.length === 0) return 0
  output.err(`${results.errors.map((error) => error.message).join('\n')}\n`)
  return 1
}

/** Without what belongs to this cluster only. */
function exported(found: Found): Found {
  if ('items' in found) return found
  const { namespace: _namespace, uid: _uid, resourceVersion: _version, ...metadata } = found.resource.metadata
  const kept = { ...metadata, creationTimestamp: null }
  return { ...found, resource: { ...found.resource, metadata: kept } }
}

/** The AS number that a node without its own inherits; only asked for when a table shows it. */
async function globalAsNumber(session: Session, found: Found[], format: string): Promise<string> {
  const inTable = (format === 'wide' || format.includes('ASN')) && found.some(({ manager }) => manager.kind === 'Node')
  if (!inTable && !format.startsWith('go-template')) return '64512'
  const { store } = await connect(session)
  const manager = managerNamed('bgpconfiguration', session.era.minor)
  try {
    const configuration = manager && (await store.get(manager, 'default'))
    return String(configuration?.spec['asNumber'] ?? 64512)
  } catch (error) {
    if (error instanceof CalicoError) return '64512'
    throw error
  }
}

/** label. Returns the exit code. */
export async function label(session: Session): Promise<number> {
  const { args, era, output, argv, settings } = session
  const [kind = '', name = '', change = ''] = args.positional
  const remove = '--remove' in args.options
  const [key = '', value, ...more] = change.split('=')
  const fail = (text: string) => {
    output.err(`${text}\n`)
    return 1
  }
  if (!remove && (value === undefined || more.length > 0)) return fail(`invalid label ${change}`)
  const manager = managerNamed(kind, era.minor)
  if (!manager) return fail(`failed to get ${kind} ${name}, error resource type '${kind}' is not supported`)
  try {
    await checkVersion(session)
    const { store, client } = await connect(session)
    if (settings.hostRoot) await announce(client, output, { tool: 'calicoctl', argv })
    const resource = await store.get(manager, name)
    const labels = { ...(resource.metadata['labels'] as Record<string, string> | undefined) }
    const known = key in labels
    if (remove && !known) return fail(`can not remove label of ${kind} ${name}, key ${key} does not exist`)
    if (!remove && known && labels[key] !== value && !('--overwrite' in args.options)) {
      const hint = "please use '--overwrite' to set a new value."
      return fail(`failed to update label of ${kind} ${name}, key ${key} is already present. ${hint}`)
    }
    if (remove) delete labels[key]
    else labels[key] = value as string
    const actions = new Actions(store, era, async () => undefined)
    await actions.update(manager, { ...resource, metadata: { ...resource.metadata, labels } })
    const what = remove ? `removed label ${key} from` : known ? `updated label ${key} on` : `set label ${key} on`
    output.out(`Successfully ${what} ${kind} ${name}\n`)
    return 0
  } catch (error) {
    if (error instanceof CalicoError) return fail(`${kind} ${name} not found`)
    if (error instanceof Error && error.name === 'Error') return fail(error.message)
    throw error
  }
}
