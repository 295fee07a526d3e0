import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { openStateDir } from '../apply/state-dir.ts'
import { StoreError } from '../apply/store-error.ts'
import { standardPlace } from './kubeconfig.ts'
import { writePrivateFile } from './private-file.ts'

/** Where calicoctl finds the cluster that kubectl works on. */
interface CalicoctlSource {
  kubeconfig: string
  /** Set where the file's own current context is another: only calicoctl from 3.18 on can be told. */
  context?: string
}

/** @param context named by --context */
export function calicoctlSource(
  kubeconfig: string | undefined,
  context: string | undefined,
  env: NodeJS.ProcessEnv,
): CalicoctlSource {
  const file = kubeconfig ?? standardPlace(env)
  return context === undefined || context === currentContext(file)
    ? { kubeconfig: file }
    : { kubeconfig: file, context }
}

/** The context that a kubeconfig has chosen; undefined where that cannot be read, which kubectl will say better. */
function currentContext(file: string): string | undefined {
  try {
    const { 'current-context': name } = parse(readFileSync(file, 'utf8'), { maxAliasCount: 50 }) as Record<
      string,
      unknown
    >
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}

/**
 * calicoctl reads /etc/calico/calicoctl.cfg before any variable, and that file may name another cluster. So every call gets
 * a configuration of ours that names the very kubeconfig and context kubectl uses. (calicoctl's own --context is read only where
 * there is no such file.)
 * @returns the file
 */
export function writeCalicoctlConfig(stateDir: string, { kubeconfig, context }: CalicoctlSource): string {
  // Looked at before anything is put into it: a link or a directory of others gets nothing.
  const file = join(openStateDir(stateDir), 'calicoctl.cfg')
  const spec = {
    datastoreType: 'kubernetes',
    kubeconfig,
    ...(context === undefined ? {} : { k8sCurrentContext: context }),
  }
  const text = stringify({ apiVersion: 'projectcalico.org/v3', kind: 'CalicoAPIConfig', metadata: {}, spec })
  // Whoever only looks is not held up by a disk that is full or read-only.
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return file
  try {
    writePrivateFile(file, text)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('E_STATE_DIR', why, file, ['name a writable directory with --state-dir; nothing was changed'])
  }
  return file
}
