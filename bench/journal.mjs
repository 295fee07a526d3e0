// Journal cost: 10,000 operations (an intent and an outcome each), every record synced, beside the same without a sync and
// without a journal at all. Prints one JSON line.

import { createHash } from 'node:crypto'
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const operations = Number(process.argv[2] ?? 10_000)
const dir = mkdtempSync(join(process.env.CRRW_BENCH_DIR ?? root, '.bench-journal-'))
try {
  const file = join(dir, 'codec.mjs')
  const entry = join(root, 'src/apply/core/codec.ts')
  await build({
    loader: { '.yaml': 'text', '.cfg': 'text' },
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
    logLevel: 'silent',
  })
  const { encodeRecord, journalStart } = await import(file)
  const hash = (text) => createHash('sha256').update(text).digest('hex')
  const stamp = { at: 1_790_000_000_000, up: 1000, boot: 'boot' }

  const records = function* () {
    for (let n = 0; n < operations; n++) {
      const ref = { kind: 'KubeNode', name: `node${n}`, uid: `0a1b2c3d-${n}` }
      const fields = [{ path: ['metadata', 'labels', 'rr-group'], after: `rr${n % 50}` }]
      yield {
        t: 'intent',
        op: `1.${n}`,
        changes: [{ action: 'update', ref, fields }],
        uids: { [`KubeNode/node${n}`]: ref.uid },
        stamp,
      }
      yield { t: 'observed', op: `1.${n}`, status: 'done', uids: { [`KubeNode/node${n}`]: ref.uid } }
    }
  }
  const measure = (write, sync) => {
    const fd = openSync(join(dir, `journal-${write}-${sync}`), 'ax', 0o600)
    let head = journalStart
    let bytes = 0
    const waits = []
    const started = performance.now()
    for (const record of records()) {
      if (!write) continue
      const encoded = encodeRecord(record, head, hash)
      head = encoded.head
      bytes += writeSync(fd, encoded.line)
      if (!sync) continue
      const before = performance.now()
      fdatasyncSync(fd)
      waits.push(performance.now() - before)
    }
    const ms = Math.round(performance.now() - started)
    closeSync(fd)
    waits.sort((a, b) => a - b)
    const at = (part) => Number((waits[Math.floor(waits.length * part)] ?? 0).toFixed(3))
    return { ms, bytes, syncP50: at(0.5), syncP99: at(0.99) }
  }
  const without = measure(false, false)
  const unsynced = measure(true, false)
  const synced = measure(true, true)
  console.log(
    JSON.stringify({
      bench: 'journal',
      operations,
      withoutMs: without.ms,
      unsyncedMs: unsynced.ms,
      syncedMs: synced.ms,
      bytes: synced.bytes,
      syncP50Ms: synced.syncP50,
      syncP99Ms: synced.syncP99,
    }),
  )
} finally {
  rmSync(dir, { recursive: true })
}
