import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StandinSettings } from '../install.ts'
import { type Connection, connectionOf, readKubeconfig, withSocket } from '../shared/kubeconfig-read.ts'
import type { Era } from './era.ts'
import { parseYaml, YamlError } from './yaml-read.ts'

const defaultConfig = '/etc/calico/calicoctl.cfg'

/** The client could not be made; the text is what calicoctl says. */
export class ConfigError extends Error {
  /** The named configuration file is not there: said in other words. */
  readonly unreadable: boolean
  constructor(message: string, unreadable = false) {
    super(message)
    this.unreadable = unreadable
  }
}

/** What decides where calicoctl finds its cluster. */
export interface ConfigSources {
  file: string | undefined
  context: string | undefined
  env: NodeJS.ProcessEnv
  settings: Partial<StandinSettings>
  era: Era
}

/** Where the datastore is: a configuration file if there is one, else the environment, never both. */
export async function findConnection(sources: ConfigSources): Promise<Connection> {
  const { env, era, settings } = sources
  const named = sources.file !== undefined && sources.file !== defaultConfig
  const file = named ? (sources.file as string) : onHost(defaultConfig, settings)
  if (named && !existsSync(file)) throw new ConfigError(`Error reading config file: ${file}`, true)
  const spec = existsSync(file) ? await readConfig(file) : fromEnvironment(env)
  if (spec.datastoreType === 'etcdv3') {
    throw new ConfigError('dial tcp 127.0.0.1:2379: connect: connection refused')
  }
  const kubeconfig = spec.kubeconfig ? hostPath(spec.kubeconfig, settings) : defaultKubeconfig(env, settings)
  const nothing = era.newest
    ? 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable'
    : 'invalid configuration: no configuration has been provided'
  if (!kubeconfig) throw new ConfigError(nothing)
  if (!existsSync(kubeconfig)) throw new ConfigError(`stat ${kubeconfig}: no such file or directory`)
  const connection = connectionOf(
    await readKubeconfig(kubeconfig),
    kubeconfig,
    // Neither flag nor variable is merged with a file.
    existsSync(file) ? spec.k8sCurrentContext : (sources.context ?? env['K8S_CURRENT_CONTEXT']),
  )
  if (!connection) throw new ConfigError(nothing)
  guard(connection, settings)
  return withSocket(connection, settings)
}

/** A rehearsal must never reach a real cluster, whatever a file on this host says. */
function guard(connection: Connection, settings: Partial<StandinSettings>): void {
  if (!settings.hostRoot) return
  const { hostname } = new URL(connection.server)
  if (hostname !== '127.0.0.1' && hostname !== 'localhost') {
    throw new ConfigError(`refused: ${connection.server} is not the rehearsal's cluster`)
  }
}

interface ConfigSpec {
  datastoreType: string
  kubeconfig: string
  k8sCurrentContext?: string
}

async function readConfig(file: string): Promise<ConfigSpec> {
  let document: unknown
  try {
    document = await parseYaml(readFileSync(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    const text = `failed to parse config as YAML/JSON: error parsing document: ${error.message}`
    throw new ConfigError(`syntax error in ${file}: ${text}`)
  }
  const { kind, apiVersion, spec } = (document ?? {}) as { kind?: string; apiVersion?: string; spec?: object }
  if (apiVersion !== 'projectcalico.org/v3') {
    throw new ConfigError(`invalid config file: unknown APIVersion '${apiVersion ?? ''}'`)
  }
  if (kind !== 'CalicoAPIConfig')
    throw new ConfigError(`invalid config file: expected kind 'CalicoAPIConfig', got '${kind ?? ''}'`)
  const fields = (spec ?? {}) as Record<string, string>
  const { datastoreType = '', kubeconfig = '', etcdEndpoints = '', k8sCurrentContext = '' } = fields
  return { datastoreType: datastoreType || (etcdEndpoints ? 'etcdv3' : 'kubernetes'), kubeconfig, k8sCurrentContext }
}

function fromEnvironment(env: NodeJS.ProcessEnv): ConfigSpec {
  const value = (name: string) => env[name] || env[`CALICO_${name}`] || ''
  const type = value('DATASTORE_TYPE') || (value('ETCD_ENDPOINTS') ? 'etcdv3' : 'kubernetes')
  return { datastoreType: type, kubeconfig: value('KUBECONFIG') }
}

function defaultKubeconfig(env: NodeJS.ProcessEnv, settings: Partial<StandinSettings>): string | undefined {
  if (settings.kubeconfig) return settings.kubeconfig
  const file = join(env['HOME'] ?? '/root', '.kube/config')
  return !settings.hostRoot && existsSync(file) ? file : undefined
}

/** A path of this host, which is a directory of its own in a rehearsal. */
function onHost(path: string, settings: Partial<StandinSettings>): string {
  return settings.hostRoot ? join(settings.hostRoot, path) : path
}

function hostPath(path: string, settings: Partial<StandinSettings>): string {
  const inside = onHost(path, settings)
  return existsSync(inside) ? inside : path
}
