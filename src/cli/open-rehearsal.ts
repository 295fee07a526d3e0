import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import { type Rehearsal, startRehearsal } from '../rehearsal/start.ts'
import { locate } from '../tools/locate.ts'
import type { Io } from './io.ts'
import type { Options } from './options.ts'

/** Starts the embedded cluster that the flags ask for, or goes on with the one that a directory holds. */
export function openRehearsal(options: Options, directory: string, io: Io): Promise<Rehearsal> {
  return startRehearsal({
    scenario: options.scenario ?? 'guide',
    directory,
    ...(options.calicoVersion ? { calicoVersion: options.calicoVersion } : {}),
    ...(options.fail ? { fail: options.fail } : {}),
    ...(options.useInstalledTools || options.kubectl || options.calicoctl
      ? { useInstalledTools: installedTools(options, io) }
      : {}),
    pid: process.pid,
  })
}

function installedTools(options: Options, io: Io): { kubectl?: string; calicoctl?: string } {
  const find = (name: 'kubectl' | 'calicoctl'): string | undefined => {
    const wanted = options[name]
    const found = options.useInstalledTools || wanted ? locate(name, wanted, io.env['PATH']) : undefined
    if (wanted && !found)
      throw new WizardError({
        code: 'E_NO_TOOL',
        exitCode: exitCodes.usage,
        what: `${wanted} is no program`,
        where: `--${name}`,
        remedies: ['name an executable file'],
      })
    return found
  }
  const [kubectl, calicoctl] = [find('kubectl'), find('calicoctl')]
  return { ...(kubectl ? { kubectl } : {}), ...(calicoctl ? { calicoctl } : {}) }
}
