import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'

/**
 * The one kubeconfig that kubectl, calicoctl and this program use, as an absolute path: child processes have a working
 * directory of their own, and calicoctl.cfg names a single file.
 * @param named by flag, or undefined
 * @returns undefined where none was named: kubectl then takes ~/.kube/config, or what a pod has
 * @throws WizardError E_KUBECONFIG (exit 3) for a file that cannot be read, and for a KUBECONFIG of several files
 */
export function findKubeconfig(named: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (named !== undefined) return readable(resolve(named), '--kubeconfig')
  const listed = [...new Set((env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean))].map((path) => resolve(path))
  const standard = standardPlace(env)
  if (listed.length === 0) {
    if (statSync(standard, { throwIfNoEntry: false })) readable(standard, 'HOME')
    return undefined
  }
  // kubectl passes over files of the list that are not there.
  const there = listed.filter((path) => statSync(path, { throwIfNoEntry: false }))
  if (there.length > 1)
    throw new WizardError({
      code: 'E_KUBECONFIG',
      exitCode: exitCodes.refused,
      what: `KUBECONFIG names ${there.length} files, and calicoctl takes one`,
      where: `KUBECONFIG: ${there.join(delimiter)}`,
      remedies: [
        'name one of them with --kubeconfig FILE',
        'or make one of them: kubectl config view --flatten --raw > FILE',
      ],
    })
  return readable(there[0] ?? listed[0]!, 'KUBECONFIG')
}

/**
 * The file that kubectl reads, named or not, for whoever will have neither our HOME nor our KUBECONFIG.
 * @returns undefined where there is none, as in a pod, whose kubectl finds its cluster by variables and a mounted token
 */
export function kubeconfigInUse(tools: {
  kubeconfig: string | undefined
  environment: NodeJS.ProcessEnv
}): string | undefined {
  if (tools.kubeconfig !== undefined) return resolve(tools.kubeconfig)
  const standard = standardPlace(tools.environment)
  return statSync(standard, { throwIfNoEntry: false }) ? standard : undefined
}

/** Where kubectl and calicoctl look when no kubeconfig is named. */
export function standardPlace(env: NodeJS.ProcessEnv): string {
  return resolve(env['HOME'] ?? '/root', '.kube/config')
}

function readable(path: string, from: string): string {
  const why = unreadable(path)
  if (why === undefined) return path
  throw new WizardError({
    code: 'E_KUBECONFIG',
    exitCode: exitCodes.refused,
    what: `the kubeconfig cannot be read: ${why}`,
    where: `${from}: ${path}`,
    remedies: ['name a readable kubeconfig with --kubeconfig FILE', 'without a cluster: calico-rr-wizard rehearse'],
  })
}

function unreadable(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'it is no regular file'
    accessSync(path, constants.R_OK)
    return undefined
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return 'there is no such file'
    return code === 'EACCES' ? 'this user may not read it' : String(code)
  }
}
