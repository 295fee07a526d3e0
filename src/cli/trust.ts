import { readFileSync, type Stats, statSync } from 'node:fs'
import { delimiter } from 'node:path'
import { kubeconfigRisks } from '../cluster/kubeconfig-risks.ts'
import type { Say } from '../i18n/translate.ts'
import { cleanText } from '../model/clean-text.ts'
import type { Check } from '../model/events.ts'
import { writableByOthers } from '../tools/locate.ts'
import { standardPlace } from './kubeconfig.ts'

/** What will be run and believed, as found on this host. */
export interface Trusted {
  kubectl: string | undefined
  calicoctl: string | undefined
  ssh: string | undefined
  /** As given, or as in KUBECONFIG: paths joined by ":"; undefined for ~/.kube/config. */
  kubeconfig: string | undefined
  context: string | undefined
  environment: Record<string, string>
}

/**
 * Before anything is started: could somebody else replace a program that we run, or decide by the kubeconfig what we run
 * and whom we talk to (S11, S12, S13, S16)? Reads files only. A failed check named "trust" forbids to start anything, one
 * named "tls" to change anything.
 * @param self user id of this process, and of the one behind sudo
 */
export function trustChecks(
  trusted: Trusted,
  say: Say,
  self: { uid: number; sudoUid?: number } = currentUser(),
): Check[] {
  const checks: Check[] = []
  for (const path of [trusted.kubectl, trusted.calicoctl, trusted.ssh]) {
    const open = path === undefined ? undefined : writableByOthers(path)
    if (open !== undefined)
      checks.push({
        name: 'trust',
        status: 'fail',
        text: say('check.trust.program', { path: path ?? '', open }),
        remedy: say('check.trust.program.remedy', { open }),
      })
  }
  const files = trusted.kubeconfig?.split(delimiter) ?? [standardPlace(trusted.environment)]
  for (const file of files) checks.push(...kubeconfigChecks(file, trusted.context, say, self))
  const proxies = Object.keys(trusted.environment).filter((name) => /^(https?|all)_proxy$/i.test(name))
  if (proxies.length > 0)
    checks.push({ name: 'trust', status: 'warn', text: say('check.trust.proxyEnv', { names: proxies.join(', ') }) })
  return checks
}

function currentUser(): { uid: number; sudoUid?: number } {
  const sudo = Number(process.env['SUDO_UID'])
  return { uid: process.getuid?.() ?? 0, ...(Number.isInteger(sudo) ? { sudoUid: sudo } : {}) }
}

function kubeconfigChecks(
  file: string,
  context: string | undefined,
  say: Say,
  self: { uid: number; sudoUid?: number },
): Check[] {
  const stat = statSync(file, { throwIfNoEntry: false })
  // In a pod there is none, and kubectl says itself what it misses.
  if (stat === undefined) return []
  const foreign = stat.uid !== self.uid && stat.uid !== 0 && stat.uid !== self.sudoUid
  const checks: Check[] = modeChecks(file, stat, foreign, say)
  for (const risk of kubeconfigRisks(readFileSync(file, 'utf8'), context)) {
    const name = 'trust'
    if (risk.risk === 'exec')
      checks.push({ name, status: 'warn', text: say('check.trust.exec', { file, command: cleanText(risk.command) }) })
    else if (risk.risk === 'proxy')
      checks.push({ name, status: 'warn', text: say('check.trust.proxy', { file, server: cleanText(risk.server) }) })
    else if (risk.risk === 'unreadable')
      checks.push({ name, status: 'warn', text: say('check.trust.unreadable', { file, why: cleanText(risk.why) }) })
    else
      checks.push({
        name: 'tls',
        status: 'fail',
        text: say(`check.trust.${risk.risk}`, { file, server: cleanText(risk.server) }),
        remedy: say('check.trust.tls.remedy'),
      })
  }
  return checks
}

/** Whoever may write the kubeconfig decides what kubectl runs as us; whoever may read it has our rights. */
function modeChecks(file: string, stat: Stats, foreign: boolean, say: Say): Check[] {
  const mode = (stat.mode & 0o777).toString(8).padStart(4, '0')
  const name = 'trust'
  const remedy = say('check.trust.mode.remedy', { file })
  if (foreign) return [{ name, status: 'fail', text: say('check.trust.owner', { file, uid: stat.uid }), remedy }]
  if ((stat.mode & 0o022) !== 0)
    return [{ name, status: 'fail', text: say('check.trust.writable', { file, mode }), remedy }]
  if ((stat.mode & 0o044) !== 0)
    return [{ name, status: 'warn', text: say('check.trust.readable', { file, mode }), remedy }]
  return []
}
