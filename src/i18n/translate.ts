import type { Sentence } from '../model/forecast.ts'
import { type CatalogKey, catalogs, type English } from './catalog.ts'
import { translateClass } from './class-names.ts'
import type { Lang } from './lang.ts'
import { fillPlaceholders, type Params, type PlaceholderOf } from './placeholders.ts'

/** Parameters that a key of the catalogue takes. */
type ParamsOf<K extends CatalogKey> = Record<PlaceholderOf<English[K]>, string | number>

/** Says a key of the catalogue; its parameters are checked by the compiler. */
export type Say = <K extends CatalogKey>(
  key: K,
  ...params: PlaceholderOf<English[K]> extends never ? [] : [ParamsOf<K>]
) => string

/** A typed speaker of one language, for the project's own texts. */
export function speaker(lang: Lang): Say {
  return (key, ...params) => fillPlaceholders(catalogs[lang][key], (params[0] as Params | undefined) ?? {})
}

/** True for a key of the catalogue. */
export function isCatalogKey(key: string): key is CatalogKey {
  return Object.hasOwn(catalogs.en, key)
}

/** Values of a sentence in the reader's language: fields of objects keep their names, "there was none" does not. */
function localParams(lang: Lang, params: Params): Params {
  if (lang === 'en') return params
  const { at, fields } = params
  return {
    ...params,
    ...(typeof at === 'string' ? { at: translateClass(lang, at) } : {}),
    ...(typeof fields === 'string' ? { fields: localFields(lang, fields) } : {}),
  }
}

function localFields(lang: Lang, fields: string): string {
  const { 'value.none': none, 'list.separator': separator } = catalogs[lang]
  return fields.replaceAll('(none)', none).replace(/; (?=[\w./-]+: )/g, separator)
}

/** A value may end in Chinese where the sentence has a space for a name. */
function tidy(lang: Lang, text: string): string {
  return lang === 'en' ? text : text.replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
}

/**
 * Turns a sentence of the core into text. The core names its keys as plain strings; one that is not in the catalogue is
 * shown as it is, with its parameters, so that nothing is lost (a test keeps this from happening).
 */
export function translate(lang: Lang, { key, params }: Sentence): string {
  const sentence = { key, params: localParams(lang, params) }
  if (isCatalogKey(sentence.key)) return tidy(lang, fillPlaceholders(catalogs[lang][sentence.key], sentence.params))
  // Steps that repeat are numbered: `cluster-ids.2` is the second of `cluster-ids`.
  const [, name, n] = /^(.*)\.(\d+)$/.exec(sentence.key) ?? []
  if (name && n && isCatalogKey(name)) return fillPlaceholders(catalogs[lang][name], { n, ...sentence.params })
  const rest = Object.entries(sentence.params).map(([name, value]) => `${name}=${value}`)
  return [sentence.key, ...rest].join(' ')
}

/** The same once it is done: an operation's `KEY` says what to do, `KEY.done` says that it was done. */
export function translateDone(lang: Lang, sentence: Sentence): string {
  const done = `${sentence.key}.done`
  return translate(lang, isCatalogKey(done) ? { ...sentence, key: done } : sentence)
}
