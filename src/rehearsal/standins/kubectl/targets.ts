import type { ResourceKind } from '../../store/kinds.ts'
import { Fatal, findKind } from './api.ts'
import { type Flags, flag, isSet } from './flags.ts'

/** Objects a command is about: named ones, or a selection. */
export interface Targets {
  kind: ResourceKind
  /** Empty = all that the selectors choose. */
  names: string[]
  namespace: string | undefined
  query: string
}

/** Reads "nodes a b", "node/a node/b" or "nodes -l x=y". `defaultNamespace` comes from the context. */
export function readTargets(words: string[], flags: Flags, defaultNamespace: string): Targets[] {
  const [first, ...others] = words
  if (first === undefined) throw new Fatal('error: You must specify the type of resource to get.')
  const namespaceOf = (kind: ResourceKind) =>
    kind.namespaced && !isSet(flags, 'all-namespaces') ? (flag(flags, 'namespace') ?? defaultNamespace) : undefined
  const parameters = new URLSearchParams()
  const [labels, fields] = [flag(flags, 'selector'), flag(flags, 'field-selector')]
  if (labels) parameters.set('labelSelector', labels)
  if (fields) parameters.set('fieldSelector', fields)
  const query = parameters.size > 0 ? `?${parameters}` : ''
  if (first.includes('/')) {
    return words.map((word) => {
      const [type = '', name = ''] = word.split('/')
      const kind = findKind(type)
      return { kind, names: [name], namespace: namespaceOf(kind), query: '' }
    })
  }
  return first.split(',').map((type) => {
    const kind = findKind(type)
    return { kind, names: others, namespace: namespaceOf(kind), query }
  })
}
