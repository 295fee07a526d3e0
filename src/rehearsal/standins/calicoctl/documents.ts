import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { goFileError } from '../shared/go-file-error.ts'
import { orderMetadata } from './convert.ts'
import { DecodeError, decodeResource, type Resource } from './decode.ts'
import { type Era, sentence } from './era.ts'
import { managerOfKind } from './kinds.ts'
import { parseYaml, splitDocuments, YamlError } from './yaml-read.ts'

/** A file that cannot be taken: "Failed to execute command: ...". */
export class FileProblem extends Error {}

/** Nothing in it, said without that beginning. */
export class EmptyInput extends Error {}

/** Reads the resources of `--filename`: a file, a directory or stdin. */
export async function readDocuments(
  filename: string,
  options: { recursive: boolean; skipEmpty: boolean; era: Era },
): Promise<Resource[]> {
  const { era, skipEmpty } = options
  if (filename !== '-' && isDirectory(filename)) {
    const files = filesBelow(filename, options.recursive)
    const lists = await Promise.all(files.map((file) => readDocuments(file, options)))
    const all = lists.flat()
    if (all.length === 0 && !skipEmpty) {
      throw new EmptyInput(sentence(era, `No resources specified in directory ${filename}`))
    }
    return all
  }
  const resources: Resource[] = []
  for (const part of splitDocuments(readText(filename))) resources.push(...(await resourcesOf(part, era)))
  if (resources.length === 0 && !skipEmpty) {
    throw new EmptyInput(sentence(era, `No resources specified in file ${filename}`))
  }
  return resources
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function filesBelow(directory: string, recursive: boolean): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name)
      if (entry.isDirectory()) return recursive ? filesBelow(path, true) : []
      return /\.(json|ya?ml)$/.test(entry.name) ? [path] : []
    })
}

function readText(filename: string): string {
  try {
    return readFileSync(filename === '-' ? 0 : filename, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EOF' || code === 'EAGAIN') return ''
    throw new FileProblem(goFileError(error, filename))
  }
}

/** The resources of one document: one resource, a list kind, or a plain list of resources. */
export async function resourcesOf(text: string, era: Era): Promise<Resource[]> {
  try {
    const document = await parseYaml(text)
    const entries = Array.isArray(document) ? document : [document]
    return entries.flatMap((entry) => resources(entry, era))
  } catch (error) {
    if (error instanceof YamlError || error instanceof DecodeError) {
      throw new FileProblem(`error parsing document: ${error.message}`)
    }
    throw error
  }
}

function resources(entry: unknown, era: Era): Resource[] {
  if (typeof entry !== 'object' || entry === null) {
    throw new DecodeError('json: cannot unmarshal string into Go value of type map[string]interface {}')
  }
  const input = entry as Record<string, unknown>
  const { kind, apiVersion } = input as { kind?: string; apiVersion?: string }
  if (!kind) throw new DecodeError(`Object 'Kind' is missing in '${JSON.stringify(input)}'`)
  const found = apiVersion === 'projectcalico.org/v3' ? managerOfKind(kind, era.minor) : undefined
  if (!found) {
    const text = `Unknown resource type (${kind}) and/or version (${apiVersion ?? ''})`
    throw new FileProblem(sentence(era, text))
  }
  if (found.list) {
    const items = (input['items'] ?? []) as Record<string, unknown>[]
    return items.map((item) => decode({ ...item, kind: found.manager.kind }, era))
  }
  return [decode(input, era)]
}

function decode(input: Record<string, unknown>, era: Era): Resource {
  const resource = decodeResource(input, era.minor, true)
  return { ...resource, metadata: orderMetadata(resource.metadata) as Resource['metadata'] }
}
