import type { Fabric } from '../model/fabric.ts'
import { comware7 } from './comware7.ts'
import type { Dialect, DialectName } from './dialect.ts'
import { eos } from './eos.ts'
import { frr } from './frr.ts'
import { type IntentFacts, type SwitchIntent, switchIntent } from './intent.ts'
import { iosxe } from './iosxe.ts'
import { junos } from './junos.ts'
import { passwordMark } from './lines.ts'
import { nxos } from './nxos.ts'
import { sonic } from './sonic.ts'
import { vrp } from './vrp.ts'

/** Every dialect by name. */
export const dialects: Record<DialectName, Dialect> = { comware7, vrp, iosxe, nxos, eos, frr, sonic, junos }

/** What the network's people get for one switch. */
export interface SwitchConfiguration {
  switch: string
  dialect: DialectName
  /** What to look at before anything is typed; plain text. */
  checks: string[]
  notes: string[]
  /** Ready to paste: checks as comments, then the commands. Ends with a newline. */
  config: string
  /** Takes exactly that away again. */
  removal: string
}

/**
 * Writes the configuration of one switch, and its removal, in a dialect.
 * @param fabric from `fabricFromDesign`: who is whose neighbour
 * @throws WizardError (exit 2) when there is no such switch, or a value cannot be placed into a configuration
 */
export function renderSwitch(
  fabric: Fabric,
  name: string,
  dialect: DialectName,
  facts: Omit<IntentFacts, 'others'>,
): SwitchConfiguration | undefined {
  const source = fabric.switches.find((entry) => entry.name === name)
  if (!source) return undefined
  const others = fabric.switches.filter((entry) => entry.name !== name)
  return renderIntent(switchIntent(source, { ...facts, others }), dialects[dialect])
}

/** The same from a prepared intent. */
function renderIntent(intent: SwitchIntent, dialect: Dialect): SwitchConfiguration {
  const checks = dialect.checks(intent)
  const notes = [...dialect.notes(intent), ...waitNotes(intent, dialect), ...passwordNotes(intent)]
  const heading = (title: string, lines: string[]) =>
    [title, ...lines].map((line) => `${dialect.comment} ${ascii(line)}`)
  const head = heading(`${intent.name}, ${dialect.title}, AS ${intent.asn}. Check first:`, [
    ...checks.map((check) => `- ${check}`),
    ...notes,
  ])
  const tail = heading(`${intent.name}, ${dialect.title}: takes the neighbours of calico-rr-wizard away again.`, [])
  return {
    switch: intent.name,
    dialect: dialect.name,
    checks,
    notes,
    config: `${[...head, ...dialect.config(intent)].join('\n')}\n`,
    removal: `${[...tail, ...dialect.removal(intent)].join('\n')}\n`,
  }
}

/** Who opens the sessions, and why only one end does. */
function waitNotes(intent: SwitchIntent, dialect: Dialect): string[] {
  if (!intent.neighbors.some((neighbor) => neighbor.waits)) return []
  const why = 'when both ends call at once their calls collide, and a session that restarts takes 1 to 3 s longer'
  if (dialect.canWait === false) return [`There is no word here to wait for the nodes: ${why}.`]
  return [`The nodes open the sessions (TCP 179 of this switch), it only waits: ${why}.`]
}

/** What stands in for passwords, and what happens when it is left there. */
function passwordNotes(intent: SwitchIntent): string[] {
  const references = [...new Set(intent.neighbors.flatMap((neighbor) => neighbor.passwordRef ?? []))]
  return references.map((reference) => {
    const [secret, key] = reference.split('/')
    const where = key === undefined ? 'the password that the nodes have' : `the value of key ${key} in Secret ${secret}`
    return `REPLACE ${passwordMark(reference)} by ${where}: with any other text no session comes up.`
  })
}

/** Switches read ASCII only; typographic marks of our own texts are the only other thing that can occur. */
function ascii(text: string): string {
  return text.replaceAll("'", "'").replace(/[^\x20-\x7e]/g, '_')
}
