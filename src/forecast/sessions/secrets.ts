import type { SecretShape } from '../../model/resources.ts'

/** A reference to one key of a Secret, as BGPPeer.password and nodeMeshPassword hold it. */
interface SecretKeyRef {
  name: string
  key: string
}

export interface SecretReader {
  /** Whether calico-node finds the key. A password it cannot read is no password, not an error. */
  readable(ref: SecretKeyRef | undefined): boolean
  /** The namespace a readable key was taken from when calico-node is not likely to run there. */
  strange(ref: SecretKeyRef): string | undefined
}

/** Where calico-node runs: by manifest, and by operator. */
const usualNamespaces = new Set(['', 'kube-system', 'calico-system'])

/**
 * Looks up secrets by name and key; values never get here.
 * @param namespace calico-node's own, the only one it reads; undefined accepts any
 */
export function secretReader(secrets: readonly SecretShape[], namespace: string | undefined): SecretReader {
  const keys = new Map<string, string>()
  for (const secret of secrets) {
    if (namespace !== undefined && secret.namespace !== '' && secret.namespace !== namespace) continue
    for (const key of secret.keys) {
      const known = keys.get(`${secret.name}/${key}`)
      if (known === undefined || !usualNamespaces.has(known)) keys.set(`${secret.name}/${key}`, secret.namespace)
    }
  }
  return {
    readable: (ref) => ref !== undefined && keys.has(`${ref.name}/${ref.key}`),
    strange: (ref) => {
      const found = keys.get(`${ref.name}/${ref.key}`)
      return namespace === undefined && found !== undefined && !usualNamespaces.has(found) ? found : undefined
    },
  }
}
