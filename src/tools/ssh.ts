/**
 * The system's own ssh client, for work on other nodes. The remote side always runs through a remote shell, so only fixed
 * words may be sent there (src/plan/remote-commands.ts); data goes through stdin.
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
