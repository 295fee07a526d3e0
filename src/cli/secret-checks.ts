import { seeSecrets } from '../cluster/read.ts'
import type { Say } from '../i18n/translate.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import type { Check, WizardEvent } from '../model/events.ts'
import { type SecretKey, secretsOfDesign, secretText } from '../model/secret.ts'
import type { Preflight } from './preflight.ts'
import type { World } from './world.ts'

/**
 * Looks at the Secrets that a design's passwords name, by name and key only, and says what is missing. A password that
 * calico-node cannot read is no password: the leaf would refuse the session. So this forbids a change, like any other
 * failed check.
 * @returns what is known now; the forecast counts on the passwords that were seen
 */
export async function withSecretChecks(
  world: World,
  found: Preflight,
  design: Design,
  say: Say,
  emit: (event: WizardEvent) => void,
): Promise<Preflight> {
  const cluster = await seeSecrets(world.run, found.cluster, design, true)
  const checks = checkSecrets(cluster, design, say)
  for (const check of checks) emit({ type: 'check', ...check })
  return { ...found, cluster, failed: [...found.failed, ...checks.filter(({ status }) => status === 'fail')] }
}

/** One check a password of the design. */
export function checkSecrets(cluster: ClusterState, design: Design, say: Say): Check[] {
  return secretsOfDesign(design).map((ref) => checkSecret(cluster, ref, say))
}

function checkSecret({ secretLooks, calicoNamespace: namespace }: ClusterState, ref: SecretKey, say: Say): Check {
  const look = secretLooks?.find(({ name }) => name === ref.secret)
  const { secret, key } = ref
  const place = { ref: secretText(ref), namespace }
  const check = (status: Check['status'], text: string, remedy?: string): Check => ({
    name: 'passwords',
    status,
    text,
    ...(remedy ? { remedy } : {}),
  })
  if (!look || look.status === 'unreadable')
    return check(
      'fail',
      say('check.secret.unreadable', { ...place, why: look?.reason ?? '-' }),
      say('check.secret.unreadable.remedy', { secret, namespace }),
    )
  if (look.status === 'absent')
    return check(
      'fail',
      say('check.secret.absent', place),
      say('check.secret.absent.remedy', { secret, key, namespace }),
    )
  if (!look.keys.includes(key))
    return check(
      'fail',
      say('check.secret.noKey', { ...place, keys: look.keys.join(', ') || '-' }),
      say('check.secret.noKey.remedy'),
    )
  const remedy = say('check.secret.calico.remedy', { secret, namespace })
  if (look.calicoMay === 'no') return check('fail', say('check.secret.calicoMayNot', place), remedy)
  if (look.calicoMay === 'unknown') return check('warn', say('check.secret.calicoUnknown', place), remedy)
  return check('ok', say('check.secret.ok', place))
}
