import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/cli/hash.ts'
import { cleanText } from '../../../src/model/clean-text.ts'
import { parseVersion } from '../../../src/model/version.ts'
import { releaseFile } from '../../../src/tools/calicoctl-release.ts'
import { childrenOf, RUN_MARK, stopChildren } from '../../../src/tools/children.ts'
import { download } from '../../../src/tools/download.ts'
import { childEnvironment } from '../../../src/tools/environment.ts'
import { readFileObject, runInternal } from '../../../src/tools/internal.ts'
import { locate, writableByOthers } from '../../../src/tools/locate.ts'
import { runChild } from '../../../src/tools/process.ts'
import { sshArguments } from '../../../src/tools/ssh.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'crrw-tools-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const child = (code: string, some: Partial<Parameters<typeof runChild>[0]> = {}) =>
  runChild({
    file: process.execPath,
    argv: ['-e', code],
    env: childEnvironment(process.env),
    timeoutMs: 10_000,
    mayStop: true,
    ...some,
  })

describe('runChild', () => {
  it('gives exit code and both streams', async () => {
    expect(await child("console.log('a');console.error('b');process.exit(3)")).toMatchObject({
      exitCode: 3,
      stdout: 'a\n',
      stderr: 'b\n',
      timedOut: false,
    })
  })

  it('stops a child that ignores TERM, and says that time ran out', async () => {
    const end = await child("process.on('SIGTERM',()=>{});setInterval(()=>{},1000)", { timeoutMs: 300, mayStop: false })
    expect(end.timedOut).toBe(true)
    expect(end.exitCode).toBeUndefined()
  })

  it('never lets a child wait for a key press', async () => {
    expect((await child("process.stdin.on('end',()=>console.log('end')).resume()")).stdout).toBe('end\n')
  })

  it('hands over text and files on stdin', async () => {
    const echo = 'process.stdin.pipe(process.stdout)'
    expect((await child(echo, { stdin: 'x\ny' })).stdout).toBe('x\ny')
    writeFileSync(join(directory, 'f'), 'from a file')
    expect((await child(echo, { stdinFile: join(directory, 'f') })).stdout).toBe('from a file')
  })

  it('says what could not be started', async () => {
    expect(
      (await runChild({ file: join(directory, 'none'), argv: [], env: {}, timeoutMs: 1000, mayStop: true })).notStarted,
    ).toContain('not found')
  })

  it('passes hostile words byte for byte and runs none of them', async () => {
    const words = ['$(touch x)', '`y`', "a'; rm -rf", 'two\nlines', '--kubeconfig=/evil', '*', '']
    const end = await runChild({
      file: process.execPath,
      argv: ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...words],
      env: {},
      timeoutMs: 5000,
      mayStop: false,
    })
    expect(JSON.parse(end.stdout)).toEqual(words)
  })
})

describe('children of a run', () => {
  const id = '20261123-120000-abcd'
  const sleeping = (env: Record<string, string>, code = 'setInterval(()=>{},1000)') =>
    child(code, { env: { ...childEnvironment(process.env), ...env }, timeoutMs: 20_000, mayStop: false })
  const until = async (is: () => boolean) => {
    while (!is()) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  it('are found by what they carry, with their own children, and stopped; those of another run are left alone', async () => {
    expect(childrenOf(id)).toEqual([])
    const other = sleeping({ [RUN_MARK]: `${id}x` })
    const parent = "require('node:child_process').spawn('sleep',['20'])"
    const mine = sleeping({ [RUN_MARK]: id }, parent)
    await until(() => childrenOf(id)!.length === 2 && childrenOf(`${id}x`)!.length === 1)
    stopChildren(id, 'SIGTERM')
    expect((await mine).signal ?? (await mine).exitCode).toBeDefined()
    await until(() => childrenOf(id)!.length === 0)
    expect(childrenOf(`${id}x`)).toHaveLength(1)
    stopChildren(`${id}x`, 'SIGKILL')
    expect((await other).signal).toBe('SIGKILL')
  })
  it('a process that is gone or closed to us is none; without a list of processes nobody can tell', () => {
    expect(childrenOf(id, join(directory, 'none'))).toBeUndefined()
    stopChildren(id, 'SIGTERM', join(directory, 'none'))
    mkdirSync(join(directory, '77'))
    expect(childrenOf(id, directory)).toEqual([])
    // A process id that no longer exists when it is to be stopped.
    writeFileSync(join(directory, '77', 'environ'), `A=b\0${RUN_MARK}=${id}\0`)
    mkdirSync(join(directory, '4194304'))
    writeFileSync(join(directory, '4194304', 'environ'), `${RUN_MARK}=${id}\0`)
    rmSync(join(directory, '77'), { recursive: true })
    expect(childrenOf(id, directory)).toEqual([4194304])
    stopChildren(id, 'SIGTERM', directory)
  })
  it('the mark of a run is not handed down by the wizard itself', () => {
    expect(childEnvironment({ [RUN_MARK]: id, PATH: '/bin' })).toEqual({ PATH: '/bin' })
  })
})

describe('cleanText', () => {
  it('takes escapes, controls and direction marks out', () => {
    expect(cleanText('a\u001b[31mred\u001b[0m\u001b]52;c;aGk=\u0007b\rc\u202ed\u200be\tf\n')).toBe('aredbcde\tf\n')
    expect(cleanText('\u001b]0;title\u001b\\x\u009b1m')).toBe('x1m')
  })
})

describe('childEnvironment', () => {
  it('drops what could steer a child elsewhere', () => {
    expect(
      childEnvironment({
        PATH: '/bin',
        HOME: '/h',
        NODE_OPTIONS: '-r x',
        LD_PRELOAD: 'x',
        KUBECONFIG: 'x',
        ETCD_ENDPOINTS: 'x',
        CALICO_API_GROUP: 'x',
      }),
    ).toEqual({ PATH: '/bin', HOME: '/h' })
  })
})

describe('sshArguments', () => {
  it.each(['-oProxyCommand=x', '', 'a b', 'node1;id', '--'])('refuses the host "%s"', (host) => {
    expect(() => sshArguments([host, 'true'])).toThrow('host name')
  })
  it('puts the host behind --', () => {
    const argv = sshArguments(['root@node1', 'true'])
    expect(argv.slice(argv.indexOf('--'))).toEqual(['--', 'root@node1', 'true'])
  })
})

describe('locate', () => {
  it('finds an absolute real path and ignores relative entries of PATH', () => {
    const bin = join(directory, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'tool'), '', { mode: 0o755 })
    symlinkSync(join(bin, 'tool'), join(directory, 'link'))
    expect(locate('tool', undefined, `relative:.:${bin}`)).toBe(join(bin, 'tool'))
    expect(locate('tool', undefined, '.')).toBeUndefined()
    expect(locate('tool', join(directory, 'link'), undefined)).toBe(join(bin, 'tool'))
    chmodSync(join(bin, 'tool'), 0o644)
    expect(locate('tool', undefined, bin)).toBeUndefined()
  })
  it('keeps the name of a program that has several, and looks at what is behind it', () => {
    const bin = join(directory, 'many')
    mkdirSync(bin)
    writeFileSync(join(bin, 'k3s'), '', { mode: 0o755 })
    symlinkSync('k3s', join(bin, 'kubectl'))
    expect(locate('kubectl', undefined, bin)).toBe(join(bin, 'kubectl'))
    expect(locate('kubectl', join(bin, 'kubectl'), undefined)).toBe(join(bin, 'kubectl'))
    chmodSync(join(bin, 'k3s'), 0o777)
    expect(writableByOthers(join(bin, 'kubectl'))).toBe(join(bin, 'k3s'))
  })
  it('names what others could replace', () => {
    writeFileSync(join(directory, 'x'), '')
    chmodSync(join(directory, 'x'), 0o777)
    expect(writableByOthers(join(directory, 'x'))).toBe(join(directory, 'x'))
  })
})

describe('internal commands', () => {
  const context = () => ({ hostRoot: directory, binaries: join(directory, 'binaries') })
  const run = (argv: string[], stdin?: string) =>
    runInternal({ tool: 'internal', argv, effect: 'write', ...(stdin !== undefined ? { stdin } : {}) }, context())
  const ref = { kind: 'File' as const, name: '/etc/calico/calicoctl.cfg' }

  it('writes, reads back, keeps the mode and removes', async () => {
    expect(readFileObject(ref, context()).status).toBe('absent')
    expect(await run(['write-file', ref.name, '--mode', '0644'], 'a: 1\n')).toMatchObject({ exitCode: 0 })
    expect(readFileObject(ref, context())).toMatchObject({
      status: 'present',
      content: { text: 'a: 1\n', mode: '0644' },
    })
    await run(['write-file', ref.name], 'a: 2\n')
    expect(readFileObject(ref, context())).toMatchObject({ content: { text: 'a: 2\n', mode: '0644' } })
    await run(['remove-file', ref.name])
    expect(readFileObject(ref, context()).status).toBe('absent')
    expect(readdirSync(join(directory, 'etc/calico'))).toEqual([])
  })

  it('installs a binary only when its hash is the one that was planned', async () => {
    const bytes = Buffer.from('#!/bin/true\n\0')
    const hash = sha256(bytes)
    mkdirSync(join(directory, 'binaries'))
    writeFileSync(join(directory, 'binaries', hash), bytes)
    expect(await run(['install-file', '/usr/local/bin/calicoctl', '--mode', '0755', '--sha256', hash])).toMatchObject({
      exitCode: 0,
    })
    const path = join(directory, 'usr/local/bin/calicoctl')
    expect(statSync(path).mode & 0o777).toBe(0o755)
    writeFileSync(join(directory, 'binaries', hash), 'tampered')
    expect(await run(['install-file', '/usr/local/bin/calicoctl', '--sha256', hash])).toMatchObject({ exitCode: 1 })
    expect(readFileSync(path)).toEqual(bytes)
  })

  it('writes no file the guide does not name', async () => {
    for (const path of ['/etc/passwd', '/etc/calico/../passwd', 'relative'])
      expect(await run(['write-file', path], 'x')).toMatchObject({ exitCode: 1 })
  })
})

describe('releaseFile', () => {
  const version = (text: string) => parseVersion(text)!
  it('knows both repositories and where checksums begin', () => {
    expect(releaseFile(version('v3.17.2'), 'amd64')).toEqual({
      url: 'https://github.com/projectcalico/calicoctl/releases/download/v3.17.2/calicoctl-linux-amd64',
      name: 'calicoctl-linux-amd64',
    })
    expect(releaseFile(version('v3.28.0'), 'arm64')).toMatchObject({
      url: 'https://github.com/projectcalico/calico/releases/download/v3.28.0/calicoctl-linux-arm64',
      checksums: 'https://github.com/projectcalico/calico/releases/download/v3.28.0/SHA256SUMS',
    })
    expect(releaseFile(version('v3.28.0'), 'riscv64')).toBeUndefined()
  })
})

describe('download', () => {
  const serve = async (
    files: Record<string, string | [number, Record<string, string>] | ((response: ServerResponse) => void)>,
  ) => {
    const server = createServer((request, response) => {
      const answer = files[request.url ?? '']
      if (answer === undefined) return void response.writeHead(404).end()
      if (typeof answer === 'function') return void answer(response)
      if (Array.isArray(answer)) return void response.writeHead(...answer).end()
      response.end(answer)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    return { base: `http://127.0.0.1:${port}`, close: () => new Promise((resolve) => server.close(resolve)) }
  }

  it('keeps a file under its hash when the checksum agrees, and nothing otherwise', async () => {
    const body = 'binary'
    const { base, close } = await serve({
      '/f': body,
      '/good': `${sha256(body)}  f\n`,
      '/bad': `${'0'.repeat(64)}  f\n`,
      '/loop': [302, { location: '/loop' }],
      '/away': [302, { location: 'http://192.0.2.1/f' }],
      '/empty': '',
    })
    try {
      const file = { url: `${base}/f`, name: 'f' }
      expect(await download({ ...file, checksums: `${base}/good` }, directory)).toEqual({
        sha256: sha256(body),
        confirmed: true,
      })
      expect(readdirSync(directory)).toEqual([sha256(body)])
      rmSync(join(directory, sha256(body)))
      for (const wrong of [
        { ...file, checksums: `${base}/bad` },
        { ...file, checksums: `${base}/none` },
        { ...file, url: `${base}/none` },
        { ...file, url: `${base}/loop` },
        { ...file, url: `${base}/away` },
        { ...file, url: `${base}/empty` },
      ]) {
        await expect(download(wrong, directory)).rejects.toMatchObject({ code: 'E_DOWNLOAD', exitCode: 3 })
        expect(readdirSync(directory)).toEqual([])
      }
    } finally {
      await close()
    }
  })

  it('of which the answer breaks off is told as that, and nothing is left', async () => {
    const breaksOff = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half', () => response.destroy())
    }
    const { base, close } = await serve({ '/f': breaksOff, '/list': breaksOff, '/whole': 'binary' })
    try {
      for (const file of [
        { url: `${base}/f`, name: 'f' },
        { url: `${base}/whole`, name: 'f', checksums: `${base}/list` },
      ]) {
        await expect(download(file, directory)).rejects.toMatchObject({
          code: 'E_DOWNLOAD',
          exitCode: 3,
          message: expect.stringContaining('the answer broke off: '),
        })
        expect(readdirSync(directory)).toEqual([])
      }
      // Nor is a directory that cannot be used a defect of ours.
      writeFileSync(join(directory, 'file'), '')
      const whole = download({ url: `${base}/whole`, name: 'f' }, join(directory, 'file'))
      await expect(whole).rejects.toMatchObject({ code: 'E_DOWNLOAD' })
    } finally {
      await close()
    }
  })
  it('of a checksum list without end stops at a mebibyte', async () => {
    let sent = 0
    let gone: () => void = () => {}
    const closed = new Promise<void>((resolve) => {
      gone = resolve
    })
    const endless = (response: ServerResponse) => {
      response.on('close', () => gone())
      const more = (): void => {
        if (response.destroyed || sent > 64 * 1024 * 1024) return void response.end()
        sent += 65_536
        response.write('x'.repeat(65_536), more)
      }
      more()
    }
    const { base, close } = await serve({ '/f': 'binary', '/list': endless })
    try {
      const file = { url: `${base}/f`, name: 'f', checksums: `${base}/list` }
      await expect(download(file, directory)).rejects.toMatchObject({
        code: 'E_DOWNLOAD',
        message: expect.stringContaining('larger than 1048576 bytes'),
      })
      await closed
      // What lies in the buffers of both ends comes on top.
      expect(sent).toBeLessThan(32 * 1024 * 1024)
    } finally {
      await close()
    }
  })
})
