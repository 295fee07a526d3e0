import { parseDocument, stringify } from 'yaml'
import bgpConfiguration from '../../templates/bgpconfiguration.yaml'
import leafPeer from '../../templates/bgppeer-leaf.yaml'
import nodePeer from '../../templates/bgppeer-node.yaml'
import { fillTemplate } from '../design/templates.ts'
import type { Json } from '../model/plan.ts'

const templates: Record<string, { text: string; fields: string[] }[]> = {
  BGPConfiguration: [withFieldsOf(bgpConfiguration)],
  BGPPeer: [withFieldsOf(leafPeer), withFieldsOf(nodePeer)],
}

function withFieldsOf(text: string): { text: string; fields: string[] } {
  const { spec } = parseDocument(text).toJS() as { spec: Record<string, unknown> }
  return { text, fields: Object.keys(spec) }
}

/**
 * Documents made so far, by everything they are made of. A plan shows a document, the check before a run builds it again,
 * and so does each run of its command: for thousands of peers that is minutes of YAML. Dropped as a whole when full.
 */
const made = new Map<string, string>()
const MADE_LIMIT = 4096

/**
 * The YAML document of an object that is created: from the template whose fields it has, so that its comments explain it to
 * whoever reads the command; else plain. Values are set in the parsed document, never pasted.
 */
export function documentOf(kind: string, name: string, content: Json): string {
  const key = JSON.stringify([kind, name, content])
  const known = made.get(key)
  if (known !== undefined) return known
  const document = makeDocument(kind, name, content)
  if (made.size >= MADE_LIMIT) made.clear()
  made.set(key, document)
  return document
}

function makeDocument(kind: string, name: string, content: Json): string {
  const spec = (content as { spec?: Record<string, Json> }).spec ?? {}
  // A template fits when the object has every field it has.
  const template = (templates[kind] ?? []).find(({ fields }) => fields.every((field) => Object.hasOwn(spec, field)))
  if (template === undefined) return stringify({ apiVersion: 'projectcalico.org/v3', kind, metadata: { name }, spec })
  const fields = Object.entries(spec).map(([key, value]) => ({ path: ['spec', key], value }))
  return fillTemplate(template.text, [{ path: ['metadata', 'name'], value: name }, ...fields])
}
