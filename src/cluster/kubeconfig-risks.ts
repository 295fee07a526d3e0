import { parseDocument } from 'yaml'

/** What a kubeconfig would have us do that nobody should do unseen. */
export type KubeconfigRisk =
  /** kubectl starts this program, with our rights, before it asks the cluster anything (S12). */
  | { risk: 'exec'; command: string }
  /** Nobody proves that the server is the one that is meant (S13). */
  | { risk: 'no-tls-check'; server: string }
  | { risk: 'plain-http'; server: string }
  /** Everything goes through a third party. */
  | { risk: 'proxy'; server: string }
  | { risk: 'unreadable'; why: string }

const LIMIT = 1024 * 1024

type Named<K extends string> = { name?: unknown } & { [key in K]?: Record<string, unknown> }

/**
 * Looks through the context that will be used; other contexts of the file do nothing to us.
 * @param text a kubeconfig; bounded, any text is answered
 * @param context name of a context, or undefined for the current one
 */
export function kubeconfigRisks(text: string, context: string | undefined): KubeconfigRisk[] {
  if (text.length > LIMIT) return [{ risk: 'unreadable', why: `longer than ${LIMIT} bytes` }]
  let file: Record<string, unknown>
  try {
    const document = parseDocument(text)
    const [error] = document.errors
    if (error) return [{ risk: 'unreadable', why: error.message.split('\n')[0] ?? 'no YAML' }]
    file = (document.toJS({ maxAliasCount: 50 }) ?? {}) as Record<string, unknown>
  } catch (error) {
    return [{ risk: 'unreadable', why: error instanceof Error ? error.message : String(error) }]
  }
  const named = <K extends string>(list: unknown, name: unknown, key: K): Record<string, unknown> => {
    const items = Array.isArray(list) ? (list as Named<K>[]) : []
    return items.find((item) => item?.name === name)?.[key] ?? {}
  }
  const { cluster, user } = named(file['contexts'], context ?? file['current-context'], 'context')
  const target = named(file['clusters'], cluster, 'cluster')
  const { exec } = named(file['users'], user, 'user')
  const server = typeof target['server'] === 'string' ? target['server'] : '?'
  const risks: KubeconfigRisk[] = []
  if (exec !== null && typeof exec === 'object') {
    const { command, args } = exec as { command?: unknown; args?: unknown }
    const words = [command, ...(Array.isArray(args) ? args : [])].map(String)
    risks.push({ risk: 'exec', command: words.join(' ').slice(0, 200) })
  }
  if (target['insecure-skip-tls-verify'] === true) risks.push({ risk: 'no-tls-check', server })
  if (/^http:/i.test(server)) risks.push({ risk: 'plain-http', server })
  if (target['proxy-url'] !== undefined) risks.push({ risk: 'proxy', server })
  return risks
}
