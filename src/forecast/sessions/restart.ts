import type { Protocol } from '../../model/session.ts'

/** The options BIRD compares when it takes a new configuration, by the words of bird.conf. Filters are not among them. */
const compared: readonly [string, (protocol: Protocol) => unknown][] = [
  ['name', (p) => p.name],
  ['neighbor', (p) => `${p.neighbor} ${p.port ?? ''}`],
  ['local AS', (p) => p.localAS],
  ['remote AS', (p) => p.remoteAS],
  ['source address', (p) => p.sourceAddress],
  ['passive', (p) => p.passive],
  ['rr client', (p) => p.rrClient],
  ['rr cluster id', (p) => p.clusterId],
  ['next hop', (p) => p.nextHop],
  ['allow local as', (p) => p.allowLocalAS],
  ['ttl security', (p) => p.ttlSecurity],
  ['multihop', (p) => p.multihop],
  ['graceful restart time', (p) => p.gracefulRestartTime],
  ['keepalive time', (p) => p.keepaliveTime],
  ['password', (p) => p.password],
]

/**
 * Why BIRD restarts a protocol when its configuration changes from `before` to `after` (docs/forecast-sessions.md, section 5).
 * @returns names of the options that differ; empty when the session survives
 */
export function restartReasons(before: Protocol, after: Protocol): string[] {
  return compared.filter(([, read]) => read(before) !== read(after)).map(([name]) => name)
}
