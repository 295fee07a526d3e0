import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** How to reach a cluster and as whom. */
export interface Connection {
  /** As written in the kubeconfig, without a trailing slash. */
  server: string
  ca?: string
  token?: string
  cert?: string
  key?: string
  insecure?: boolean
  /** The same server without TLS, on this machine (rehearsals). */
  socketPath?: string
  context: string
  namespace: string
}

interface Named {
  name: string
  [field: string]: unknown
}

/** A kubeconfig, or a part of one, as written. */
export interface KubeconfigFile {
  clusters?: Named[] | null
  users?: Named[] | null
  contexts?: Named[] | null
  'current-context'?: string
  [field: string]: unknown
}

/** Reads one kubeconfig file; YAML only when it is not JSON, because a YAML parser is slow to load. */
export async function readKubeconfig(file: string): Promise<KubeconfigFile> {
  const text = readFileSync(file, 'utf8')
  const parsed = text.trimStart().startsWith('{') ? JSON.parse(text) : (await import('./yaml-library.ts')).parse(text)
  return (parsed ?? {}) as KubeconfigFile
}

/** The connection of a context; undefined when the file names no usable one. */
export function connectionOf(config: KubeconfigFile, file: string, wanted?: string): Connection | undefined {
  const name = wanted || config['current-context'] || ''
  const context = find(config.contexts, name, 'context')
  const cluster = find(config.clusters, text(context?.['cluster']), 'cluster')
  const user = find(config.users, text(context?.['user']), 'user') ?? {}
  const server = text(cluster?.['server'])
  if (!context || !cluster || !server) return undefined
  const pem = (holder: Record<string, unknown>, field: string) => {
    const data = text(holder[`${field}-data`])
    if (data) return Buffer.from(data, 'base64').toString('utf8')
    const path = text(holder[field])
    return path ? readFileSync(resolve(dirname(file), path), 'utf8') : undefined
  }
  const ca = pem(cluster, 'certificate-authority')
  const cert = pem(user, 'client-certificate')
  const key = pem(user, 'client-key')
  const token = text(user['token']) || (user['tokenFile'] ? readFileSync(text(user['tokenFile']), 'utf8').trim() : '')
  return {
    server: server.replace(/\/+$/, ''),
    context: name,
    namespace: text(context['namespace']) || 'default',
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    ...(token ? { token } : {}),
    ...(cluster['insecure-skip-tls-verify'] === true ? { insecure: true } : {}),
  }
}

function find(list: Named[] | null | undefined, name: string, field: string): Record<string, unknown> | undefined {
  return list?.find((entry) => entry.name === name)?.[field] as Record<string, unknown> | undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Takes the rehearsal's socket when the connection leads to the rehearsal's server. */
export function withSocket<T extends Connection>(connection: T, settings: { server?: string; socketPath?: string }): T {
  const known = settings.socketPath !== undefined && settings.server === connection.server
  return known ? { ...connection, socketPath: settings.socketPath } : connection
}
