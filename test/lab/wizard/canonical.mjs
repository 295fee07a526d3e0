// Everything of a cluster that a run may touch, as text: two dumps are the same cluster when they are the same bytes.

import { COLLECTIONS } from '../../../scripts/lab/kube-client.mjs'

const KINDS = [
  'Node',
  'BGPConfiguration',
  'BGPPeer',
  'IPPool',
  'BlockAffinity',
  'ClusterInformation',
  'FelixConfiguration',
  'ConfigMap',
]

/** Fields that every write changes, whatever it writes. calicoctl keeps its own copy of uid and birth in an annotation. */
const SERVER_MADE = new Set(['resourceVersion', 'managedFields', 'generation'])
const CALICO_COPY = 'projectcalico.org/metadata'

export async function canonicalDump(client) {
  const lines = []
  for (const kind of KINDS) {
    const list = await client.ok('GET', COLLECTIONS[kind])
    for (const item of list.items) lines.push(JSON.stringify(sorted({ kind, ...item })))
  }
  return `${lines.sort().join('\n')}\n`
}

function sorted(value, path = []) {
  if (Array.isArray(value)) return value.map((inner) => sorted(inner, path))
  if (value === null || typeof value !== 'object') return value
  const inMetadata = path.length === 1 && path[0] === 'metadata'
  const kept = Object.entries(value)
    .filter(([key]) => !(inMetadata && SERVER_MADE.has(key)) && key !== CALICO_COPY)
    .map(([key, inner]) => [key, sorted(inner, [...path, key])])
    // An annotation map that is there and empty says no more than one that is not there.
    .filter(
      ([key, inner]) => !(inMetadata && (key === 'annotations' || key === 'labels') && Object.keys(inner).length === 0),
    )
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}
