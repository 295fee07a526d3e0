import type { LintRule } from '../rule.ts'

/** Very short keepalive time. */
export const shortTimers: LintRule = {
  code: 'LINT_SHORT_TIMERS',
  title: 'Very short keepalive time',
  message: '{subject}',
  reason: 'Sessions with a hold time of a few seconds reset whenever a node is busy.',
  remedy: 'Keep the hold time at 10 s or more, and use BFD on the switch side where you need speed',
  source: 'calico#7086',
  check: ({ peers }) =>
    peers.flatMap((peer) => {
      const text = peer.spec.keepaliveTime
      const match = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text ?? '')
      const seconds = match ? Number(match[1]) / (match[2] === 'ms' ? 1000 : 1) : Number.POSITIVE_INFINITY
      return seconds < 3 ? [`BGPPeer ${peer.name}: keepaliveTime ${text}`] : []
    }),
}
