import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseAllDocuments,
  type Scalar,
} from 'yaml'
import { cleanText } from '../../model/clean-text.ts'
import type { ParseContext } from './context.ts'
import { refuse } from './refuse.ts'
import { plainScalar, scalarAsText } from './scalars.ts'

/** Kubernetes objects nest about ten levels; deeper is no resource. */
const deepest = 100
/** Nodes of all documents with every alias written out. Aliases that multiply ("bombs") end here. */
const mostNodes = 20_000_000

/** Fields that hold text even where YAML would see a number or a boolean. */
const textFields = new Set(
  'name namespace node nodeName nodeSelector peerSelector localWorkloadSelector peerIP reachableBy ipv4Address ipv6Address routeReflectorClusterID cidr key calicoVersion maxRestartTime keepaliveTime nodeMeshMaxRestartTime'.split(
    ' ',
  ),
)
/** Maps of text to text. */
const textMaps = new Set(['labels', 'annotations'])
/** 1.10 is AS 65546: only the source text tells it from 1.1. */
const asnFields = new Set(['asNumber', 'localASNumber'])

type Mode = 'plain' | 'text' | 'text-map' | 'asn'

/**
 * Reads YAML (and JSON, which is YAML) documents into plain values. Empty documents are left out.
 * @throws WizardError E_RESOURCES_SYNTAX and others, naming line and column
 */
export function readYaml(text: string, context: ParseContext): unknown[] {
  const counter = new LineCounter()
  let documents: readonly Document.Parsed[]
  try {
    documents = parseAllDocuments(text, { lineCounter: counter, prettyErrors: true, keepSourceTokens: false })
  } catch (cause) {
    // The parser's own stack: the text nests deeper than any resource.
    if (cause instanceof RangeError) throw tooDeep(context.file, cause)
    throw cause
  }
  const reader = new Reader(counter, context)
  return documents.flatMap((document) => {
    const [error] = document.errors
    if (error) {
      const place = error.linePos?.[0] ?? counter.linePos(error.pos[0])
      const [what = ''] = error.message.split('\n')
      throw refuse(
        'E_RESOURCES_SYNTAX',
        `this is no valid YAML: ${what.replace(/ at line \d+, column \d+:?$/, '')}`,
        `${context.file}:${place.line}:${place.col}`,
        ['Correct the text at this place; quote selectors and everything else that starts with ! & * or {.'],
      )
    }
    const { contents } = document
    if (!contents || (isScalar(contents) && contents.value === null)) return []
    return [reader.read(contents, document)]
  })
}

class Reader {
  readonly #counter: LineCounter
  readonly #context: ParseContext
  /** Values by anchored node, so that an alias shares its value instead of copying it. */
  readonly #anchored = new Map<object, { value: unknown; size: number }>()
  readonly #open = new Set<object>()
  #size = 0

  constructor(counter: LineCounter, context: ParseContext) {
    this.#counter = counter
    this.#context = context
  }

  read(node: ParsedNode, document: Document.Parsed): unknown {
    return this.#value(node, document, 'plain', 0)
  }

  #value(node: ParsedNode | null, document: Document.Parsed, mode: Mode, depth: number): unknown {
    if (!node) return null
    if (depth > deepest) throw tooDeep(this.#place(node))
    this.#count(1, node)
    if (isAlias(node)) return this.#alias(node, document, mode, depth)
    if (isScalar(node)) return this.#scalar(node, mode)
    const before = this.#size
    this.#open.add(node)
    const value = isMap(node) ? this.#map(node, document, mode, depth) : this.#list(node, document, depth)
    this.#open.delete(node)
    if (node.anchor) this.#anchored.set(node, { value, size: this.#size - before })
    if (node.range) this.#context.lines.set(value, this.#counter.linePos(node.range[0]).line)
    return value
  }

  #list(node: ParsedNode, document: Document.Parsed, depth: number): unknown[] {
    const items = isSeq(node) ? node.items : []
    return items.map((item) => this.#value(item as ParsedNode, document, 'plain', depth + 1))
  }

  #map(node: ParsedNode, document: Document.Parsed, mode: Mode, depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = {}
    const merged: Record<string, unknown>[] = []
    for (const pair of isMap(node) ? node.items : []) {
      const key = isScalar(pair.key) ? cleanText(String(pair.key.source ?? pair.key.value)) : ''
      const value = pair.value as ParsedNode | null
      if (key === '<<') {
        const from = this.#value(value, document, 'plain', depth + 1)
        for (const part of Array.isArray(from) ? from : [from]) {
          if (typeof part === 'object' && part !== null) merged.push(part)
        }
        continue
      }
      // Own keys win over merged ones; __proto__ stays an ordinary key.
      Object.defineProperty(map, key, {
        value: this.#value(value, document, mode === 'text-map' ? 'text' : modeOf(key), depth + 1),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    for (const part of merged) for (const [key, value] of Object.entries(part)) if (!(key in map)) map[key] = value
    return map
  }

  #alias(node: ParsedNode & { source?: unknown }, document: Document.Parsed, mode: Mode, depth: number): unknown {
    const target = isAlias(node) ? node.resolve(document) : undefined
    if (!target || this.#open.has(target)) {
      throw refuse('E_RESOURCES_ALIAS', 'this alias points to nothing, or into itself', this.#place(node), [
        'Write the value out.',
      ])
    }
    const known = this.#anchored.get(target)
    if (known) {
      this.#count(known.size, node)
      return known.value
    }
    return this.#value(target as ParsedNode, document, mode, depth + 1)
  }

  #scalar(node: Scalar, mode: Mode): unknown {
    const source = node.source ?? String(node.value ?? '')
    if (node.tag?.startsWith('!') && !node.tag.startsWith('!!')) return this.#tagged(node, source)
    // Between double quotes escapes stand for any character.
    if (node.type !== 'PLAIN') return cleanText(source)
    if (mode === 'asn') return /^\d+$/.test(source) ? Number(source) : plainScalar(source) === null ? null : source
    if (mode !== 'text') return plainScalar(source)
    const text = scalarAsText(source)
    if (text !== source && typeof plainScalar(source) === 'boolean') {
      this.#warn(
        'W_YAML_BOOLEAN',
        node,
        `${source} without quotes is a boolean: it is read as "${text}", as calicoctl does`,
      )
    }
    return plainScalar(source) === null ? null : text
  }

  /** An unquoted `!has(x)` is a tag on an empty value, and quietly turns a peer into a global one. */
  #tagged(node: Scalar, source: string): string {
    this.#warn(
      'W_YAML_TAG',
      node,
      `${node.tag} is not in quotes: YAML takes it for a tag, and what is left is ${JSON.stringify(source)}`,
      `Write "${node.tag}${source ? ` ${source}` : ''}" in quotes.`,
    )
    return source
  }

  #warn(code: string, node: ParsedNode | Scalar, message: string, remedy?: string): void {
    this.#context.warnings.push({ code, subject: this.#place(node), message, ...(remedy ? { remedy } : {}) })
  }

  #count(size: number, node: ParsedNode): void {
    this.#size += size
    if (this.#size <= mostNodes) return
    throw refuse(
      'E_RESOURCES_TOO_MANY_ALIASES',
      'written out, the aliases of this file are larger than any cluster',
      this.#place(node),
      ['Write the values out instead of nesting aliases.'],
    )
  }

  #place(node: ParsedNode | Scalar): string {
    if (!node.range) return this.#context.file
    const { line, col } = this.#counter.linePos(node.range[0])
    return `${this.#context.file}:${line}:${col}`
  }
}

function modeOf(key: string): Mode {
  if (asnFields.has(key)) return 'asn'
  if (textMaps.has(key)) return 'text-map'
  return textFields.has(key) ? 'text' : 'plain'
}

function tooDeep(where: string, cause?: unknown): Error {
  return refuse(
    'E_RESOURCES_TOO_DEEP',
    `this nests deeper than ${deepest} levels, which no resource does`,
    where,
    ['Give resources as calicoctl or kubectl prints them.'],
    cause,
  )
}
