/**
 * The system's own ssh client, for work on other nodes. The remote side always runs through a remote shell, so only fixed
 * words may be sent there; data goes through stdin.
 */

/** Options that keep ssh from asking a question nobody can answer, and from hanging. */
const OPTIONS = [
  '-o',
  'BatchMode=yes',
  '-o',
  'ConnectTimeout=10',
  '-o',
  'ServerAliveInterval=5',
  '-o',
  'ServerAliveCountMax=3',
  '-T',
]

/** What the wizard sends to a node, word for word: nothing of it comes from data. */
export const remoteCommands = {
  /** Lines of iproute2 on stdin. */
  routes: ['ip', '-batch', '-'],
  showRoutes: ['ip', 'route', 'show', 'table', '10179'],
  showRules: ['ip', 'rule', 'show'],
  nodeStatus: ['calicoctl', 'node', 'status'],
  calicoctlVersion: ['calicoctl', 'version'],
  /** The binary on stdin; written beside the old one and moved over it. */
  installCalicoctl: [
    'umask 022; cat > /usr/local/bin/.calicoctl.crrw && chmod 0755 /usr/local/bin/.calicoctl.crrw && mv -f /usr/local/bin/.calicoctl.crrw /usr/local/bin/calicoctl',
  ],
  removeCalicoctl: ['rm -f /usr/local/bin/calicoctl'],
  hashCalicoctl: ['sha256sum /usr/local/bin/calicoctl'],
} as const

/** A host name or address as ssh may be given it: it must not be read as an option. */
const HOST = /^(?:[a-z_][a-z0-9_.-]{0,63}@)?[a-z0-9][a-z0-9.:-]{0,252}$/i

/**
 * Full argument list of an ssh command whose first word is the host.
 * @throws when the host could be read as anything but a host
 */
export function sshArguments(argv: string[]): string[] {
  const [host = '', ...remote] = argv
  if (!HOST.test(host)) throw new Error(`"${host.slice(0, 80)}" is no host name`)
  return [...OPTIONS, '--', host, ...remote]
}
