import type { Change, Json } from '../model/plan.ts'
import type { BgpPeer } from '../model/resources.ts'
import type { Selector } from './selector/ast.ts'
import { parseSelector } from './selector/parse.ts'

/** Which labels, and which of their values, the selectors of a plan can tell apart. */
export interface LabelInterest {
  /** The part of a node's labels that some selector can see; equal text = alike to all of them. */
  project(labels: Readonly<Record<string, string>>): string
  matters(label: string): boolean
}

/** Labels that Calico reads by itself. */
const wellKnown = ['node.kubernetes.io/exclude-from-external-load-balancers']

/**
 * Reads the selectors of all peers, now and in the changes to come. A label that is only compared with fixed values
 * counts by those values, so that a peer for one host name does not make every node a class of its own.
 */
export function labelInterest(peers: BgpPeer[], stages: Change[][]): LabelInterest {
  const texts = new Set<string>()
  const read = (spec: Record<string, unknown> | undefined) => {
    for (const key of ['nodeSelector', 'peerSelector', 'localWorkloadSelector']) {
      const text = spec?.[key]
      if (typeof text === 'string' && text !== '') texts.add(text)
    }
  }
  for (const peer of peers) read(peer.spec)
  for (const change of stages.flat()) {
    if (change.ref.kind !== 'BGPPeer') continue
    if (change.action === 'update') for (const field of change.fields) read({ [field.path.at(-1) ?? '']: field.after })
    else read((change.content as { spec?: Record<string, Json> }).spec)
  }
  const values = new Map<string, Set<string> | 'any'>(wellKnown.map((label) => [label, new Set(['true'])]))
  for (const text of texts) {
    const parsed = parseSelector(text)
    if (parsed.ok) collect(parsed.selector, values)
  }
  return {
    matters: (label) => values.has(label),
    project(labels) {
      const seen: string[] = []
      for (const [label, known] of values) {
        const value = labels[label]
        if (value === undefined) continue
        seen.push(`${label}=${known === 'any' || known.has(value) ? value : '*'}`)
      }
      return seen.sort().join(',')
    },
  }
}

function collect(selector: Selector, values: Map<string, Set<string> | 'any'>): void {
  switch (selector.op) {
    case 'all':
    case 'global':
      return
    case 'not':
      collect(selector.of, values)
      return
    case 'and':
    case 'or':
      for (const part of selector.of) collect(part, values)
      return
    case 'has':
      note(selector.label, [], values)
      return
    case '==':
    case '!=':
      note(selector.label, [selector.value], values)
      return
    case 'in':
    case 'not in':
      note(selector.label, selector.values, values)
      return
    default:
      values.set(selector.label, 'any')
  }
}

function note(label: string, compared: string[], values: Map<string, Set<string> | 'any'>): void {
  const known = values.get(label) ?? new Set<string>()
  if (known !== 'any') for (const value of compared) known.add(value)
  values.set(label, known)
}
