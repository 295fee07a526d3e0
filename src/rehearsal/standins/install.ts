import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a stand-in has to know besides its command line. */
export interface StandinSettings {
  /** Version that calicoctl says it is, "v3.17.2". */
  calicoVersion: string
  kubernetesVersion: string
  kubeconfig: string
  /** The rehearsal's own server, and the socket on which it also listens. */
  server?: string
  socketPath?: string
  /** Stands for this host's `/`. */
  hostRoot: string
  /** The node the wizard stands on, whose daemons `calicoctl node status` asks. */
  localNode?: string
  /** Sandboxes of the nodes, by name. */
  nodesRoot: string
}

/** The environment variable through which a wrapper hands the settings over. */
export const settingsVariable = 'CALICO_RR_REHEARSAL'

/** A shebang line longer than this is cut by older kernels. */
const longestShebang = 120

/**
 * Writes executable wrappers named kubectl, calicoctl and ssh. Each is a file that Node runs directly, without a shell,
 * so that the wizard starts real child processes in a rehearsal too.
 */
export function installStandins(
  directory: string,
  bundles: string,
  settings: StandinSettings,
): Record<'kubectl' | 'calicoctl' | 'ssh', string> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const node = process.execPath
  const shebang = node.length < longestShebang && !/\s/.test(node) ? node : '/usr/bin/env node'
  const write = (name: string) => {
    const file = join(directory, name)
    const bundle = join(bundles, `standin-${name}.js`)
    const text = [
      `#!${shebang}`,
      `process.env.${settingsVariable} = ${JSON.stringify(JSON.stringify(settings))}`,
      `import(${JSON.stringify(bundle)})`,
      '',
    ].join('\n')
    writeFileSync(file, text, { mode: 0o755 })
    return file
  }
  return { kubectl: write('kubectl'), calicoctl: write('calicoctl'), ssh: write('ssh') }
}
