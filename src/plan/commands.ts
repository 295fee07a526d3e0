import type { Change, Command, FieldChange, Json } from '../model/plan.ts'
import { nodeAnnotations } from '../model/resources.ts'
import { withFields } from './changes.ts'
import { documentOf } from './documents.ts'
import { isEqual } from './equal.ts'
import { safetyNetBatch } from './moves/safety-net.ts'
import { remoteCommands } from './remote-commands.ts'

/** One command and the changes it carries; an operation of the plan is made of it. */
export interface CommandWithChanges {
  command: Command
  changes: Change[]
}

/**
 * How many nodes one command names at most. kubectl sends two requests a node, five a second (client-go's DefaultQPS): 100 nodes
 * are 40 s, which is within the time that a command has.
 */
const NODES_A_COMMAND = 100
/** How many peers one document list carries at most; a batch is judged object by object anyway. */
const PEERS_A_COMMAND = 50

/**
 * Turns changes into as few commands as can carry them safely, in the order of the changes. The same function makes the
 * commands of a plan and those of its undo; nothing that is executed is ever taken from a journal.
 *
 * @param live resourceVersion by "Kind/name", when the objects have just been read: the command then fails if somebody
 *   else wrote the object in between. A plan has none and shows the command without it.
 */
export function commandsFor(changes: Change[], live: Record<string, string> = {}): CommandWithChanges[] {
  const groups = new Map<string, Change[]>()
  for (const change of changes.flatMap(splitShared)) {
    const key = groupKey(change)
    const group = groups.get(key)
    if (group) group.push(change)
    else groups.set(key, [change])
  }
  return [...groups.values()].flatMap((group) => {
    const size = group[0]!.ref.kind === 'KubeNode' ? NODES_A_COMMAND : PEERS_A_COMMAND
    return chunks(group, size).map((part) => ({ command: commandFor(part, live), changes: part }))
  })
}

/**
 * What many nodes get alike rides on one command: a fresh label on `kubectl label`, the AS number on a patch of its own.
 * A rack's nodes then change their AS within milliseconds of one another: each is silent for BIRD's connect delay, and two
 * nodes that begin one after the other are silent for the pair from the first's beginning to the second's end. Cluster ids
 * differ from node to node and would tear that command apart. Other fields of a node stay together.
 */
function splitShared(change: Change): Change[] {
  if (change.action !== 'update' || change.ref.kind !== 'KubeNode') return [change]
  const shared = change.fields.filter((field) => isFreshLabel(field) || isAsNumber(field))
  const rest = change.fields.filter((field) => !shared.includes(field))
  return [
    ...shared.map((field): Change => ({ ...change, fields: [field] })),
    ...(rest.length > 0 ? [{ ...change, fields: rest }] : []),
  ]
}

function isAsNumber(field: FieldChange): boolean {
  return field.path[1] === 'annotations' && field.path[2] === nodeAnnotations.asNumber
}

function isFreshLabel(field: FieldChange): boolean {
  return field.path[1] === 'labels' && field.before === undefined && field.after !== undefined
}

/** Changes with one key go into one command. */
function groupKey(change: Change): string {
  const { kind, name, host } = change.ref
  if (kind === 'KubeNode' && change.action === 'update') return `node ${change.fields.map(fieldKey).join()}`
  if (kind === 'BGPPeer' && change.action !== 'update') return `peer ${change.action}`
  return `${kind}/${name}@${host ?? ''} ${change.action}`
}

/** Native JSON of a list: thousands of nodes are grouped, and absent is not the same as null. */
function fieldKey({ path, before, after }: FieldChange): string {
  return JSON.stringify([path, before === undefined, before, after === undefined, after])
}

function commandFor(group: Change[], live: Record<string, string>): Command {
  const first = group[0]!
  const { kind, name } = first.ref
  switch (kind) {
    case 'KubeNode':
      if (first.action !== 'update') throw new Error(`a node is never ${first.action}d`)
      return nodeCommand(
        group.map((change) => change.ref.name),
        first.fields,
      )
    case 'BGPConfiguration':
    case 'BGPPeer':
      if (first.action === 'create') return createCommand(kind, group)
      if (first.action === 'delete')
        return calicoctl(['delete', kind.toLowerCase(), ...group.map((change) => change.ref.name)])
      return calicoctl([
        'patch',
        kind.toLowerCase(),
        name,
        '--patch',
        JSON.stringify(patchOf(first.fields, live[`${kind}/${name}`])),
      ])
    case 'File':
      return fileCommand(first)
    case 'HostRoutes':
      return {
        tool: 'ssh',
        argv: [first.ref.host ?? '', ...remoteCommands.routes],
        stdin: safetyNetBatch(first),
        effect: 'write',
      }
  }
}

function nodeCommand(names: string[], fields: FieldChange[]): Command {
  const [field] = fields
  if (fields.length === 1 && field && isFreshLabel(field))
    return { tool: 'kubectl', argv: ['label', 'nodes', ...names, `${field.path[2]}=${field.after}`], effect: 'write' }
  return {
    tool: 'kubectl',
    argv: ['patch', 'nodes', ...names, '--type=json', '-p', JSON.stringify(jsonPatch(fields))],
    effect: 'write',
  }
}

/**
 * A JSON patch (RFC 6902) that first tests what each field holds, so that it sets nothing over another's value. A test
 * for null stands for "absent": the API server lets it pass on a missing path.
 */
function jsonPatch(fields: FieldChange[]): Json {
  const tests = fields.map((field) => ({ op: 'test', path: pointer(field.path), value: field.before ?? null }))
  const writes = fields.map((field) =>
    field.after === undefined
      ? { op: 'remove', path: pointer(field.path) }
      : { op: field.before === undefined ? 'add' : 'replace', path: pointer(field.path), value: field.after },
  )
  return [...tests, ...writes] as Json
}

/** RFC 6901. */
function pointer(path: string[]): string {
  return path.map((key) => `/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('')
}

/** A merge patch: null removes a field. With a resourceVersion the update is refused when the object moved on. */
function patchOf(fields: FieldChange[], resourceVersion: string | undefined): Json {
  const patch = withFields(
    {},
    fields.map((field) => ({ path: field.path, after: field.after ?? null })),
  )
  return resourceVersion === undefined ? patch : { metadata: { resourceVersion }, ...(patch as object) }
}

function createCommand(kind: string, group: Change[]): Command {
  const documents = group.map((change) =>
    documentOf(kind, change.ref.name, change.action === 'update' ? {} : change.content),
  )
  return { ...calicoctl(['create', '-f', '-']), stdin: documents.join('---\n') }
}

function calicoctl(argv: string[]): Command {
  return { tool: 'calicoctl', argv, effect: 'write' }
}

/** A file of this host is written by the wizard itself: beside the old one, synced, renamed over it. */
function fileCommand(change: Change): Command {
  const { name, host } = change.ref
  if (host !== undefined) return remoteFileCommand(change, host)
  if (change.action === 'delete') return { tool: 'internal', argv: ['remove-file', name], effect: 'write' }
  const content = (change.action === 'create' ? change.content : withFields({}, change.fields)) as Record<string, Json>
  const mode = typeof content['mode'] === 'string' ? ['--mode', content['mode']] : []
  if (typeof content['sha256'] === 'string')
    return { tool: 'internal', argv: ['install-file', name, ...mode, '--sha256', content['sha256']], effect: 'write' }
  const text = content['text']
  return {
    tool: 'internal',
    argv: ['write-file', name, ...mode],
    ...(typeof text === 'string' ? { stdin: text } : {}),
    effect: 'write',
  }
}

/** On other nodes only calicoctl is put, and only where there is none. */
function remoteFileCommand(change: Change, host: string): Command {
  if (change.action === 'delete')
    return { tool: 'ssh', argv: [host, ...remoteCommands.removeCalicoctl], effect: 'write' }
  const sha256 = change.action === 'create' ? (change.content as { sha256?: string }).sha256 : undefined
  if (sha256 === undefined) throw new Error(`${change.ref.name} on ${host} can be created or removed, not changed`)
  return {
    tool: 'ssh',
    argv: [host, ...remoteCommands.installCalicoctl],
    stdinFile: `sha256:${sha256}`,
    effect: 'write',
  }
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

/** Whether two commands are the same to the letter. */
export function sameCommand(a: Command, b: Command): boolean {
  return isEqual(a as unknown as Json, b as unknown as Json)
}
