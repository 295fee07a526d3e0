import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launcher } from './wizard.ts'

const nobody = 65_534
const root = fileURLToPath(new URL('../..', import.meta.url))
const find = (name: string) => ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].map((d) => join(d, name)).find(existsSync)
const [unshare, setpriv, ip] = ['unshare', 'setpriv', 'ip'].map(find)

/** Whether a namespace without a network can be made here, and left as somebody without rights. */
const possible = ((): boolean => {
  if (process.getuid?.() !== 0 || !unshare || !setpriv || !ip) return false
  try {
    execFileSync(unshare, ['-n', ip, 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
if (!possible) console.warn('NOT TRIED: a run as nobody and without a network (needs root, unshare, setpriv and ip)')

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'crrw-nobody-'))
  // The program as it is installed: others may read it, and nobody may change it.
  for (const part of ['bin', 'dist', 'templates', 'package.json'])
    cpSync(join(root, part), join(home, 'program', part), { recursive: true })
  execFileSync('chmod', ['-R', 'go=rX', join(home, 'program')])
  chmodSync(home, 0o755)
  mkdirSync(join(home, 'own'), { mode: 0o700 })
  if (possible) chownSync(join(home, 'own'), nobody, nobody)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

it.skipIf(!possible)(
  'a whole rehearsal runs as nobody, with no network but loopback (S23, S26)',
  { timeout: 240_000 },
  () => {
    const program = join(home, 'program/bin/calico-rr-wizard.js')
    const rehearse = ['rehearse', '--answers', 'guide', '--yes', '--json', '--state-dir', join(home, 'own/state')]
    const asNobody = ['--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups', process.execPath, program]
    // The words are arguments of a fixed script: it only brings loopback up before it becomes the program.
    const script = '"$1" link set lo up && shift && exec "$@"'
    const said = execFileSync(unshare!, ['-n', 'sh', '-c', script, 'sh', ip!, setpriv!, ...asNobody, ...rehearse], {
      encoding: 'utf8',
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', HOME: join(home, 'own') },
      maxBuffer: 64 * 1024 * 1024,
    })
    const result = JSON.parse(said.trimEnd().split('\n').at(-1)!)
    expect(result).toMatchObject({ type: 'result', outcome: 'applied', lostPairs: 0 })
    expect(result.operations).toBeGreaterThan(5)
    // Its journal is there, and its own.
    const runs = readdirSync(join(home, 'own/state/state')).filter((name) => /^\d{8}-/.test(name))
    expect(runs).toHaveLength(1)
    expect(readFileSync(join(home, 'own/state/state', runs[0]!, 'journal'), 'utf8')).toContain(`"user":${nobody}`)
  },
)

it('SIGUSR1 opens no debugger, and stops nothing (S28)', { timeout: 60_000 }, async () => {
  const state = join(home, 'served')
  const served = spawn(process.execPath, [launcher, 'rehearse', '--serve', '--json', '--state-dir', state], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  served.stderr.on('data', (chunk) => {
    said += chunk
  })
  await new Promise<void>((resolve) =>
    served.stdout.on('data', (chunk) => {
      if (String(chunk).includes('"type":"serving"')) resolve()
    }),
  )
  const before = listening(served.pid!)
  expect(before.length).toBeGreaterThan(0)
  for (let n = 0; n < 5; n++) {
    served.kill('SIGUSR1')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  expect(listening(served.pid!)).toEqual(before)
  expect(said).not.toContain('Debugger')
  const ended = new Promise((resolve) => served.once('close', resolve))
  expect(served.exitCode).toBe(null)
  served.kill('SIGTERM')
  await ended
})

/** Sockets of a process that wait for connections, by inode. */
function listening(pid: number): string[] {
  const open = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]
      } catch {
        return undefined
      }
    }),
  )
  return ['tcp', 'tcp6']
    .flatMap((name) => readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && inode !== undefined && open.has(inode))
    .map(([, local]) => local!)
    .sort()
}
