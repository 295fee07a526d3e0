import type { RunCommand } from '../model/command-result.ts'
import type { Command } from '../model/plan.ts'
import type { SecretShape } from '../model/resources.ts'
import type { SecretLook } from '../model/secret.ts'
import { kubectlRead, lastLine } from './kube-json.ts'

/** Prints a Secret's name and its keys, a line each: kubectl keeps the values to itself. */
const NAMES_ONLY = String.raw`{{.metadata.name}}{{"\n"}}{{range $key, $value := .data}}{{$key}}{{"\n"}}{{end}}`

/** Service account of calico-node, in manifests and with the operator. */
const CALICO_NODE = 'calico-node'

/**
 * Looks at Secrets by name: which are there, which keys they have, whether calico-node may read them (confd lists and
 * watches each by its name). No value comes into this process.
 * @param namespace calico-node's
 */
export function lookAtSecrets(run: RunCommand, namespace: string, names: readonly string[]): Promise<SecretLook[]> {
  return Promise.all([...new Set(names)].map((name) => look(run, namespace, name)))
}

async function look(run: RunCommand, namespace: string, name: string): Promise<SecretLook> {
  const argv = ['get', 'secret', name, '-n', namespace, '--ignore-not-found', '-o', `go-template=${NAMES_ONLY}`]
  const result = await run(kubectlRead(...argv))
  if (result.exitCode !== 0 || result.truncated) {
    const reason = lastLine(result.stderr) || `exit code ${result.exitCode}`
    return { name, status: 'unreadable', keys: [], calicoMay: 'unknown', reason }
  }
  const [found, ...keys] = result.stdout.split('\n').filter((line) => line !== '')
  if (found === undefined) return { name, status: 'absent', keys: [], calicoMay: 'unknown' }
  const answers = await Promise.all(['list', 'watch'].map((verb) => may(run, namespace, name, verb)))
  const calicoMay = answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes'
  return { name, status: 'present', keys, calicoMay }
}

async function may(run: RunCommand, namespace: string, name: string, verb: string): Promise<SecretLook['calicoMay']> {
  const { stdout } = await run(askFor(namespace, name, verb))
  const answer = stdout.trim()
  // Whoever may not act for others gets an error and no answer.
  return answer === 'yes' || answer === 'no' ? answer : 'unknown'
}

function askFor(namespace: string, name: string, verb: string): Command {
  const account = `system:serviceaccount:${namespace}:${CALICO_NODE}`
  return kubectlRead('auth', 'can-i', verb, `secrets/${name}`, '-n', namespace, `--as=${account}`)
}

/** What of the looks the forecast may count on: keys that are there and that calico-node is not kept from. */
export function shapesOf(namespace: string, looks: readonly SecretLook[]): SecretShape[] {
  return looks
    .filter((entry) => entry.status === 'present' && entry.calicoMay !== 'no')
    .map(({ name, keys }) => ({ namespace, name, keys }))
}
