import type { CatalogKey } from '../i18n/catalog.ts'
import { back, type Choice } from './ask.ts'
import type { Session } from './session.ts'

/** A menu's entries: value, key to type, catalogue key of its label (a label without parameters). */
export type MenuEntry<T extends string> = { value: T; key: string; label: string }

/** Asks which way to go on; `back` is always there. */
export function askMenu<T extends string>(
  session: Session,
  question: { message: string; help: string; entries: readonly MenuEntry<T>[]; initial?: T; canGoBack?: boolean },
): Promise<T | typeof back> {
  const choices = question.entries.map(({ value, key, label }): Choice<T> => ({ value, key, label }))
  return session.deps.ask.select({
    message: question.message,
    help: question.help,
    choices,
    canGoBack: question.canGoBack ?? true,
    ...(question.initial === undefined ? {} : { initial: question.initial }),
  })
}

/** Asks for one text; undefined = back. */
export async function askText(
  session: Session,
  question: { message: string; help: CatalogKey; initial?: string; validate: (text: string) => string | undefined },
): Promise<string | undefined> {
  const answer = await session.deps.ask.text({
    message: question.message,
    help: helpText(session, question.help),
    validate: (text) => question.validate(text.trim()),
    canGoBack: true,
    ...(question.initial === undefined ? {} : { initial: question.initial }),
  })
  return answer === back ? undefined : answer.trim()
}

/** Text of a help entry, which takes no parameters. */
function helpText(session: Session, key: CatalogKey): string {
  return (session.say as (key: CatalogKey) => string)(key)
}
