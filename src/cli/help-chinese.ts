import { help } from '../i18n/zh/help.ts'
import { widthOf } from '../views/text.ts'
import { wrap } from '../views/wrap.ts'
import type { HelpLanguage } from './help-catalog.ts'

/** `--help` in Chinese: a character is two cells wide, and a line may end between any two. */
export const fit: HelpLanguage['fit'] = {
  displayWidth: widthOf,
  boxWrap: (text, width) => wrap(text, width).join('\n'),
}

export { help as texts }
