import type { SecretShape } from '../../model/resources.ts'

/** A reference to one key of a Secret, as BGPPeer.password and nodeMeshPassword hold it. */
interface SecretKeyRef {
  name: string
  key: string
}

export interface SecretReader {
  /** Whether calico-node finds the key. A password it cannot read is no password, not an error. */
  readable(ref: SecretKeyRef | undefined): boolean
}

/**
 * Looks up secrets by name and key; values never get here.
 * @param namespace calico-node's own, the only one it reads; undefined accepts any
 */
export function secretReader(secrets: readonly SecretShape[], namespace: string | undefined): SecretReader {
  const keys = new Set<string>()
  for (const secret of secrets) {
    if (namespace !== undefined && secret.namespace !== '' && secret.namespace !== namespace) continue
    for (const key of secret.keys) keys.add(`${secret.name}/${key}`)
  }
  return { readable: (ref) => ref !== undefined && keys.has(`${ref.name}/${ref.key}`) }
}
