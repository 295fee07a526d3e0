import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { kindOfObject } from '../store/kinds.ts'
import type { KubeObject } from '../store/object.ts'
import type { Store } from '../store/store.ts'

/**
 * Keeps the cluster's state on disk, one line a change, so that a rehearsal whose wizard was killed goes on where it was:
 * the embedded cluster lives in the wizard's process, a real one would not have died with it.
 */
export function journalTo(store: Store, file: string): () => void {
  return store.onChange(({ type, revision, object }) => {
    appendFileSync(file, `${JSON.stringify({ type, revision, object })}\n`)
  })
}

/** Writes all objects as the start of a new journal. */
export function writeSnapshot(store: Store, objects: KubeObject[], file: string): void {
  const lines = objects.map((object) => JSON.stringify({ type: 'ADDED', revision: store.revision, object }))
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
}

/** Fills an empty store from a journal; false when there is none. A torn last line is what a kill leaves: dropped. */
export function restoreFrom(store: Store, file: string): boolean {
  if (!existsSync(file)) return false
  const latest = new Map<string, KubeObject>()
  let revision = 0
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line) continue
    let entry: { type: string; revision: number; object: KubeObject }
    try {
      entry = JSON.parse(line)
    } catch {
      break
    }
    const { apiVersion, kind, metadata } = entry.object
    const key = `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`
    if (entry.type === 'DELETED') latest.delete(key)
    else latest.set(key, entry.object)
    revision = Math.max(revision, entry.revision)
  }
  for (const object of latest.values()) {
    const kind = kindOfObject(object.apiVersion, object.kind)
    if (kind) store.restore(kind, object)
  }
  store.goOnFrom(revision)
  return latest.size > 0
}
