import { safetyNet } from './moves/safety-net.ts'

/**
 * What the wizard sends to a node over ssh, word for word. The far side always runs it through a shell there, so nothing of
 * it may come from data: data travels on stdin.
 */
export const remoteCommands = {
  /** Lines of iproute2 on stdin. */
  routes: ['ip', '-batch', '-'],
  showRoutes: ['ip', 'route', 'show', 'table', String(safetyNet.table)],
  showRules: ['ip', 'rule', 'show'],
  nodeStatus: ['calicoctl', 'node', 'status'],
  /** The binary on stdin; written beside the place it goes to and moved there. */
  installCalicoctl: [
    'umask 022 && cat > /usr/local/bin/.calicoctl.crrw && chmod 0755 /usr/local/bin/.calicoctl.crrw && mv -f /usr/local/bin/.calicoctl.crrw /usr/local/bin/calicoctl',
  ],
  removeCalicoctl: ['rm -f /usr/local/bin/calicoctl'],
  /** Prints the hash, or nothing when there is no such file. */
  hashCalicoctl: ['if [ -e /usr/local/bin/calicoctl ]; then sha256sum /usr/local/bin/calicoctl; fi'],
} as const
