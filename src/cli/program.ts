import { Command, Option } from 'commander'
import { faultKinds } from '../rehearsal/faults/fault.ts'
import { dialectNames } from '../switches/dialect.ts'
import { EXIT_CODES, exampleText } from './help-text.ts'
import type { Io } from './io.ts'
import type { Options, RawOptions } from './options.ts'
import { ownVersion } from './version.ts'

type Run = (options: Options, args: string[], io: Io) => Promise<number>

/** A verb: what it is called, what it takes, and the module that does it, loaded only when it runs. */
interface Verb {
  name: string
  alias?: string
  summary: string
  args?: string
  flags: FlagGroup[]
  load: () => Promise<Run>
}

type FlagGroup = 'cluster' | 'plan' | 'run' | 'rehearsal' | 'forecast' | 'output' | 'verify' | 'take-over'

const verbs: Verb[] = [
  {
    name: 'rehearse',
    summary: 'the same on the embedded cluster; nothing real is touched',
    flags: ['cluster', 'plan', 'run', 'rehearsal', 'verify'],
    load: async () => (await import('./commands/rehearse.ts')).runRehearse,
  },
  {
    name: 'plan',
    summary: 'read-only: what would be done, and what it would do to whom',
    flags: ['cluster', 'plan', 'rehearsal', 'output'],
    load: async () => (await import('./commands/plan.ts')).runPlan,
  },
  {
    name: 'apply',
    args: '[plan.json]',
    summary: 'runs a saved plan, or makes one from --answers and runs it',
    flags: ['cluster', 'plan', 'run', 'verify'],
    load: async () => (await import('./commands/apply.ts')).runApply,
  },
  {
    name: 'verify',
    args: '[plan.json]',
    summary: 'sessions and routes as observed, beside the forecast',
    flags: ['cluster', 'verify'],
    load: async () => (await import('./commands/verify.ts')).runVerify,
  },
  {
    name: 'status',
    args: '[run-id]',
    summary: 'which runs there are, how they stand, what comes next',
    flags: ['cluster'],
    load: async () => (await import('./commands/runs.ts')).runStatus,
  },
  {
    name: 'resume',
    args: '[run-id]',
    summary: 'finishes an interrupted run',
    flags: ['cluster', 'verify', 'take-over'],
    load: async () => (await import('./commands/runs.ts')).runResume,
  },
  {
    name: 'rollback',
    args: '[run-id]',
    summary: 'undoes a run: finished, failed or interrupted',
    flags: ['cluster', 'verify', 'take-over'],
    load: async () => (await import('./commands/runs.ts')).runRollback,
  },
  {
    name: 'confirm',
    args: '[run-id]',
    summary: 'keeps a run that was made with --confirm-within',
    flags: ['cluster'],
    load: async () => (await import('./commands/runs.ts')).runConfirm,
  },
  {
    name: 'forecast',
    args: '<FILE.yaml>',
    summary: 'sessions and routes for any Calico resources; no cluster needed',
    flags: ['forecast'],
    load: async () => (await import('./commands/forecast-command.ts')).runForecastCommand,
  },
  {
    name: 'support-bundle',
    alias: 'bundle',
    args: '[run-id]',
    summary: 'journal, plan, versions and commands of a run, redacted, in one directory',
    flags: ['output'],
    load: async () => (await import('./commands/runs.ts')).runSupportBundle,
  },
]

/** The command table: parsing, help and dispatch come from it. */
export function buildProgram(io: Io, setExit: (code: number) => void): Command {
  const program = new Command('calico-rr-wizard')
  program
    .description("From Calico's BGP full mesh to route reflectors: forecast, rehearse, apply, prove, undo.")
    .version(ownVersion(), '-V, --version', 'print the version')
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => io.stderr.write(text), writeOut: (text) => io.stdout.write(text) })
    // In the list of commands as in its own usage: a command that is not the wanted one has its flags to come.
    .configureHelp({
      subcommandTerm: (command) => [[command.name(), ...command.aliases()].join('|'), command.usage()].join(' '),
    })
    .addHelpText('before', exampleText(''))
    .addHelpText('after', EXIT_CODES)
    .enablePositionalOptions(true)
  addFlags(program, ['cluster', 'plan', 'run', 'verify'])
  program.allowExcessArguments(true)
  program.action(async (raw: RawOptions) => {
    const [word] = program.args
    if (word !== undefined) throw (await import('./unknown-verb.ts')).unknownVerb(word, verbs)
    if (!io.stdin.isTTY) {
      io.stderr.write(
        `${exampleText('')}\n${program.helpInformation()}${EXIT_CODES}\nThe wizard asks questions and needs a terminal; "apply --answers FILE --yes" does not.\n`,
      )
      setExit(2)
      return
    }
    const { runWizardCommand } = await import('./commands/wizard.ts')
    setExit(await runWizardCommand(await checked(raw), [], io))
  })
  for (const verb of verbs) {
    const command = program
      .command(verb.args ? `${verb.name} ${verb.args}` : verb.name)
      .summary(verb.summary)
      .description(verb.summary)
      .addHelpText('before', exampleText(verb.name))
      .addHelpText('after', EXIT_CODES)
    if (verb.alias) command.alias(verb.alias)
    flagsWhenWanted(program, command, verb.flags)
    command.action(async (...words: unknown[]) => {
      // A flag before the verb counts as much as one behind it; one that the verb does not know is not passed over:
      // "--dry-run rollback" would roll back.
      const known = new Set(command.options.map((option) => option.attributeName()))
      const foreign = program.options.find((option) => {
        const name = option.attributeName()
        return program.getOptionValueSource(name) === 'cli' && !known.has(name)
      })
      if (foreign) {
        const { usage } = await import('./options.ts')
        throw usage(foreign.long ?? foreign.flags, `before ${verb.name}`, `a command that knows it, not ${verb.name}`)
      }
      const raw = { ...program.opts<RawOptions>(), ...(words.at(-2) as RawOptions) }
      const args = words.slice(0, -2).filter((word): word is string => typeof word === 'string')
      const options = await checked(raw)
      const run = await verb.load()
      setExit(await run(options, args, io))
    })
  }
  return program
}

/** The flags, checked, by a module that help does not need. */
async function checked(raw: RawOptions): Promise<Options> {
  return (await import('./options.ts')).checkOptions(raw)
}

/** A command gets its flags once it is chosen or asked for its help: ten commands have some two hundred of them. */
function flagsWhenWanted(program: Command, command: Command, groups: FlagGroup[]): void {
  let there = false
  const add = (): void => {
    if (!there) addFlags(command, groups)
    there = true
  }
  program.hook('preSubcommand', (_, chosen) => {
    if (chosen === command) add()
  })
  command.on('beforeHelp', add)
}

function addFlags(command: Command, groups: FlagGroup[]): void {
  const has = (group: FlagGroup): boolean => groups.includes(group)
  command
    .option('--json', 'NDJSON events on stdout, the last line is the result')
    .option('--lang <LANG>', 'en or zh-CN (default: from LC_ALL, LANG)')
    .option('--color <WHEN>', 'auto, always or never')
    .option('--accessible', 'one line an event, nothing is redrawn')
    .option('--debug', 'stack traces, every command')
  if (has('plan'))
    command
      .option('--answers <FILE>', 'answers in YAML; "guide" names the built-in ones')
      .option('--order <ORDER>', 'safe (default) or guide')
      .option('--calico-version <V>', 'when the cluster does not say which it runs')
  // A way back writes what takes the neighbours away again.
  if (has('plan') || has('verify'))
    command.option('--dialect <NAME>', `words of the switches: ${dialectNames.join(', ')}`)
  if (has('run'))
    command
      .option('-y, --yes', 'no questions; checks still stop the run')
      .option('--dry-run', 'show every command, run none that writes')
      .option('--confirm-within <TIME>', 'undo everything unless "confirm" comes in time, e.g. 10m')
      .option('--confirm-foreground', 'without systemd: this terminal waits for the confirmation, and must stay open')
  if (has('cluster') || has('rehearsal'))
    command
      .option('--kubeconfig <FILE>', 'kubeconfig of the cluster')
      .option('--context <NAME>', 'context in it')
      .option('--calicoctl <PATH>', 'this calicoctl')
      .option('--kubectl <PATH>', 'this kubectl')
      .option('--ssh <PATH>', 'this ssh client')
  command
    .option('--state-dir <DIR>', 'where journals live')
    .option('--command-timeout <TIME>', 'limit of each command (default 60s)')
  if (has('verify'))
    command
      .option('--status-via <WAY>', 'how sessions are read: exec, ssh, crd or local')
      .option('--unverified', "go on without gates, in the guide's order only")
      .addOption(
        new Option(
          '--switch <NAME=COMMAND>',
          'how to ask a switch: leaf01=COMMAND, leaf01:routes=COMMAND, or =@FILE',
        ).argParser((value: string, all: string[] = []) => [...all, value]),
      )
  if (has('rehearsal'))
    command
      .option('--scenario <NAME>', 'guide, mesh:N or a FILE')
      .option('--from-cluster [FILE]', 'a copy of your cluster, read now or from a saved dump')
      .option('--fail <N[:KIND]>', `a fault at mutating command N: ${faultKinds.join(', ')}`)
      .option('--serve', 'keep the API up and print a kubeconfig for other tools')
      .option('--use-installed-tools', "the machine's own kubectl and calicoctl instead of the stand-ins")
  if (has('output'))
    command
      .option('-o, --output <FILE>', 'write the result there')
      .option('--detailed-exitcode', 'exit 10 when there is something to do')
  if (has('forecast'))
    command
      .option('--calico-version <V>', 'for which release')
      .option('--nearest', 'take the nearest known release, and say so')
  if (has('take-over'))
    command
      .option('--take-over', 'take the lock of a run whose process is gone')
      .addOption(new Option('--if-expired').hideHelp())
}
