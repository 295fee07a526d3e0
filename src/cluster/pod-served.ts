import type { RunCommand } from '../model/command-result.ts'
import { WizardError } from '../model/errors.ts'
import { type KubeObject, listObjects } from './kube-json.ts'

/** Something that stands between us and the API server's store, and that a Service of the cluster answers for. */
export interface PodServed {
  kind: 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration' | 'APIService'
  name: string
  /** "namespace/name" of the Service. */
  service: string
  /** The API server goes on without an answer, after the webhook's time limit. */
  ignoredWhenSilent: boolean
}

/** What the way there and back writes or calls: API group, resource, operation of admission. */
const NEEDED: readonly (readonly [group: string, resource: string, operations: readonly string[]])[] = [
  ['', 'nodes', ['UPDATE']],
  ['', 'pods/exec', ['CONNECT']],
  ['coordination.k8s.io', 'leases', ['CREATE', 'UPDATE', 'DELETE']],
  ['crd.projectcalico.org', 'bgpconfigurations', ['CREATE', 'UPDATE', 'DELETE']],
  ['crd.projectcalico.org', 'bgppeers', ['CREATE', 'UPDATE', 'DELETE']],
]

interface Rule {
  apiGroups?: string[]
  resources?: string[]
  operations?: string[]
}

interface Webhook {
  clientConfig?: { service?: { namespace?: string; name?: string } }
  failurePolicy?: string
  rules?: Rule[]
}

/**
 * Admission webhooks and aggregated APIs that answer through a Service and that our own writes pass: while pods have no
 * network, as in the middle of a move, the way back could wait for a pod that nobody reaches (guarantee G11).
 * Selectors of webhooks are not looked at: what may match is told.
 * @returns why nobody could look, instead, when the right to read them is missing
 */
export async function readPodServed(run: RunCommand): Promise<PodServed[] | { why: string }> {
  const types = 'validatingwebhookconfigurations,mutatingwebhookconfigurations,apiservices'
  try {
    return ((await listObjects(run, types)) ?? []).flatMap(servedBy)
  } catch (error) {
    if (error instanceof WizardError) return { why: error.message }
    throw error
  }
}

function servedBy(object: KubeObject): PodServed[] {
  const { name } = object.metadata
  if (object.kind === 'APIService') {
    const spec = (object.spec ?? {}) as { group?: string; service?: { namespace?: string; name?: string } | null }
    const ours = NEEDED.some(([group]) => group === (spec.group ?? ''))
    return ours && spec.service
      ? [{ kind: 'APIService', name, service: serviceName(spec.service), ignoredWhenSilent: false }]
      : []
  }
  if (object.kind !== 'ValidatingWebhookConfiguration' && object.kind !== 'MutatingWebhookConfiguration') return []
  const { kind } = object
  const webhooks = (object as { webhooks?: Webhook[] }).webhooks ?? []
  const met = webhooks.filter((hook) => hook.clientConfig?.service && (hook.rules ?? []).some(isMet))
  const [first] = met
  if (!first) return []
  const ignoredWhenSilent = met.every((hook) => hook.failurePolicy === 'Ignore')
  return [{ kind, name, service: serviceName(first.clientConfig?.service ?? {}), ignoredWhenSilent }]
}

function serviceName({ namespace = '?', name = '?' }: { namespace?: string; name?: string }): string {
  return `${namespace}/${name}`
}

/** Whether a rule of a webhook takes one of our writes; "*" stands for any, "pods/*" for any subresource. */
function isMet({ apiGroups = [], resources = [], operations = [] }: Rule): boolean {
  return NEEDED.some(([group, resource, needed]) => {
    const [plain, sub] = resource.split('/')
    const names = sub ? [resource, `${plain}/*`, `*/${sub}`, '*/*'] : [resource, '*', '*/*']
    return (
      (apiGroups.includes(group) || apiGroups.includes('*')) &&
      resources.some((each) => names.includes(each)) &&
      (operations.includes('*') || operations.some((each) => needed.includes(each)))
    )
  })
}
