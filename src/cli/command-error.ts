import type { CommanderError } from 'commander'
import { didYouMean } from '../design/answers/suggest.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { SharedFlag } from './flags.ts'
import type { Verb } from './verbs.ts'

// What is wrong with a command line as a whole; a flag's own value is checked in options.ts.

function wrong(what: string, where: string, remedies: string[]): WizardError {
  return new WizardError({ code: 'E_USAGE', exitCode: exitCodes.usage, what, where, remedies })
}

/** A first word that is no command: the error that names the nearest one, and all there are. */
export function unknownVerb(word: string, verbs: readonly Verb[]): WizardError {
  const near = didYouMean(
    word,
    verbs.flatMap(({ name, alias }) => (alias ? [name, alias] : [name])),
  )
  return wrong(`there is no command "${word.slice(0, 60)}"`, 'the first word', [
    ...(near ? [`did you mean "${near}"?`] : []),
    `commands: ${verbs.map(({ name }) => name).join(', ')}`,
  ])
}

/** A shared flag that a command has no use for. */
export function refusedFlag(verb: string, flag: SharedFlag, reason: string): WizardError {
  const long = `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return wrong(`${verb} does not take ${long}`, long, [reason])
}

/** The wizard was called where nobody can be asked. */
export function noTerminal(): WizardError {
  return new WizardError({
    code: 'E_NO_TERMINAL',
    exitCode: exitCodes.usage,
    what: 'the wizard asks questions, and there is no terminal to ask on',
    remedies: [
      'without questions: calico-rr-wizard apply --answers FILE --yes',
      'or look first: calico-rr-wizard plan',
    ],
  })
}

/**
 * What commander found wrong, as an error of ours.
 * @param argv the words of the command line, which say whose help to look at
 */
export function commandError(
  { code, message }: Pick<CommanderError, 'code' | 'message'>,
  argv: readonly string[],
  verbs: readonly Verb[],
): WizardError {
  const text = message.replace(/^error: /, '')
  const quoted = (/'([^']*)'/.exec(text)?.[1] ?? '').slice(0, 60)
  const verb = verbs.find(({ name, alias }) => argv.includes(name) || (alias && argv.includes(alias)))
  const near = /\(Did you mean (?:one of )?(.+)\?\)/.exec(text)?.[1]
  const remedies = [
    ...(near ? [`did you mean ${near}?`] : []),
    `see what there is: calico-rr-wizard ${verb ? `${verb.name} ` : ''}--help`,
  ]
  switch (code) {
    case 'commander.unknownOption':
      return wrong(`there is no flag "${quoted}"`, quoted, remedies)
    case 'commander.optionMissingArgument':
      return wrong(`the flag "${quoted}" needs a value`, quoted.split(/[ ,<[]/)[0] || quoted, remedies)
    case 'commander.missingArgument':
      return wrong(`the argument "${quoted}" is missing`, verb?.name ?? quoted, remedies)
    case 'commander.excessArguments':
      return wrong(`there are more words than ${verb?.name ?? quoted} takes`, verb?.name ?? quoted, remedies)
    default:
      return wrong(`the command line is not understood: ${text.split('\n')[0]}`, verb?.name ?? code, remedies)
  }
}
