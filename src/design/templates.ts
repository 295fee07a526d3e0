import { type Document, isMap, parseDocument } from 'yaml'
import type { Json } from '../model/plan.ts'

/**
 * Sets fields in a YAML template without touching the rest, so that its comments stay and no value can become syntax.
 * @param text a file of `templates/`, read by the caller
 * @param fields values by path; a field that the template does not have is added at the end of its map
 * @throws Error when the template is no YAML map: that is a mistake of ours, not of the user
 */
export function fillTemplate(text: string, fields: { path: string[]; value: Json }[]): string {
  const document = templateOf(text).clone()
  for (const { path, value } of fields) document.setIn(path, value)
  return document.toString({ lineWidth: 0 })
}

const parsed = new Map<string, Document>()

/** A template is parsed once: a plan fills it for every rack. Whoever changes it takes a copy. */
function templateOf(text: string): Document {
  let document = parsed.get(text)
  if (!document) {
    document = parseDocument(text) as Document
    if (document.errors.length > 0 || !isMap(document.contents)) throw new Error('a template is broken')
    parsed.set(text, document)
  }
  return document
}
