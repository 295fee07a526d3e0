import { columns } from '../shared/columns.ts'
import { goJsonIndent } from '../shared/go-json.ts'
import { yamlText } from '../shared/yaml-write.ts'
import type { Resource } from './decode.ts'
import type { Manager } from './kinds.ts'

/** One answer of `get`: a resource, or a list as the API gave it. */
export type Found =
  | { manager: Manager; resource: Resource }
  | { manager: Manager; items: Resource[]; resourceVersion: string }

/** Prints what was found in one of calicoctl's formats; throws for a format it does not have. */
export function print(found: Found[], format: string, asNumber: string): string {
  if (format === 'yaml' || format === 'yml') return yamlText(whole(found))
  if (format === 'json') return `${goJsonIndent(whole(found), '  ')}\n`
  if (format === 'ps' || format === 'wide') {
    const headings = (manager: Manager) => (format === 'wide' ? manager.wideHeadings : manager.headings)
    return found.map((each) => table(each, headings(each.manager), asNumber)).join('')
  }
  const [key, value = ''] = splitOnce(format)
  if (key === 'custom-columns') {
    if (!value) throw new Error('need to specify at least one column')
    return found.map((each) => table(each, value.split(','), asNumber)).join('')
  }
  throw new Error(`unrecognized output format '${format}'`)
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=')
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function whole(found: Found[]): unknown {
  if (found.length === 0) return null
  const values = found.map((each) => ('items' in each ? listOf(each) : each.resource))
  return values.length === 1 ? values[0] : values
}

function listOf(list: Extract<Found, { items: Resource[] }>): Record<string, unknown> {
  return {
    kind: `${list.manager.kind}List`,
    apiVersion: 'projectcalico.org/v3',
    metadata: list.resourceVersion ? { resourceVersion: list.resourceVersion } : {},
    items: list.items,
  }
}

function table(found: Found, headings: string[], asNumber: string): string {
  const { manager } = found
  for (const heading of headings) {
    if (manager.cells[heading]) continue
    const known = Object.keys(manager.cells).join(', ')
    throw new Error(`Unknown heading ${heading}, valid values are: ${known}`)
  }
  const resources = 'items' in found ? found.items : [found.resource]
  const rows = resources.map((resource) =>
    headings.map((heading) => manager.cells[heading]?.(resource, { asNumber }) ?? ''),
  )
  // Every cell ends with a tab, so that the last column is padded too; a table ends with an empty line.
  return `${columns([headings, ...rows], { minimum: 5, padding: 3, trailing: true })}\n`
}
