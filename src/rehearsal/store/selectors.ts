import { badRequest } from './errors.ts'
import { parseLabelSelector } from './label-selector.ts'
import { type KubeObject, valueAt } from './object.ts'

/** Decides whether an object is selected. */
export type Selects = (object: KubeObject) => boolean

/** Reads a `labelSelector` query value: `a=b,c!=d,e in (x,y),!f,g`. */
export function labelSelector(text: string): Selects {
  const tests = parseLabelSelector(text)
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}))
}

/** Fields that a field selector may name, besides name and namespace, by resource. */
const selectableFields: Record<string, string[]> = {
  nodes: ['spec.unschedulable'],
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  namespaces: ['status.phase'],
  secrets: ['type'],
  events: [
    'type',
    'reason',
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
  ],
}

/** What an absent field counts as, where that is not the empty text. */
const absentValues: Record<string, string> = { 'spec.unschedulable': 'false', 'spec.hostNetwork': 'false' }

/** Reads a `fieldSelector` query value: `metadata.name=x,spec.nodeName!=y`. */
export function fieldSelector(text: string, plural = ''): Selects {
  const known = ['metadata.name', 'metadata.namespace', ...(selectableFields[plural] ?? [])]
  if (!text.trim()) return () => true
  const tests = text.split(',').map((part) => {
    const match = /^([^!=]+)(==|!=|=)(.*)$/.exec(part.trim())
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`)
    const [, field, operator, wanted] = match as unknown as [string, string, string, string]
    if (!known.includes(field)) throw badRequest(notSelectable(field, plural))
    return (object: KubeObject) => {
      const value = String(valueAt(object, field.split('.')) ?? absentValues[field] ?? '')
      return operator === '!=' ? value !== wanted : value === wanted
    }
  })
  return (object) => tests.every((test) => test(object))
}

/** Kinds without fields of their own that can be selected are refused in other words. */
const plainKinds = new Set(['configmaps', 'daemonsets', 'leases', 'limitranges', 'resourcequotas', 'serviceaccounts'])

function notSelectable(field: string, plural: string): string {
  if (!plainKinds.has(plural)) return `field label not supported: ${field}`
  return `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
}
