import { delimiter, isAbsolute } from 'node:path'

/**
 * What of our variables the cluster is reached with, and systemd would not give: where kubectl's helpers and their settings
 * lie, proxies, roots of trust. SUDO_UID says whose kubeconfig root may use (trust.ts). Everything else may be a secret or
 * ends with the session: what a credential plugin needs beyond this belongs into the kubeconfig (users[].user.exec.env).
 */
const HANDED_ON = /^(HOME|PATH|SUDO_UID|SSL_CERT_FILE|SSL_CERT_DIR|(https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY)$/

/** The variables of the timer's unit. */
export function timerEnvironment(environment: Record<string, string>): Record<string, string> {
  const kept = Object.entries(environment).filter(([name, value]) => HANDED_ON.test(name) && value !== '')
  return Object.fromEntries(kept.map(([name, value]) => [name, name === 'PATH' ? absoluteEntries(value) : value]))
}

/** A relative entry means "wherever the admin stands": a service stands elsewhere. */
function absoluteEntries(path: string): string {
  return path
    .split(delimiter)
    .filter((entry) => isAbsolute(entry))
    .join(delimiter)
}
