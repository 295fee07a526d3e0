import { join } from 'node:path'
import { isRunId } from './run-store.ts'

/** What the unit runs: absolute paths, and the arguments that find cluster and state again. */
export interface DeadManProgram {
  node: string
  /** Directory of the installed program; a copy is pinned beside the journal, so that an update cannot break the way back. */
  programDir: string
  /** Path of the launcher inside it, "bin/calico-rr-wizard.js". */
  launcher: string
  stateDir: string
  /** Flags such as --kubeconfig PATH, --context NAME; quoted below. */
  flags: string[]
  /** Variables that the run had and systemd would not give; quoted below. */
  environment?: Record<string, string>
}

/** How often the timer looks; a run is taken back at most this late. */
const EVERY_SECONDS = 20

/** Quotes a word for a systemd unit. Nothing that could end the line or start a specifier gets through. */
function quoted(word: string): string {
  for (const char of word) {
    if (char < ' ' || char === '\u007f') throw new Error(`not usable in a unit: ${JSON.stringify(word)}`)
  }
  return `"${word.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/%/g, '%%')}"`
}

/** Variables are put into the arguments of a command, but neither into its path nor into other settings: a $ stays alone there. */
function quotedArgument(word: string): string {
  return quoted(word).replace(/\$/g, '$$$$')
}

/** Name of the units of a run, without their suffix. @throws for a text that is no run id: it becomes a file name */
export function unitName(runId: string): string {
  if (!isRunId(runId)) throw new Error(`not a run id: ${JSON.stringify(runId)}`)
  return `calico-rr-wizard-${runId}`
}

/** The two units that take an unconfirmed run back: texts made of constants, a checked run id and quoted words (S21). */
export function unitTexts(runId: string, program: DeadManProgram): { name: string; service: string; timer: string } {
  const name = unitName(runId)
  const launcher = join(program.stateDir, runId, 'program', program.launcher)
  const words = [launcher, 'rollback', runId, '--if-expired', '--state-dir', program.stateDir, ...program.flags]
  const variables = Object.entries(program.environment ?? {})
  const service = [
    '[Unit]',
    `Description=Takes calico-rr-wizard run ${runId} back unless it was confirmed`,
    'After=network-online.target',
    '[Service]',
    'Type=oneshot',
    'UMask=0077',
    ...variables.map(([variable, value]) => `Environment=${quoted(`${variable}=${value}`)}`),
    `ExecStart=${[quoted(program.node), ...words.map(quotedArgument)].join(' ')}`,
    '',
  ]
  // Counted from the start of the timer and from each boot: setting the clock moves nothing, a reboot loses nothing.
  const timer = [
    '[Unit]',
    `Description=Dead-man timer of calico-rr-wizard run ${runId}`,
    '[Timer]',
    `OnActiveSec=${EVERY_SECONDS}`,
    `OnBootSec=${EVERY_SECONDS}`,
    `OnUnitInactiveSec=${EVERY_SECONDS}`,
    'AccuracySec=1',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ]
  return { name, service: service.join('\n'), timer: timer.join('\n') }
}
