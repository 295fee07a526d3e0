import { Command, Help } from 'commander'
import { addFlags, type SharedFlag } from './flags.ts'
import type { HelpKey, HelpLanguage } from './help-catalog.ts'
import { exampleText, exitCodeText } from './help-text.ts'
import type { Io } from './io.ts'
import type { Options, RawOptions } from './options.ts'
import { type Verb, verbs } from './verbs.ts'
import { ownVersion } from './version.ts'

/** Commander's own headings, by what is said instead. */
const headings: Record<string, HelpKey> = {
  'Usage:': 'help.usage',
  'Options:': 'help.options',
  'Commands:': 'help.commands',
  'Arguments:': 'help.arguments',
}

/**
 * The command table: parsing, help and dispatch come from it.
 * @param language how help is said
 */
export function buildProgram(io: Io, language: HelpLanguage, setExit: (code: number) => void): Command {
  const { say } = language
  const program = new Command('calico-rr-wizard')
  dress(program, language)
  program
    .usage(`${say('help.word.options')} ${say('help.word.command')}`)
    .description(say('program.summary'))
    .version(ownVersion(), '-V, --version', say('flag.version'))
    .exitOverride()
    // What commander says of a wrong command line is said by command-error.ts: with a code, in the reader's language.
    .configureOutput({ outputError: () => {}, writeOut: (text) => io.stdout.write(text) })
    .addHelpText('before', exampleText('', say))
    .addHelpText('after', exitCodeText(say))
    .enablePositionalOptions(true)
  addFlags(program, ['ssh', 'calico-version', 'dialect', 'run', 'verify'], [], say)
  program.allowExcessArguments(true)
  program.action(async (raw: RawOptions) => {
    const [word] = program.args
    if (word !== undefined) throw (await import('./command-error.ts')).unknownVerb(word, verbs)
    if (!io.stdin.isTTY) {
      io.stderr.write(`${exampleText('', say)}\n${program.helpInformation()}${exitCodeText(say)}\n\n`)
      throw (await import('./command-error.ts')).noTerminal()
    }
    const { runWizardCommand } = await import('./commands/wizard.ts')
    setExit(await runWizardCommand(await checked(raw), [], io))
  })
  for (const verb of verbs) addVerb(program, verb, io, language, setExit)
  return program
}

function addVerb(program: Command, verb: Verb, io: Io, language: HelpLanguage, setExit: (code: number) => void): void {
  const { say } = language
  const command = program
    .command(verb.args ? `${verb.name} ${verb.args}` : verb.name)
    .usage([say('help.word.options'), verb.args ?? ''].join(' ').trim())
    .summary(say(`verb.${verb.name}`))
    .description(say(`verb.${verb.name}`))
    .addHelpText('before', exampleText(verb.name, say))
    .addHelpText('after', exitCodeText(say))
  dress(command, language)
  // The wizard itself takes any word, to say which command it was meant to be; a command takes its own.
  command.allowExcessArguments(false)
  if (verb.alias) command.alias(verb.alias)
  flagsWhenWanted(program, command, verb, say)
  command.action(async (...words: unknown[]) => {
    // A flag before the verb counts as much as one behind it; one that the verb does not know is not passed over.
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
    for (const [name, reason] of Object.entries(verb.refuses) as [SharedFlag, string][])
      if (raw[name] !== undefined) throw (await import('./command-error.ts')).refusedFlag(verb.name, name, reason)
    const args = words.slice(0, -2).filter((word): word is string => typeof word === 'string')
    const options = await checked(raw)
    const run = await verb.load()
    setExit(await run(options, args, io))
  })
}

/** The flags, checked, by a module that help does not need. */
async function checked(raw: RawOptions): Promise<Options> {
  return (await import('./options.ts')).checkOptions(raw)
}

/** Help in the reader's words, in lines that fit. */
function dress(command: Command, { say, fit }: HelpLanguage): void {
  command.helpOption('-h, --help', say('flag.help'))
  command.createHelp = () =>
    Object.assign(new Help(), {
      ...fit,
      minWidthToWrap: 20,
      styleTitle: (text: string) => (headings[text] ? say(headings[text]) : text),
      // In the list of commands, where every one of them has flags.
      subcommandTerm: (verb: Command) =>
        [[verb.name(), ...verb.aliases()].join('|'), ...verb.registeredArguments.map(argumentTerm)].join(' '),
    })
}

function argumentTerm(argument: { required: boolean; name(): string }): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`
}

/** A command gets its flags once it is chosen or asked for its help: ten commands have some two hundred of them. */
function flagsWhenWanted(program: Command, command: Command, verb: Verb, say: HelpLanguage['say']): void {
  let there = false
  const add = (): void => {
    if (!there) addFlags(command, verb.flags, Object.keys(verb.refuses) as SharedFlag[], say)
    there = true
  }
  program.hook('preSubcommand', (_, chosen) => {
    if (chosen === command) add()
  })
  command.on('beforeHelp', add)
}
