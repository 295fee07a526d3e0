// Our predicted protocols beside confd's, field by field.

const FIELDS = [
  'name',
  'neighbor',
  'port',
  'localAS',
  'remoteAS',
  'sourceAddress',
  'passive',
  'rrClient',
  'clusterId',
  'nextHop',
  'allowLocalAS',
  'gracefulRestartTime',
  'password',
  'ttlSecurity',
]

function reduced(protocol) {
  const entries = FIELDS.map((field) => [field, protocol[field]])
  // Without TTL security the number of hops is the same bare word in every session and says nothing.
  entries.push(['multihop', protocol.ttlSecurity ? protocol.multihop : null])
  return JSON.stringify(Object.fromEntries(entries))
}

/** Differences as text, one per protocol; empty when both sides say the same. */
export function compareProtocols(where, real, predicted) {
  const ours = predicted.map(reduced).sort()
  const theirs = real.map(reduced).sort()
  const differences = []
  for (const line of theirs) {
    const at = ours.indexOf(line)
    if (at >= 0) ours.splice(at, 1)
    else differences.push(`${where} confd only: ${line}`)
  }
  for (const line of ours) differences.push(`${where} forecast only: ${line}`)
  return differences
}
