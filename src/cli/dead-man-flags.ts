import { existsSync } from 'node:fs'
import { hostPath } from '../tools/internal.ts'
import type { Toolbox } from '../tools/runner.ts'
import { kubeconfigInUse } from './kubeconfig.ts'
import type { Options } from './options.ts'

/**
 * Every flag that decides how a rollback finds and asks the cluster, as this run uses it: programs by the paths they were
 * found at, whatever PATH holds later. The context is named only if the run named it: without, calicoctl goes by the
 * kubeconfig's own, and a kubectl that went by another would vouch for the wrong cluster.
 */
export function timerFlags(tools: Toolbox, options: Options): string[] {
  const named: [flag: string, value: string | undefined][] = [
    ['--kubeconfig', kubeconfigInUse(tools)],
    ['--context', tools.context],
    ['--kubectl', tools.kubectl],
    ['--calicoctl', lastingCalicoctl(tools, options)],
    ['--ssh', tools.ssh],
    ['--command-timeout', `${options.commandTimeoutMs / 1000}s`],
    ['--status-via', options.statusVia],
    ['--dialect', options.dialect],
    ['--lang', options.lang],
  ]
  return [
    ...named.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value])),
    ...(options.unverified ? ['--unverified'] : []),
    ...liveSwitches(options).flatMap(([name, words]) => ['--switch', `${name}=${words.map(quotedWord).join(' ')}`]),
  ]
}

/** Switches that can be asked again; nobody pastes for a timer, and what was saved cannot show what changes. */
export function liveSwitches({ switches }: Options): [name: string, words: string[]][] {
  return Object.entries(switches).filter(([, [first = '']]) => first !== '-' && !first.startsWith('@'))
}

/**
 * calicoctl, unless it may change under the run: where none stands at the guide's place the run's own first stage may put
 * one there, of the cluster's version, and from then on that one is used.
 */
function lastingCalicoctl(tools: Toolbox, options: Options): string | undefined {
  const settled = options.calicoctl !== undefined || existsSync(hostPath('/usr/local/bin/calicoctl', tools.internal))
  return settled ? tools.calicoctl() : undefined
}

/** A word as `shellWords` (options.ts) reads it: quotes only, no backslash. */
function quotedWord(word: string): string {
  return word
    .split(/(')/)
    .filter(Boolean)
    .map((part) => (part === "'" ? `"'"` : `'${part}'`))
    .join('')
}
