import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { treeOf } from './tree.ts'

/** An object of a kept rehearsal, as its journal has it. */
interface Stored {
  kind: string
  metadata: { name: string; namespace?: string; resourceVersion: string; annotations?: Record<string, string> }
}

interface Entry {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  revision: number
  object: Stored
}

/** What a fault of kind `conflict` leaves behind: the edit of somebody else. */
const FOREIGN = 'rehearsal.example.com/edited-by'

/**
 * All objects of a kept rehearsal (--state-dir), without the versions that every write changes.
 * @param at `start`, as the scenario made them, or `now`
 */
export function objectsOf(directory: string, at: 'start' | 'now'): Record<string, string> {
  const lines = readFileSync(join(directory, 'cluster.ndjson'), 'utf8').trim().split('\n')
  const entries = lines.map((line) => JSON.parse(line) as Entry)
  const first = entries[0]!.revision
  const latest: Record<string, string> = {}
  for (const { type, revision, object } of entries) {
    if (at === 'start' && revision !== first) break
    const { kind, metadata } = object
    const key = `${kind}/${metadata.namespace ?? ''}/${metadata.name}`
    if (type === 'DELETED') delete latest[key]
    else latest[key] = plain(object)
  }
  return latest
}

function plain(object: Stored): string {
  const { resourceVersion: _, ...metadata } = object.metadata
  if (metadata.annotations) {
    const { [FOREIGN]: _foreign, ...annotations } = metadata.annotations
    metadata.annotations = annotations
  }
  return JSON.stringify({ ...object, metadata })
}

/** Files on the hosts of a kept rehearsal, and the routes and rules on its nodes: what no node has is left out. */
export function hostFilesOf(directory: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const part of ['host', 'nodes']) {
    for (const [path, text] of Object.entries(treeOf(join(directory, part)))) {
      const file = `${part}/${path}`
      // A folder on the way to a file is not counted; a table of routes is compared by what it holds.
      if (!text.includes(' ')) continue
      found[file] = path.endsWith('/network.json') ? readFileSync(join(directory, file), 'utf8').trim() : text
      if (found[file] === '{"routes":[],"rules":[]}') delete found[file]
    }
  }
  return found
}
