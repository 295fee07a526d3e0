import { parseDocument, stringify } from 'yaml'
import bgpConfiguration from '../../templates/bgpconfiguration.yaml'
import leafPeer from '../../templates/bgppeer-leaf.yaml'
import nodePeer from '../../templates/bgppeer-node.yaml'
import { fillTemplate } from '../design/templates.ts'
import type { Json } from '../model/plan.ts'

const templates: Record<string, string[]> = { BGPConfiguration: [bgpConfiguration], BGPPeer: [leafPeer, nodePeer] }

/**
 * The YAML document of an object that is created: from the template whose fields it has, so that its comments explain it to
 * whoever reads the command; else plain. Values are set in the parsed document, never pasted.
 */
export function documentOf(kind: string, name: string, content: Json): string {
  const spec = (content as { spec?: Record<string, Json> }).spec ?? {}
  const template = (templates[kind] ?? []).find((text) => fits(text, spec))
  if (template === undefined) return stringify({ apiVersion: 'projectcalico.org/v3', kind, metadata: { name }, spec })
  const fields = Object.entries(spec).map(([key, value]) => ({ path: ['spec', key], value }))
  return fillTemplate(template, [{ path: ['metadata', 'name'], value: name }, ...fields])
}

/** A template fits when the object has every field it has. */
function fits(text: string, spec: Record<string, Json>): boolean {
  const known = (parseDocument(text).toJS() as { spec: Record<string, unknown> }).spec
  return Object.keys(known).every((key) => Object.hasOwn(spec, key))
}
