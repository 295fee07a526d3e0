import type { ClusterFacts } from '../cluster.ts'

/** Says when a password cannot be read, or is read from a place where calico-node may not look. */
export function warnSecret(
  ref: { name: string; key: string } | undefined,
  kind: string,
  field: string,
  { rules, secrets }: ClusterFacts,
  warn: (code: string, message: string, remedy?: string) => void,
): void {
  if (!ref || !rules.knowsField(kind, field)) return
  const { name, key } = ref
  const namespace = secrets.strange(ref)
  if (!secrets.readable(ref)) {
    warn('W_SECRET_UNREADABLE', `takes ${field} from Secret ${name}, key ${key}, which is not there: no password`)
  } else if (namespace !== undefined) {
    warn(
      'W_SECRET_NAMESPACE',
      `takes ${field} from Secret ${name}, key ${key}, in namespace ${namespace}: calico-node reads its own namespace only, which this is taken to be`,
      'Put the Secret where calico-node runs.',
    )
  }
}
