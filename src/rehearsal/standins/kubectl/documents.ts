import { readFileSync } from 'node:fs'
import { Fatal, type KubeItem } from './api.ts'

/** Documents of a text, JSON or YAML. */
export async function parseText(text: string): Promise<unknown[]> {
  if (/^\s*[{[]/.test(text)) {
    try {
      return [JSON.parse(text)]
    } catch {
      // Perhaps YAML's flow style, or several JSON documents.
    }
  }
  const { parseAllDocuments } = await import('../shared/yaml-library.ts')
  return [...parseAllDocuments(text)].flatMap((document) => {
    const problem = document.errors[0]
    if (problem) throw new Error(problem.message.split('\n')[0])
    const value = document.toJS({ maxAliasCount: 100 })
    return value === null || value === undefined ? [] : [value]
  })
}

/** Objects of `-f FILE` or `-f -`, lists taken apart. */
export async function readObjects(files: string[]): Promise<{ item: KubeItem; source: string }[]> {
  const found: { item: KubeItem; source: string }[] = []
  for (const file of files) {
    const source = file === '-' ? 'STDIN' : file
    let text: string
    try {
      text = readFileSync(file === '-' ? 0 : file, 'utf8')
    } catch {
      throw new Fatal(`error: the path "${file}" does not exist`)
    }
    let documents: unknown[]
    try {
      documents = await parseText(text)
    } catch (error) {
      throw new Fatal(
        `error: error parsing ${source}: error converting YAML to JSON: yaml: ${(error as Error).message}`,
      )
    }
    for (const document of documents) {
      const { items } = document as { items?: KubeItem[] }
      for (const item of Array.isArray(items) ? items : [document as KubeItem]) found.push({ item, source })
    }
  }
  if (found.length === 0) throw new Fatal('error: no objects passed to create')
  return found
}
