import type { Design } from './design.ts'
import type { ResourceSet } from './resources.ts'

/** One key of a Secret: where a password is kept. The password itself is nowhere in the wizard. */
export interface SecretKey {
  secret: string
  key: string
}

/** What could be seen of a Secret without looking at a value. All are in calico-node's namespace: it reads no other. */
export interface SecretLook {
  name: string
  /** `unreadable`: we may not look, so nothing is taken for granted. */
  status: 'present' | 'absent' | 'unreadable'
  keys: string[]
  /** Whether calico-node may list and watch it; `unknown` where we may not ask for somebody else. */
  calicoMay: 'yes' | 'no' | 'unknown'
  /** Why it is unreadable, in kubectl's words. */
  reason?: string
}

/** "name/key": how a reference is written for people and in marks. */
export function secretText({ secret, key }: SecretKey): string {
  return `${secret}/${key}`
}

/** Keys of Secrets that the passwords of a design name, each once. */
export function secretsOfDesign(design: Design): SecretKey[] {
  const all = design.racks.flatMap((rack) => rack.leafs.flatMap((leaf) => leaf.password ?? []))
  return [...new Map(all.map((ref) => [secretText(ref), ref])).values()]
}

/** Names of the Secrets that the cluster's own objects name. */
export function secretNamesOf(resources: ResourceSet): string[] {
  const refs = [
    ...resources.bgpPeers.map(({ spec }) => spec.password?.secretKeyRef?.name),
    ...resources.bgpConfigurations.map(({ spec }) => spec.nodeMeshPassword?.secretKeyRef?.name),
  ]
  return [...new Set(refs.filter((name): name is string => typeof name === 'string' && name !== ''))]
}

const secretName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/
const secretKey = /^[A-Za-z0-9._-]{1,253}$/

/** Whether Kubernetes takes these as a Secret's name and key; much of what is no name is a password in the wrong place. */
export function isSecretKey({ secret, key }: SecretKey): boolean {
  return secretName.test(secret) && secretKey.test(key)
}

/** Reads "name/key". @returns undefined when it is none; the text is then best not shown to anybody */
export function parseSecretKey(text: string): SecretKey | undefined {
  const [secret, key, more] = text.split('/')
  if (secret === undefined || key === undefined || more !== undefined) return undefined
  return isSecretKey({ secret, key }) ? { secret, key } : undefined
}
