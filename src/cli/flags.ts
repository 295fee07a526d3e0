import { type Command, Option } from 'commander'
import { faultKinds } from '../rehearsal/faults/fault.ts'
import { dialectNames } from '../switches/dialect.ts'
import type { HelpKey, HelpSay } from './help-catalog.ts'

/** Flags that belong together and to some commands only. */
export type FlagGroup =
  | 'calico-version'
  | 'dialect'
  | 'run'
  | 'ssh'
  | 'rehearsal'
  | 'forecast'
  | 'output'
  | 'detailed'
  | 'verify'
  | 'take-over'

/** Every command knows these: it takes them, or says why it does not. By commander's names. */
export type SharedFlag = (typeof shared)[number][0]

const shared = [
  ['json', '--json'],
  ['lang', '--lang <LANG>'],
  ['color', '--color <WHEN>'],
  ['accessible', '--accessible'],
  ['debug', '--debug'],
  ['answers', '--answers <FILE>'],
  ['order', '--order <ORDER>'],
  ['yes', '-y, --yes'],
  ['dryRun', '--dry-run'],
  ['kubeconfig', '--kubeconfig <FILE>'],
  ['context', '--context <NAME>'],
  ['calicoctl', '--calicoctl <PATH>'],
  ['kubectl', '--kubectl <PATH>'],
  ['stateDir', '--state-dir <DIR>'],
] as const

/**
 * Adds the flags of a command.
 * @param refused shared flags it says no to; they are known, so that the no has a reason, but not in its help
 */
export function addFlags(
  command: Command,
  groups: readonly FlagGroup[],
  refused: readonly SharedFlag[],
  say: HelpSay,
): void {
  const has = (group: FlagGroup): boolean => groups.includes(group)
  for (const [name, flags] of shared)
    command.addOption(new Option(flags, say(`flag.${name}`)).hideHelp(refused.includes(name)))
  const add = (flags: string, key: HelpKey, words: readonly string[] = []): void => {
    command.option(flags, say(key) + words.join(', '))
  }
  if (has('ssh')) add('--ssh <PATH>', 'flag.ssh')
  if (has('calico-version')) add('--calico-version <V>', 'flag.calicoVersion')
  if (has('dialect')) add('--dialect <NAME>', 'flag.dialect', dialectNames)
  if (has('run')) {
    add('--confirm-within <TIME>', 'flag.confirmWithin')
    add('--confirm-foreground', 'flag.confirmForeground')
  }
  add('--command-timeout <TIME>', 'flag.commandTimeout')
  if (has('verify')) {
    add('--status-via <WAY>', 'flag.statusVia')
    add('--unverified', 'flag.unverified')
    command.addOption(
      new Option('--switch <NAME=COMMAND>', say('flag.switch')).argParser((value: string, all: string[] = []) => [
        ...all,
        value,
      ]),
    )
  }
  if (has('rehearsal')) {
    add('--scenario <NAME>', 'flag.scenario')
    add('--from-cluster [FILE]', 'flag.fromCluster')
    add('--fail <N[:KIND]>', 'flag.fail', faultKinds)
    add('--serve', 'flag.serve')
    add('--use-installed-tools', 'flag.useInstalledTools')
  }
  if (has('output')) add('-o, --output <FILE>', 'flag.output')
  if (has('detailed')) add('--detailed-exitcode', 'flag.detailedExitcode')
  if (has('forecast')) {
    add('--calico-version <V>', 'flag.calicoVersion.forecast')
    add('--nearest', 'flag.nearest')
  }
  if (has('take-over')) {
    add('--take-over', 'flag.takeOver')
    command.addOption(new Option('--if-expired').hideHelp())
  }
}
