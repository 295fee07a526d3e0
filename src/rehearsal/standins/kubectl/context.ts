import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { StandinSettings } from '../install.ts'
import { KubeClient } from '../shared/kube-client.ts'
import {
  type Connection,
  connectionOf,
  type KubeconfigFile,
  readKubeconfig,
  withSocket,
} from '../shared/kubeconfig-read.ts'
import type { Output } from '../shared/output.ts'
import { announce } from '../shared/permit.ts'
import { Api, Fatal } from './api.ts'
import { type Flags, flag } from './flags.ts'

/** One call of kubectl. */
export interface Kubectl {
  argv: string[]
  flags: Flags
  api: Api
  output: Output
  settings: Partial<StandinSettings>
  connection: Connection
  kubeconfig: KubeconfigFile
  /** Namespace of the context. */
  namespace: string
  /** Registers this call as a mutating one (rehearsals only). */
  announce: () => Promise<void>
}

/** The version this stand-in says it is, without a rehearsal's settings. */
const ownVersion = 'v1.34.4'

/** Client version of a call. */
export function clientVersion(settings: Partial<StandinSettings>): string {
  return settings.kubernetesVersion ?? ownVersion
}

/** Finds the cluster as kubectl does: --kubeconfig, else KUBECONFIG, else the rehearsal's own. */
export async function openKubectl(
  argv: string[],
  flags: Flags,
  output: Output,
  settings: Partial<StandinSettings>,
): Promise<Kubectl> {
  const named = flag(flags, 'kubeconfig')
  const fromEnv = process.env['KUBECONFIG']?.split(':').find((path) => path && existsSync(path))
  const home = join(process.env['HOME'] ?? '/root', '.kube/config')
  const file = named ?? fromEnv ?? settings.kubeconfig ?? home
  if (!existsSync(file)) {
    if (named) throw new Fatal(`error: stat ${file}: no such file or directory`)
    throw new Fatal('The connection to the server localhost:8080 was refused - did you specify the right host or port?')
  }
  let kubeconfig: KubeconfigFile
  try {
    kubeconfig = await readKubeconfig(file)
  } catch (error) {
    const [why] = (error as Error).message.split('\n')
    throw new Fatal(`error: error loading config file "${file}": ${why}`)
  }
  const wanted = flag(flags, 'context')
  const connection = connectionOf(kubeconfig, file, wanted)
  if (!connection) {
    if (wanted) throw new Fatal(`error: context "${wanted}" does not exist`)
    throw new Fatal('The connection to the server localhost:8080 was refused - did you specify the right host or port?')
  }
  const { hostname } = new URL(connection.server)
  if (settings.hostRoot && hostname !== '127.0.0.1' && hostname !== 'localhost') {
    throw new Fatal(`error: refused: ${connection.server} is not the rehearsal's cluster`)
  }
  const client = new KubeClient(withSocket(connection, settings), `kubectl/${clientVersion(settings)}`)
  client.actingAs = flag(flags, 'as')
  return {
    argv,
    flags,
    output,
    settings,
    connection,
    kubeconfig,
    api: new Api(client, output),
    namespace: connection.namespace,
    announce: async () => {
      if (settings.hostRoot) await announce(client, output, { tool: 'kubectl', argv })
    },
  }
}
