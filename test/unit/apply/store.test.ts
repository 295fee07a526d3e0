import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeRecord, journalStart } from '../../../src/apply/core/codec.ts'
import type { JournalRecord } from '../../../src/apply/core/record.ts'
import type { Disk } from '../../../src/apply/disk.ts'
import { nodeDisk } from '../../../src/apply/disk-node.ts'
import { JournalDead } from '../../../src/apply/journal.ts'
import { RunStore } from '../../../src/apply/run-store.ts'
import { statusRuns } from '../../../src/apply/status.ts'
import type { StoreError } from '../../../src/apply/store-error.ts'
import { writeSupportBundle } from '../../../src/cli/support-bundle.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const stamp = { at: 1, up: 1, boot: 'b' }
const header: JournalRecord = {
  t: 'header',
  schema: 1,
  run: 'run-aaaa',
  cluster: { context: 'c', server: 's', uid: 'u' },
  host: 'h',
  user: 0,
  wizard: '1',
  rehearsal: false,
  unverified: false,
  stamp,
}
let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'crrw-store-'))
})
afterEach(() => rmSync(root, { recursive: true }))
const store = (disk: Disk = nodeDisk) => new RunStore(disk, root, hash)

describe('the runs of a host', () => {
  it('keep what was written, and go on after a torn end', () => {
    const journal = store().create('run-aaaa', '{}')
    journal.write(header)
    journal.close()
    const path = store().path('run-aaaa', 'journal')
    writeFileSync(path, '123 abc', { flag: 'a' })
    expect(store().peek('run-aaaa')).toMatchObject({ status: 'ok', tornBytes: 7 })
    const again = store().open('run-aaaa')
    again.write({ t: 'skipped', op: '1.1' })
    again.close()
    expect(store().peek('run-aaaa')).toMatchObject({
      status: 'ok',
      tornBytes: 0,
      records: [header, { t: 'skipped', op: '1.1' }],
    })
    expect(store().list()).toEqual(['run-aaaa'])
    expect(() => store().create('run-aaaa', '{}')).toThrow(/EEXIST/)
  })
  it('of another version, of another run, or without a header are refused', () => {
    store().create('run-aaaa', '{}').close()
    const path = store().path('run-aaaa', 'journal')
    const put = (record: unknown) => writeFileSync(path, encodeRecord(record as JournalRecord, journalStart, hash).line)
    const problem = () => {
      try {
        store().open('run-aaaa')
      } catch (error) {
        return (error as { problem: { code: string; what: string } }).problem
      }
      return undefined
    }
    put({ ...header, schema: 2, newField: true })
    expect(problem()).toMatchObject({ code: 'E_JOURNAL_VERSION', what: expect.stringContaining('schema 2') })
    put({ ...header, run: 'run-bbbb' })
    expect(problem()).toMatchObject({ code: 'E_JOURNAL_DAMAGED', what: expect.stringContaining('run-bbbb') })
    put({ t: 'skipped', op: '1' })
    expect(problem()).toMatchObject({ code: 'E_JOURNAL_DAMAGED' })
    put({ ...header, argv: ['rm', '-rf'] })
    expect(problem()).toMatchObject({ code: 'E_JOURNAL_DAMAGED' })
    put(header)
    expect(problem()).toBeUndefined()
  })
  it('that cannot be used are shown, with the others', () => {
    for (const id of ['run-aaaa', 'run-bbbb']) {
      const journal = store().create(id, '{}')
      journal.write({ ...header, run: id })
      journal.close()
    }
    chmodSync(store().path('run-aaaa', 'journal'), 0o666)
    expect(statusRuns(store())).toMatchObject([
      { runId: 'run-bbbb', state: 'never-started' },
      { runId: 'run-aaaa', state: 'damaged', problem: expect.stringContaining('open to others') },
    ])
    const unlisted: Disk = {
      ...nodeDisk,
      list: () => {
        throw new Error('EIO')
      },
    }
    expect(() => statusRuns(store(unlisted))).toThrow('EIO')
    const broken = { peek: () => Promise.reject, list: () => ['run-cccc'] } as unknown as RunStore
    expect(() => statusRuns(broken)).toThrow(TypeError)
  })
  it.each([
    ['a directory', (path: string) => mkdirSync(path), 'is not a plain file'],
    ['a link', (path: string) => symlinkSync(`${path}.real`, path), 'is a link'],
    ['a second name', (path: string) => linkSync(`${path}.real`, path), 'has a second name (hard link)'],
    ['a file of gigabytes', (path: string) => truncateSync(path, 2 ** 30), 'is longer than 536870912 bytes'],
  ])('whose journal is %s are told with place, reason and what to type', (_, put, reason) => {
    const journal = store().create('run-aaaa', '{}')
    journal.write(header)
    journal.close()
    const path = store().path('run-aaaa', 'journal')
    if (reason.startsWith('is longer')) put(path)
    else {
      renameSync(path, `${path}.real`)
      put(path)
    }
    expect(statusRuns(store())).toMatchObject([
      { runId: 'run-aaaa', state: 'damaged', problem: `${path} ${reason}`, next: ['bundle run-aaaa'] },
    ])
    const refusal = () => {
      try {
        store().open('run-aaaa')
      } catch (error) {
        return (error as StoreError).problem
      }
      return undefined
    }
    expect(refusal()).toMatchObject({ code: 'E_STATE_DIR', what: `${path} ${reason}`, where: path })
    expect(refusal()?.remedies.join()).toMatch(/bundle run-aaaa.*rollback run-aaaa/)
    const bundle = writeSupportBundle(store(), 'run-aaaa', undefined)
    expect(readFileSync(join(bundle, 'plan.json'), 'utf8')).toBe('{}')
    expect(readFileSync(join(bundle, 'not-collected.txt'), 'utf8')).toBe(`journal: ${path} ${reason}\n`)
    const about = JSON.parse(readFileSync(join(bundle, 'about.json'), 'utf8'))
    expect(about).toMatchObject({ run: { state: 'damaged' }, missing: [`journal: ${path} ${reason}`] })
    // Put right, it is whole.
    rmSync(path, { recursive: true })
    if (reason.startsWith('is longer')) return
    renameSync(`${path}.real`, path)
    expect(existsSync(join(writeSupportBundle(store(), 'run-aaaa', undefined), 'not-collected.txt'))).toBe(false)
    expect(existsSync(join(bundle, 'journal'))).toBe(true)
  })
  it('keep evidence, and go on without it', () => {
    store().create('run-aaaa', '{}').close()
    store().note('run-aaaa', 'commands.ndjson', 'a\n')
    store().note('run-aaaa', 'commands.ndjson', 'b\n')
    expect(new TextDecoder().decode(store().readSide('run-aaaa', 'commands.ndjson'))).toBe('a\nb\n')
    expect(readFileSync(store().path('run-aaaa', 'plan.json'), 'utf8')).toBe('{}')
    const broken: Disk = {
      ...nodeDisk,
      append: () => {
        throw new Error('EIO')
      },
    }
    expect(() => store(broken).note('run-aaaa', 'commands.ndjson', 'c\n')).not.toThrow()
  })
  it('are never written again after a failed sync', () => {
    let syncs = 0
    let appends = 0
    const failing: Disk = {
      ...nodeDisk,
      create: (path) => {
        const file = nodeDisk.create(path)
        if (!path.endsWith('journal')) return file
        return {
          append: (bytes) => {
            appends++
            file.append(bytes)
          },
          truncate: (length) => file.truncate(length),
          close: () => file.close(),
          sync: () => {
            syncs++
            throw new Error('EIO')
          },
        }
      },
    }
    const journal = store(failing).create('run-aaaa', '{}')
    expect(() => journal.write(header)).toThrow(JournalDead)
    expect(() => journal.write(header)).toThrow(JournalDead)
    expect([syncs, appends]).toEqual([1, 1])
    journal.close()
  })
})
