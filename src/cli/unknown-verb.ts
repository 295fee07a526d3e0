import { didYouMean } from '../design/answers/suggest.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'

/** A first word that is no command: the error that names the nearest one, and all there are. */
export function unknownVerb(word: string, verbs: { name: string; alias?: string }[]): WizardError {
  const near = didYouMean(
    word,
    verbs.flatMap(({ name, alias }) => (alias ? [name, alias] : [name])),
  )
  return new WizardError({
    code: 'E_USAGE',
    exitCode: exitCodes.usage,
    what: `there is no command "${word.slice(0, 60)}"`,
    where: 'the first word',
    remedies: [...(near ? [`did you mean "${near}"?`] : []), `commands: ${verbs.map(({ name }) => name).join(', ')}`],
  })
}
