import type { Protocol } from '../../model/session.ts'

/** The options BIRD compares when it takes a new configuration, by the words of bird.conf. Filters are not among them. */
const compared: readonly [word: string, field: keyof Protocol][] = [
  ['name', 'name'],
  ['neighbor', 'neighbor'],
  ['neighbor', 'port'],
  ['local AS', 'localAS'],
  ['remote AS', 'remoteAS'],
  ['source address', 'sourceAddress'],
  ['passive', 'passive'],
  ['rr client', 'rrClient'],
  ['rr cluster id', 'clusterId'],
  ['next hop', 'nextHop'],
  ['allow local as', 'allowLocalAS'],
  ['ttl security', 'ttlSecurity'],
  ['multihop', 'multihop'],
  ['graceful restart time', 'gracefulRestartTime'],
  ['keepalive time', 'keepaliveTime'],
  ['password', 'password'],
]

/**
 * Why BIRD restarts a protocol when its configuration changes from `before` to `after` (docs/forecast-sessions.md, section 5).
 * @returns names of the options that differ; empty when the session survives
 */
export function restartReasons(before: Protocol, after: Protocol): string[] {
  return [...new Set(compared.filter(([, field]) => before[field] !== after[field]).map(([word]) => word))]
}

/** Whether BIRD restarts a protocol at all: asked for every session of every stage that is tried. */
export function restarts(before: Protocol, after: Protocol): boolean {
  return before !== after && compared.some(([, field]) => before[field] !== after[field])
}
