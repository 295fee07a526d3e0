import { parseAllDocuments } from 'yaml'
import type { Command, Json, ObjectRef, ReadObject } from '../../src/model/plan.ts'

export interface SimObject {
  uid: string
  rv: number
  /** Changes of the content since it was made, the making included. */
  generation: number
  content: { [key: string]: Json }
}

/** What a command said. */
export interface Said {
  exitCode: number
  stdout: string
  stderr: string
}

const ok = (stdout: string): Said => ({ exitCode: 0, stdout, stderr: '' })
const bad = (stderr: string): Said => ({ exitCode: 1, stdout: '', stderr })

type Part = { key: string; act: () => string | undefined }

/** What the server adds to an object that is made: a field as Calico 3.31 defaults it, and one that no version has. */
export function withDefaults(key: string, content: { [key: string]: Json }): { [key: string]: Json } {
  const spec = content['spec'] as { [key: string]: Json } | undefined
  if (key.startsWith('BGPConfiguration/'))
    return { ...content, spec: { serviceLoadBalancerAggregation: 'Enabled', ...spec } }
  if (key.startsWith('BGPPeer/')) return { ...content, spec: { ofTheServer: { mode: 'Auto' }, ...spec } }
  return content
}

/**
 * A cluster of its own making: objects with uid and resourceVersion and the write semantics of the commands that the plan
 * uses (src/plan/commands.ts). It shares no code with the engine.
 */
export class SimCluster {
  readonly objects = new Map<string, SimObject>()
  private serial = 0

  put(key: string, content: { [key: string]: Json }): void {
    this.objects.set(key, { uid: `uid-${++this.serial}`, rv: ++this.serial, generation: 1, content })
  }

  touch(key: string, change: (content: { [key: string]: Json }) => void): void {
    const object = this.objects.get(key)
    if (!object) return
    const before = object.content
    object.content = structuredClone(object.content)
    change(object.content)
    if (JSON.stringify(before) !== JSON.stringify(object.content)) object.generation++
    object.rv = ++this.serial
  }

  read(ref: ObjectRef): ReadObject {
    const object = this.objects.get(keyOf(ref))
    if (!object) return { ref, status: 'absent' }
    const { uid, rv, generation, content } = object
    // What lies on a host (routes, files) has neither uid nor version: equal content is the same thing.
    if (ref.kind === 'HostRoutes' || ref.kind === 'File') return { ref, status: 'present', content }
    const counted = ref.kind === 'KubeNode' ? {} : { generation }
    return { ref, status: 'present', uid, resourceVersion: String(rv), ...counted, content }
  }

  /** Objects a command is about, and what it does to each. A batch goes on after an error, like the real ones. */
  parse(command: Command): Part[] {
    const [verb, ...rest] = command.argv
    if (command.tool === 'kubectl' && verb === 'label') return this.label(rest)
    if (command.tool === 'kubectl' && verb === 'patch') return this.patchNodes(rest)
    if (command.tool === 'calicoctl' && verb === 'create') return this.create(command.stdin ?? '')
    if (command.tool === 'calicoctl' && verb === 'delete') return this.remove(rest)
    if (command.tool === 'calicoctl' && verb === 'patch') return this.patchCalico(rest)
    if (command.tool === 'internal') return this.file(command)
    if (command.tool === 'ssh') return this.routes(command)
    throw new Error(`the simulated cluster does not know: ${command.tool} ${command.argv.join(' ')}`)
  }

  /** Runs the parts that `only` lets through. */
  execute(command: Command, only: (index: number) => boolean = () => true): Said {
    const errors = this.parse(command).flatMap((part, index) => (only(index) ? (part.act() ?? []) : 'not reached'))
    return errors.length === 0 ? ok('done') : bad(errors.join('\n'))
  }

  private label(rest: string[]): Part[] {
    const pair = rest.at(-1) ?? ''
    const [label = '', value = ''] = pair.split('=')
    return rest.slice(1, -1).map((name) => ({
      key: `KubeNode/${name}`,
      act: () => {
        const object = this.objects.get(`KubeNode/${name}`)
        if (!object) return `Error from server (NotFound): nodes "${name}" not found`
        const now = labelsOf(object)[label]
        if (now !== undefined && now !== value) return `error: '${label}' already has a value (${String(now)})`
        this.touch(`KubeNode/${name}`, (content) => {
          labelsOf({ content } as SimObject)[label] = value
        })
        return undefined
      },
    }))
  }

  private patchNodes(rest: string[]): Part[] {
    const names = rest.slice(1, rest.indexOf('--type=json'))
    const patch = JSON.parse(rest[rest.indexOf('-p') + 1] ?? '[]') as { op: string; path: string; value?: Json }[]
    return names.map((name) => ({
      key: `KubeNode/${name}`,
      act: () => {
        const object = this.objects.get(`KubeNode/${name}`)
        if (!object) return `Error from server (NotFound): nodes "${name}" not found`
        const copy = structuredClone(object.content)
        for (const { op, path, value } of patch) {
          const keys = path
            .slice(1)
            .split('/')
            .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'))
          const last = keys.pop() as string
          let at: Record<string, Json> = copy
          for (const key of keys) at = at[key] as Record<string, Json>
          if (op === 'test') {
            if (JSON.stringify(at[last] ?? null) !== JSON.stringify(value)) return 'Error: testing path failed'
          } else if (op === 'remove') delete at[last]
          else at[last] = value as Json
        }
        this.touch(`KubeNode/${name}`, (content) => Object.assign(content, copy))
        return undefined
      },
    }))
  }

  private create(stdin: string): Part[] {
    return documentsOf(stdin).map(({ kind, metadata, spec }) => {
      const key = `${kind}/${metadata.name}`
      return {
        key,
        act: () => {
          if (this.objects.has(key)) return `resource already exists: ${key}`
          this.put(key, withDefaults(key, { spec: structuredClone(spec) }))
          return undefined
        },
      }
    })
  }

  private remove(rest: string[]): Part[] {
    return rest.slice(1).map((name) => {
      const key = `${kindOf(rest[0] ?? '')}/${name}`
      return { key, act: () => (this.objects.delete(key) ? undefined : `resource does not exist: ${key}`) }
    })
  }

  private patchCalico(rest: string[]): Part[] {
    const key = `${kindOf(rest[0] ?? '')}/${rest[1]}`
    const patch = JSON.parse(rest[rest.indexOf('--patch') + 1] ?? '{}') as {
      metadata?: { resourceVersion?: string }
      spec?: Record<string, Json>
    }
    return [
      {
        key,
        act: () => {
          const object = this.objects.get(key)
          if (!object) return `resource does not exist: ${key}`
          const wanted = patch.metadata?.resourceVersion
          if (wanted !== undefined && wanted !== String(object.rv)) return `update conflict: ${key}`
          this.touch(key, (content) => {
            content['spec'] ??= {}
            const spec = content['spec'] as Record<string, Json>
            for (const [field, value] of Object.entries(patch.spec ?? {})) {
              if (value === null) delete spec[field]
              else spec[field] = value
            }
          })
          return undefined
        },
      },
    ]
  }

  private file(command: Command): Part[] {
    const [verb, path = '', ...flags] = command.argv
    const host = flags.includes('--host') ? `${flags[flags.indexOf('--host') + 1]}:` : ''
    const key = `File/${host}${path}`
    const mode = flags[flags.indexOf('--mode') + 1] ?? '0644'
    return [
      {
        key,
        act: () => {
          if (verb === 'remove-file') this.objects.delete(key)
          else if (!this.objects.has(key)) this.put(key, { text: command.stdin ?? '', mode })
          else this.touch(key, (content) => Object.assign(content, { text: command.stdin ?? content['text'] ?? '' }))
          return undefined
        },
      },
    ]
  }

  private routes(command: Command): Part[] {
    const key = `HostRoutes/${command.argv[0]}:safety-net`
    const lines = (command.stdin ?? '').split('\n')
    return [
      {
        key,
        act: () => {
          const installs = lines.some((line) => /\b(add|replace)\b/.test(line))
          if (installs) this.put(key, this.netContents.get(key) ?? {})
          else this.objects.delete(key)
          return undefined
        },
      },
    ]
  }

  /** Contents of safety nets, taken from the plan: the batch of `ip` commands is not parsed here. */
  readonly netContents = new Map<string, { [key: string]: Json }>()

  /** Everything, sorted, without uids and versions: two clusters that hold the same give the same text. */
  dump(): string {
    return JSON.stringify([...this.objects].map(([key, object]) => [key, sorted(object.content)] as const).sort())
  }
}

type CalicoDocument = { kind: string; metadata: { name: string }; spec: Json }
const parsed = new Map<string, CalicoDocument[]>()

/** The same few texts come again in every run. */
function documentsOf(text: string): CalicoDocument[] {
  let documents = parsed.get(text)
  if (!documents) {
    documents = parseAllDocuments(text).map((document) => document.toJS() as CalicoDocument)
    parsed.set(text, documents)
  }
  return documents
}

export function keyOf(ref: ObjectRef): string {
  return ref.host === undefined ? `${ref.kind}/${ref.name}` : `${ref.kind}/${ref.host}:${ref.name}`
}

function kindOf(word: string): string {
  return word.startsWith('bgppeer') ? 'BGPPeer' : 'BGPConfiguration'
}

function labelsOf(object: SimObject): Record<string, Json> {
  const metadata = object.content['metadata'] as { labels: Record<string, Json> }
  return metadata.labels
}

/** The same value with its keys in order. */
export function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
