import { parseAsn } from '../../../model/asn.ts'
import type { LintRule } from '../rule.ts'

/** AS number 0. */
export const asnZero: LintRule = {
  code: 'LINT_ASN_ZERO',
  title: 'AS number 0',
  message: '{subject} has AS 0',
  reason: 'Calico stores it, BIRD refuses it: the node keeps its former configuration and follows no change at all.',
  remedy: 'Set a number from 1 to 4294967295',
  source: 'RFC 7607; BIRD 1.6 rejects "as 0"',
  check: ({ nodes, peers, config }) => [
    ...nodes.filter((node) => node.asn === 0).map((node) => `node ${node.name}`),
    ...peers
      .filter((peer) => peer.spec.asNumber !== undefined && parseAsn(peer.spec.asNumber) === 0)
      .map((peer) => `BGPPeer ${peer.name}`),
    ...(config?.asNumber !== undefined && parseAsn(config.asNumber) === 0 ? ['BGPConfiguration default'] : []),
  ],
}
