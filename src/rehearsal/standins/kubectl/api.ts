import { calicoGroup, type ResourceKind, resourceKinds } from '../../store/kinds.ts'
import { type Answer, type Call, type KubeClient, Unreachable } from '../shared/kube-client.ts'
import type { Output } from '../shared/output.ts'

/** An error that kubectl prints as it is and goes on to the next object. */
export class KubectlError extends Error {}

/** Ends the command at once: there is no server, or it does not know us. */
export class Fatal extends Error {}

/** A stored object as kubectl handles it. */
export interface KubeItem {
  apiVersion?: string
  kind?: string
  metadata: {
    name: string
    namespace?: string
    resourceVersion?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    [field: string]: unknown
  }
  [field: string]: unknown
}

/** Talks to the API and turns refusals into kubectl's sentences. */
export class Api {
  readonly client: KubeClient
  private readonly output: Output

  constructor(client: KubeClient, output: Output) {
    this.client = client
    this.output = output
  }

  /** Sends a request; throws KubectlError with the sentence kubectl would print. */
  async ask(call: Call, doing?: string): Promise<Answer> {
    let answer: Answer
    try {
      answer = await this.client.send(call)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      throw this.unreachable(error.message)
    }
    if (answer.code < 300) return answer
    throw refusal(answer, doing)
  }

  /** kubectl asks for the list of groups five times before it gives up. */
  private unreachable(reason: string): Fatal {
    const { server } = this.client.connection
    const { host } = new URL(server)
    if (!reason.includes('refused')) return new Fatal(`Unable to connect to the server: ${reason}`)
    const now = new Date().toISOString()
    const stamp = `E${now.slice(5, 7)}${now.slice(8, 10)} ${now.slice(11, 23)}000`
    const pid = String(process.pid).padStart(7)
    const text = `couldn't get current server API group list: Get \\"${server}/api?timeout=32s\\": ${reason}`
    for (let i = 0; i < 5; i++) this.output.err(`${stamp} ${pid} memcache.go:265] "Unhandled Error" err="${text}"\n`)
    return new Fatal(`The connection to the server ${host} was refused - did you specify the right host or port?`)
  }
}

interface Status {
  reason?: string
  message?: string
  details?: { kind?: string; name?: string; causes?: { field?: string; message?: string }[] }
}

/** The sentence for a refusal. */
export function refusal(answer: Answer, doing?: string): KubectlError | Fatal {
  const { reason = '', message = '', details }: Status = (answer.json ?? {}) as Status
  if (answer.code === 401) return new Fatal('error: You must be logged in to the server (Unauthorized)')
  const during = doing ? `${doing}: ` : ''
  if (answer.code === 422 && reason === 'Invalid') {
    const what =
      details?.kind && details.name ? `The ${details.kind} "${details.name}" is invalid` : 'The request is invalid'
    const causes = details?.causes ?? []
    if (causes.length === 0) return new KubectlError(`${what}: ${message}`)
    const texts = causes.map((cause) => `${cause.field}: ${cause.message}`)
    if (texts.length === 1) return new KubectlError(`${what}: ${texts[0]}`)
    return new KubectlError(`${what}: \n${texts.map((text) => `* ${text}`).join('\n')}`)
  }
  if (!answer.json) {
    return new KubectlError(`Error from server (NotFound): ${during}the server could not find the requested resource`)
  }
  return new KubectlError(`Error from server (${reason}): ${during}${message}`)
}

/** The resource of a type argument: plural, singular, short name, with or without a group. */
export function findKind(type: string): ResourceKind {
  const [name = '', ...group] = type.toLowerCase().split('.')
  const wanted = group.join('.')
  const matches = (kind: ResourceKind) => [kind.plural, kind.singular, ...kind.shortNames].includes(name)
  const found = resourceKinds.find((kind) => {
    const full = kind.group ? `${kind.version}.${kind.group}` : kind.version
    return matches(kind) && (wanted === '' || wanted === kind.group || wanted === full)
  })
  if (!found) throw new Fatal(`error: the server doesn't have a resource type "${type}"`)
  return found
}

/** "node/node1" or "bgppeer.crd.projectcalico.org/x": how kubectl names an object. */
export function shortName(kind: ResourceKind, name: string): string {
  return `${kind.group ? `${kind.singular}.${kind.group}` : kind.singular}/${name}`
}

/** Path of a resource or of one object. */
export function pathOf(kind: ResourceKind, namespace: string | undefined, name?: string): string {
  const root = kind.group ? `/apis/${kind.group}/${kind.version}` : `/api/${kind.version}`
  const scope = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${root}${scope}/${kind.plural}${name ? `/${encodeURIComponent(name)}` : ''}`
}

/** Calico's kinds are custom resources: no strategic merge patch. */
export function isCustom(kind: ResourceKind): boolean {
  return kind.group === calicoGroup
}
