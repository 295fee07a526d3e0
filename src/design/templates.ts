import { isMap, parseDocument } from 'yaml'
import type { Json } from '../model/plan.ts'

/**
 * Sets fields in a YAML template without touching the rest, so that its comments stay and no value can become syntax.
 * @param text a file of `templates/`, read by the caller
 * @param fields values by path; a field that the template does not have is added at the end of its map
 * @throws Error when the template is no YAML map: that is a mistake of ours, not of the user
 */
export function fillTemplate(text: string, fields: { path: string[]; value: Json }[]): string {
  const document = parseDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) throw new Error('a template is broken')
  for (const { path, value } of fields) document.setIn(path, value)
  return document.toString({ lineWidth: 0 })
}
