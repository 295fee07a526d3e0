import { change, get, label } from './calicoctl/commands.ts'
import { type Era, eraOf } from './calicoctl/era.ts'
import { commandHelp, mainHelp, unknownCommand } from './calicoctl/help.ts'
import { node } from './calicoctl/node.ts'
import type { Session } from './calicoctl/run.ts'
import { type CommandSpec, commands, parseArguments } from './calicoctl/usage.ts'
import { version } from './calicoctl/version.ts'
import { type Output, runMain } from './shared/output.ts'
import { readSettings } from './shared/settings.ts'

/** The stand-in for calicoctl: a client of the Kubernetes API that behaves and speaks like the real program. */
async function main(output: Output): Promise<number> {
  const settings = readSettings()
  const era = eraOf(settings.calicoVersion ?? process.env['CALICOCTL_STANDIN_VERSION'] ?? 'v3.17.2')
  const argv = process.argv.slice(2)
  const globals = readGlobals(argv, era)
  if (!globals) {
    output.err('Usage:\n  calicoctl [options] <command> [<args>...]\n')
    output.out(`Invalid option: '${argv.join(' ')}'. Use flag '--help' to read about a specific subcommand.\n`)
    return 1
  }
  const { words, flags } = globals
  if (argv.includes('--version') && words.length === 0) {
    output.out("Run 'calicoctl version' to see version information.\n")
    return 0
  }
  const [verb, ...rest] = words
  if (flags.includes('--help') || verb === undefined) {
    output.out(`${mainHelp(era)}\n`)
    return verb === undefined && !flags.includes('--help') ? 1 : 0
  }
  if (verb === 'node') return node(rest, era, settings, output)
  if (verb === 'ipam') return (await import('./calicoctl/ipam.ts')).ipam(rest, era, settings, output)
  const spec = commands[verb]
  if (!spec) {
    output.err(unknownCommand(verb, era))
    return 1
  }
  const args = parseArguments(spec, [...rest, ...flags.filter((flag) => flag !== '--help')], era)
  if (!args) return wrongUsage(verb, spec, rest, era, output)
  if ('--help' in args.options) {
    output.out(commandHelp(verb, spec.usage(era), era))
    return 0
  }
  const session: Session = { verb, argv, args, era, settings, output }
  if (verb === 'get') return get(session)
  if (verb === 'label') return label(session)
  if (verb === 'version') return version(session)
  return change(session)
}

function wrongUsage(verb: string, spec: CommandSpec, rest: string[], era: Era, output: Output): number {
  output.err(`Usage:\n${spec.usage(era).join('\n')}\n`)
  if (!era.usageOnly) {
    const line = ['calicoctl', verb, ...rest].join(' ')
    output.err(`Invalid option: '${line}'. Use flag '--help' to read about a specific subcommand.\n`)
  }
  return 1
}

/** Options before the command; undefined when one is not known. */
function readGlobals(argv: string[], era: Era): { words: string[]; flags: string[] } | undefined {
  const flags: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string
    if (!word.startsWith('-')) return { words: argv.slice(i), flags }
    if (word === '-h' || word === '--help') flags.push('--help')
    else if (word === '--version') continue
    else if (word === '-l' || word === '--log-level') i++
    else if (word.startsWith('--log-level=') || /^-l./.test(word)) continue
    else if (era.checksVersion && word === '--allow-version-mismatch') flags.push(word)
    else if (era.checksVersion && word.startsWith('--context=')) flags.push(word)
    else return undefined
  }
  return { words: [], flags }
}

await runMain(main)
