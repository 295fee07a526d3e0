import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepBinary } from '../../../src/cli/calicoctl-source.ts'
import { sha256 } from '../../../src/cli/hash.ts'
import { writePrivateFile } from '../../../src/cli/private-file.ts'

/** What the system was asked for, and what it does instead of what it should. */
const system = vi.hoisted(() => ({
  calls: [] as string[],
  /** Bytes that a write takes at most. */
  takes: Number.POSITIVE_INFINITY,
  room: Number.POSITIVE_INFINITY,
  broken: undefined as undefined | 'fsync' | 'fsync of a directory' | 'rename',
  code: 'EIO',
}))

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const fail = () => {
    throw Object.assign(new Error(system.code), { code: system.code })
  }
  return {
    ...fs,
    openSync: (...args: Parameters<typeof fs.openSync>) => {
      const fd = fs.openSync(...args)
      if (fs.fstatSync(fd).isFile()) system.calls.push(`open ${args[0]}`)
      return fd
    },
    writeSync: (fd: number, bytes: Uint8Array, from: number, length: number) => {
      const took = Math.min(length, system.takes, system.room)
      if (took === 0) fail()
      system.room -= took
      return fs.writeSync(fd, bytes, from, took)
    },
    fsyncSync: (fd: number) => {
      const what = fs.fstatSync(fd).isDirectory() ? 'fsync of a directory' : 'fsync'
      system.calls.push(what)
      if (system.broken === what) fail()
      fs.fsyncSync(fd)
    },
    renameSync: (from: string, to: string) => {
      system.calls.push('rename')
      if (system.broken === 'rename') fail()
      fs.renameSync(from, to)
    },
  }
})

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'crrw-new-file-'))
  Object.assign(system, {
    calls: [],
    takes: Number.POSITIVE_INFINITY,
    room: Number.POSITIVE_INFINITY,
    broken: undefined,
    code: 'EIO',
  })
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Each place that puts a whole file in the place of another, and what it writes there. */
const writers: [string, (text: string) => string][] = [
  [
    'a private file',
    (text) => {
      writePrivateFile(join(directory, 'kept'), text)
      return join(directory, 'kept')
    },
  ],
  [
    'a calicoctl',
    (text) => {
      const source = mkdtempSync(join(tmpdir(), 'crrw-source-'))
      try {
        writeFileSync(join(source, 'calicoctl'), text)
        return join(directory, keepBinary(join(source, 'calicoctl'), directory).hash)
      } finally {
        rmSync(source, { recursive: true })
      }
    },
  ],
]

describe.each(writers)('%s', (name, write) => {
  it('is whole although the system takes a few bytes at a time', () => {
    system.takes = 3
    expect(readFileSync(write('a text of some bytes ø'), 'utf8')).toBe('a text of some bytes ø')
    expect(readdirSync(directory)).toHaveLength(1)
  })
  it('is on disk, and its name too, before anything goes on', () => {
    const path = write('text')
    expect(system.calls.slice(1)).toEqual(['fsync', 'rename', 'fsync of a directory'])
    expect(statSync(path).mode & 0o777).toBe(name === 'a private file' ? 0o600 : 0o700)
  })
  it.each(['a full disk', 'fsync', 'rename'] as const)(
    'leaves what was there as it was, and nothing beside it: %s',
    (what) => {
      const path = write('text')
      const before = 'an earlier one, longer than the new'
      rmSync(path)
      writeFileSync(path, before)
      if (what === 'a full disk') system.room = 2
      else system.broken = what
      expect(() => write('text')).toThrow('EIO')
      expect(readFileSync(path, 'utf8')).toBe(before)
      expect(readdirSync(directory)).toHaveLength(1)
    },
  )
  it('says that its name may be gone, except where a file system keeps names its own way', () => {
    system.broken = 'fsync of a directory'
    expect(() => write('text')).toThrow('EIO')
    system.code = 'EINVAL'
    expect(readFileSync(write('other text'), 'utf8')).toBe('other text')
  })
})

it('the name beside a private file is one that nobody can foresee', () => {
  for (const text of ['one', 'two']) writePrivateFile(join(directory, 'kept'), text)
  const names = system.calls.filter((call) => call.startsWith('open'))
  expect(new Set(names).size).toBe(2)
  for (const each of names) expect(each).toMatch(/\/\.[0-9a-f]{24}\.new$/)
})

describe('a calicoctl that is kept already', () => {
  const source = () => join(directory, 'source')
  const keep = () => join(directory, 'kept', keepBinary(source(), join(directory, 'kept')).hash)
  beforeEach(() => writeFileSync(source(), 'binary'))
  it('is left alone when it is what its name says', () => {
    const { ino } = statSync(keep())
    expect(statSync(keep()).ino).toBe(ino)
  })
  it.each([
    ['half of it', (path: string) => writeFileSync(path, 'bin')],
    ['another of its length', (path: string) => writeFileSync(path, 'BINARY')],
    ['a link', (path: string) => symlinkSync(source(), path)],
    ['one that cannot be run', (path: string) => writeFileSync(path, 'binary', { mode: 0o600 })],
  ])('is made anew when it is %s', (_, damage) => {
    const path = keep()
    expect(path.endsWith(sha256('binary'))).toBe(true)
    rmSync(path)
    damage(path)
    expect(keep()).toBe(path)
    expect(readFileSync(path, 'utf8')).toBe('binary')
    expect(readFileSync(source(), 'utf8')).toBe('binary')
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(directory, 'kept'))).toHaveLength(1)
  })
  it('is told when a directory has its name', () => {
    mkdirSync(join(directory, 'kept', sha256('binary')), { recursive: true })
    expect(() => keep()).toThrow(expect.objectContaining({ code: 'E_CALICOCTL_SOURCE', exitCode: 3 }))
  })
})
