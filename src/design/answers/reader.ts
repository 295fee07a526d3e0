import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, type YAMLMap } from 'yaml'
import { cleanText } from '../../model/clean-text.ts'
import { WizardError } from '../../model/errors.ts'
import { tellSeveral } from './several.ts'
import { hostileShape } from './shape.ts'
import { short } from './short-text.ts'
import { didYouMean } from './suggest.ts'
import type { Place } from './types.ts'

/** As large as an answers file may be; 5,000 racks fit. */
const maxLength = 1024 * 1024
const maxDepth = 12
/** Names that all ranges of a file may make together: ten times the largest cluster Calico is tested with. */
const maxNames = 50_000

interface Problem {
  code: string
  place: Place | undefined
  message: string
  remedy: string
}

/** Reads one value of a map; `path` is where it stands. */
export type Field = (node: Node | null, path: string) => void

/**
 * Walks the syntax tree of an answers file, never a JavaScript object made from it: so every problem has its line, a
 * number keeps the digits it was written with (1.10 is an AS number), and no key can reach a prototype.
 * Collects problems and throws them all at once in {@link AnswersReader.finish}.
 */
export class AnswersReader {
  readonly places = new Map<string, Place>()
  private readonly problems: Problem[] = []
  /** How many more names the ranges of this file may make. */
  namesLeft = maxNames
  private readonly lines = new LineCounter()

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {}

  /** Parses the text. @returns the root map @throws WizardError when it is no single YAML map */
  root(): YAMLMap {
    if (this.text.length > maxLength) {
      this.fail('E_ANSWERS_TOO_LARGE', undefined, 'the file is larger than 1 MiB', 'write nodes as ranges: node[1-50]')
      this.finish()
    }
    const hostile = hostileShape(this.text)
    if (hostile) {
      const before = this.text.slice(0, hostile.offset)
      const place = { line: before.split('\n').length, column: hostile.offset - before.lastIndexOf('\n') }
      this.fail(
        'E_ANSWERS_YAML',
        place,
        `${hostile.what} has no place in answers`,
        'see docs/answers.md for the format',
      )
      this.finish()
    }
    // Alias resolution and tag constructors stay unused: only the tree is read.
    const documents = parseAllDocuments(this.text, { lineCounter: this.lines, uniqueKeys: false, stringKeys: false })
    const document = Array.isArray(documents) ? documents[0] : undefined
    if (Array.isArray(documents) && documents.length > 1) {
      const start = documents[1]!.range[0]
      this.fail('E_ANSWERS_YAML', this.placeAt(start), 'a second YAML document starts here', 'keep one document a file')
    }
    for (const error of document?.errors ?? []) {
      this.fail('E_ANSWERS_YAML', this.placeAt(error.pos[0]), error.message.split('\n')[0]!, 'correct the YAML here')
    }
    if (this.problems.length > 0) this.finish()
    if (!document || !isMap(document.contents)) {
      const empty = !document?.contents || (isScalar(document.contents) && document.contents.value === null)
      const message = empty ? 'the file holds no answers' : 'the file is no list of "question: answer" lines'
      this.fail('E_ANSWERS_EMPTY', undefined, message, 'start from a saved file, or use --answers guide')
      this.finish()
      throw new Error('unreachable')
    }
    this.refuseForeignYaml(document.contents, 0)
    if (this.problems.length > 0) this.finish()
    return document.contents
  }

  /** Notes a problem at a node. */
  problem(code: string, node: Node | null | undefined, message: string, remedy: string): undefined {
    this.fail(code, this.placeOf(node), message, remedy)
    return undefined
  }

  /** Reads a map with known keys only; unknown, repeated and non-text keys are problems. */
  map(node: Node | null, path: string, fields: Record<string, Field>): void {
    if (!isMap(node)) {
      this.problem('E_ANSWERS_TYPE', node, `${path || 'the file'} must be a map`, 'write key: value')
      return
    }
    this.note(path, node)
    const seen = new Set<string>()
    const known = Object.keys(fields)
    for (const pair of node.items) {
      // Whoever has a hundred problems does not read the next.
      if (this.problems.length > 100) return
      const key = pair.key as Node | null
      const name = isScalar(key) ? String(key.source ?? key.value) : undefined
      if (name === undefined) {
        this.problem('E_ANSWERS_TYPE', key, 'a key must be a plain word', `known: ${known.join(', ')}`)
        continue
      }
      const at = path ? `${path}.${name}` : name
      if (!Object.hasOwn(fields, name)) {
        const near = didYouMean(name, known)
        const remedy = near ? `did you mean "${near}"?` : `known here: ${known.join(', ')}`
        this.problem('E_ANSWERS_UNKNOWN_KEY', key, `unknown key "${at}"`, remedy)
      } else if (seen.has(name)) {
        this.problem('E_ANSWERS_DUPLICATE_KEY', key, `"${at}" is given twice`, 'remove one of the two')
      } else {
        seen.add(name)
        const value = pair.value as Node | null
        this.note(at, value ?? key)
        if (value === null || (isScalar(value) && value.value === null)) {
          this.problem(
            'E_ANSWERS_NO_VALUE',
            key,
            `"${at}" has no value`,
            'give one, or remove the line to take the proposal',
          )
        } else {
          fields[name]!(value, at)
        }
      }
    }
  }

  /** Reads a map whose keys are names; repeated names are problems. */
  entries(node: Node | null, path: string, each: (name: string, node: Node | null, path: string) => void): void {
    if (!isMap(node)) {
      this.problem('E_ANSWERS_TYPE', node, `${path} must be a map`, 'write name: value lines')
      return
    }
    const fields: Record<string, Field> = Object.create(null)
    for (const pair of node.items) {
      if (!isScalar(pair.key)) continue
      const name = String(pair.key.source ?? pair.key.value)
      fields[name] = (value, at) => each(name, value, at)
    }
    this.map(node, path, fields)
  }

  /** Reads a list; a single value counts as a list of one when `single` says so. */
  list(node: Node | null, path: string, each: Field, single = false): void {
    if (single && isScalar(node)) {
      each(node, path)
      return
    }
    if (!isSeq(node)) {
      this.problem('E_ANSWERS_TYPE', node, `${path} must be a list`, 'write "- value" lines')
      return
    }
    this.note(path, node)
    node.items.forEach((item, index) => {
      const at = `${path}[${index}]`
      this.note(at, item as Node)
      each(item as Node, at)
    })
  }

  /** The text of a scalar exactly as it was written, quotes resolved. */
  scalar(node: Node | null, path: string): string | undefined {
    if (!isScalar(node))
      return this.problem('E_ANSWERS_TYPE', node, `${path} must be one value`, 'write a single word or number')
    return node.type === 'PLAIN' ? (node.source ?? String(node.value)) : String(node.value)
  }

  /** One of some words. */
  word<T extends string>(node: Node | null, path: string, words: readonly T[]): T | undefined {
    const text = this.scalar(node, path)
    if (text === undefined || (words as readonly string[]).includes(text)) return text as T | undefined
    const near = didYouMean(text, words)
    const remedy = near ? `did you mean "${near}"? known: ${words.join(', ')}` : `write one of: ${words.join(', ')}`
    return this.problem('E_ANSWERS_VALUE', node, `${path}: "${short(text)}" is not known`, remedy)
  }

  /** true or false, unquoted. YAML 1.1's yes and no are refused: half of all readers take them for text. */
  boolean(node: Node | null, path: string): boolean | undefined {
    const text = this.word(node, path, ['true', 'false'])
    return text === undefined ? undefined : text === 'true'
  }

  /** Throws everything that was found, the first problem leading. */
  finish(): void {
    const [first, ...rest] = this.problems
    if (!first) return
    throw new WizardError({
      code: first.code,
      exitCode: 2,
      what: tellSeveral(
        first,
        rest.map((problem) => ({ ...problem, where: this.where(problem.place) })),
      ),
      where: this.where(first.place),
      remedies: [first.remedy],
    })
  }

  private where(place: Place | undefined): string {
    return place ? `${this.file}:${place.line}:${place.column}` : this.file
  }

  private fail(code: string, place: Place | undefined, message: string, remedy: string): void {
    this.problems.push({ code, place, message, remedy })
  }

  private note(path: string, node: Node | null): void {
    const place = this.placeOf(node)
    if (place) this.places.set(path, place)
  }

  private placeOf(node: Node | null | undefined): Place | undefined {
    return node?.range ? this.placeAt(node.range[0]) : undefined
  }

  private placeAt(offset: number): Place {
    const { line, col } = this.lines.linePos(offset)
    return { line, column: col }
  }

  /** Tags, anchors, aliases and deep nesting have no meaning in answers, and `!has(x)` unquoted is a tag by accident. */
  private refuseForeignYaml(node: unknown, depth: number): void {
    if (isAlias(node)) {
      this.problem('E_ANSWERS_YAML', node, 'aliases (*name) are not used here', 'write the value out')
      return
    }
    const item = node as Node & { tag?: string; anchor?: string }
    if (depth > maxDepth) {
      this.problem('E_ANSWERS_YAML', item, 'nested too deep', 'see docs/answers.md for the format')
      return
    }
    if (item?.anchor) this.problem('E_ANSWERS_YAML', item, 'anchors (&name) are not used here', 'write the value out')
    if (item?.tag && !item.tag.startsWith('tag:yaml.org,2002:')) {
      this.problem('E_ANSWERS_YAML', item, `"${short(item.tag)}" is a YAML tag`, 'put the value in quotes')
    } else if (item?.tag) {
      this.problem('E_ANSWERS_YAML', item, 'type tags (!!) are not used here', 'remove the tag')
    }
    if (isScalar(node)) {
      const text = String(node.source ?? node.value)
      if (cleanText(text) !== text)
        this.problem('E_ANSWERS_VALUE', item, `"${short(text)}" holds control characters`, 'remove them')
    }
    if (isMap(node)) {
      for (const pair of node.items) {
        if (pair.key) this.refuseForeignYaml(pair.key, depth + 1)
        if (pair.value) this.refuseForeignYaml(pair.value, depth + 1)
      }
    } else if (isSeq(node)) {
      for (const entry of node.items) this.refuseForeignYaml(entry, depth + 1)
    }
  }
}
