import { auth, clusterInfo, config, version } from './kubectl/about.ts'
import { Fatal, KubectlError } from './kubectl/api.ts'
import { labelOrAnnotate, patch } from './kubectl/change.ts'
import { clientVersion, type Kubectl, openKubectl } from './kubectl/context.ts'
import { FlagError, parseFlags } from './kubectl/flags.ts'
import { get } from './kubectl/get.ts'
import { remove, write } from './kubectl/write.ts'
import { type Output, runMain } from './shared/output.ts'
import { readSettings } from './shared/settings.ts'

const commands: Record<string, (kubectl: Kubectl) => Promise<number> | number> = {
  get,
  label: (kubectl) => labelOrAnnotate(kubectl, 'labels'),
  annotate: (kubectl) => labelOrAnnotate(kubectl, 'annotations'),
  patch,
  create: (kubectl) => write(kubectl, 'create'),
  replace: (kubectl) => write(kubectl, 'replace'),
  apply: (kubectl) => write(kubectl, 'apply'),
  delete: remove,
  version,
  auth,
  config,
  'cluster-info': clusterInfo,
  exec: async (kubectl) => (await import('./kubectl/exec.ts')).exec(kubectl),
}

/** The stand-in for kubectl: what a migration and the guide use of it, in its own words. */
async function main(output: Output): Promise<number> {
  const settings = readSettings()
  const argv = process.argv.slice(2)
  try {
    const flags = parseFlags(argv)
    const [name] = flags.words
    if (name === 'version' && flags.values['client']) {
      output.out(`Client Version: ${clientVersion(settings)}\nKustomize Version: v5.7.1\n`)
      return 0
    }
    const command = name ? commands[name] : undefined
    if (!command) {
      output.err(`error: unknown command "${name ?? ''}" for "kubectl"\n`)
      return 1
    }
    const kubectl = await openKubectl(argv, flags, output, settings)
    return await command(kubectl)
  } catch (error) {
    if (error instanceof FlagError) output.err(`error: ${error.message}\nSee 'kubectl --help' for usage.\n`)
    else if (error instanceof Fatal || error instanceof KubectlError) output.err(`${error.message}\n`)
    else throw error
    return 1
  }
}

await runMain(main)
