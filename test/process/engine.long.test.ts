import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, launcher, wizard } from './wizard.ts'

const limit = 600_000

/** The guide's cluster, with calicoctl on this host only: fewer commands. */
const answers = [
  'calicoctl: {install: this-node}',
  'racks:',
  '  - {name: rr1, subnet: 172.20.0.0/24, nodes: "node[1-3]", asNumber: 64512, reflectors: "node[1-2]", leafs: [{name: leaf01, address: 172.20.0.254, asNumber: 65009}]}',
  '  - {name: rr2, subnet: 173.20.0.0/24, nodes: "node[4-6]", asNumber: 64513, reflectors: "node[4-5]", leafs: [{name: leaf02, address: 173.20.0.254, asNumber: 65010}]}',
  '',
].join('\n')

/** What the engine may have changed, of a kept rehearsal: by object, without versions. */
function objects(directory: string): Record<string, string> {
  const latest: Record<string, string> = {}
  for (const line of readFileSync(join(directory, 'cluster.ndjson'), 'utf8').trim().split('\n')) {
    const { type, object } = JSON.parse(line) as { type: string; object: Stored }
    if (!['Node', 'BGPPeer', 'BGPConfiguration'].includes(object.kind)) continue
    const key = `${object.kind}/${object.metadata.name}`
    const { labels, annotations, uid } = object.metadata
    if (type === 'DELETED') delete latest[key]
    else latest[key] = JSON.stringify([uid, labels, annotations, object.spec])
  }
  return latest
}

interface Stored {
  kind: string
  metadata: { name: string; uid: string; resourceVersion: string; labels?: object; annotations?: object }
  spec?: Record<string, unknown>
}

/** Somebody else changes an object between two runs of the program. */
function edit(directory: string, key: string, change: (object: Stored) => void): void {
  const file = join(directory, 'cluster.ndjson')
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const entries = lines.map((line) => JSON.parse(line) as { type: string; revision: number; object: Stored })
  const revision = Math.max(...entries.map((entry) => entry.revision)) + 1
  const last = entries.filter(({ object }) => `${object.kind}/${object.metadata.name}` === key).at(-1)
  if (!last) throw new Error(`there is no ${key}`)
  const object = structuredClone(last.object)
  change(object)
  object.metadata.resourceVersion = String(revision)
  appendFileSync(file, `${JSON.stringify({ type: 'MODIFIED', revision, object })}\n`)
}

function sampleCommandLines(into: Set<string>): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      into.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
    } catch {
      // It has ended.
    }
  }
}

const tokenOf = (directory: string): string =>
  /"token": "([^"]{8,})"/.exec(readFileSync(join(directory, 'kubeconfig'), 'utf8'))![1]!

/** Kills the program with SIGKILL when it says the first event of a type. */
function killedAt(type: string, args: string[]): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.includes(`"type":"${type}"`)) child.kill('SIGKILL')
    })
    child.on('close', (_, signal) => resolve(signal))
  })
}

describe('the engine in the real program, run by run', () => {
  let directory: string
  let before: Record<string, string>
  let runId = ''
  const seen: string[] = []
  const state = () => join(directory, 'state', runId)
  const run = async (verb: string, ...args: string[]): Promise<Ended> => {
    const ended = await wizard([verb, ...args, '--json', '--state-dir', directory])
    seen.push(ended.stdout, ended.stderr)
    return ended
  }
  const rehearse = (...args: string[]) =>
    run('rehearse', '--answers', join(directory, 'answers.yaml'), '--yes', ...args)
  const status = async () => {
    const { result } = await run('status')
    return (result['runs'] as { runId: string; state: string; outcome?: string }[])[0]!
  }
  /** Every command line on this machine while the program works, as `ps` shows them to anybody (S15). */
  const commandLines = new Set<string>()
  let sampler: NodeJS.Timeout
  beforeAll(() => {
    sampler = setInterval(() => sampleCommandLines(commandLines), 20)
    directory = mkdtempSync(join(tmpdir(), 'crrw-engine-'))
    writeFileSync(join(directory, 'answers.yaml'), answers)
  })
  afterAll(() => {
    clearInterval(sampler)
    rmSync(directory, { recursive: true, force: true })
  })

  it('killed in the middle of the way forward, it is told by status, and a second run is refused with the way to go on', {
    timeout: limit,
  }, async () => {
    const dry = await rehearse('--dry-run')
    expect(dry.code, dry.stderr).toBe(0)
    before = objects(directory)
    const planned = dry.result['planned'] as number
    const killed = await rehearse('--fail', `${planned - 1}:kill`)
    expect(killed.signal, killed.stderr).toBe('SIGKILL')
    const open = await status()
    expect(open.state).toBe('applying')
    runId = open.runId
    const second = await rehearse()
    expect([second.code, (second.result['error'] as { code: string }).code]).toEqual([7, 'E_LOCKED'])
    expect(second.stdout).toContain(`resume ${runId}`)
  })

  it('a journal whose end is torn is resumed to the end', { timeout: limit }, async () => {
    // What a power cut leaves: the beginning of a record that was not synced, so that nothing had begun behind it.
    const lines = readFileSync(join(state(), 'journal'), 'utf8').trim().split('\n')
    appendFileSync(join(state(), 'journal'), lines.at(-1)!.slice(0, -5))
    const resumed = await run('resume', '--command-timeout', '20s')
    expect([resumed.code, resumed.result['outcome']], resumed.stderr).toEqual([0, 'applied'])
  })

  it('a success is taken back, though the way back is killed once; a second time there is nothing to do', {
    timeout: limit,
  }, async () => {
    expect(await killedAt('undo', ['rollback', '--json', '--state-dir', directory])).toBe('SIGKILL')
    expect((await status()).state).toBe('rolling-back')
    const back = await run('rollback')
    expect([back.code, back.result['outcome']], back.stderr).toEqual([0, 'rolled-back'])
    expect(objects(directory)).toEqual(before)
    const again = await run('rollback', runId)
    expect([again.code, again.result['outcome'], again.result['operations']]).toEqual([0, 'nothing-to-do', 0])
    expect(again.result['endedRun']).toBe(runId)
  })

  it('an edit of somebody else in between is kept, and shown with three values', { timeout: limit }, async () => {
    const applied = await rehearse()
    expect([applied.code, applied.result['outcome']], applied.stderr).toEqual([0, 'applied'])
    runId = applied.result['runId'] as string
    const annotation = 'projectcalico.org/ASNumber'
    edit(directory, 'Node/node3', ({ metadata }) =>
      Object.assign(metadata.annotations as object, { [annotation]: '4200000000' }),
    )
    const back = await run('rollback')
    expect([back.code, back.result['outcome']], back.stderr).toEqual([5, 'rollback-incomplete'])
    expect(back.result['drift']).toEqual([
      expect.objectContaining({ object: 'KubeNode/node3', ours: '64512', now: '4200000000' }),
    ])
    const now = objects(directory)
    expect(now['Node/node3']).toContain('4200000000')
    expect({ ...now, 'Node/node3': '' }).toEqual({ ...before, 'Node/node3': '' })
  })

  it('its support bundle, its state and its screen hold no secret (S14)', { timeout: limit }, async () => {
    const secret = tokenOf(directory)
    appendFileSync(join(state(), 'commands.ndjson'), `${JSON.stringify({ says: `Authorization: Bearer ${secret}` })}\n`)
    const bundled = await run('bundle', runId)
    expect(bundled.code, bundled.stderr).toBe(0)
    const files = readdirSync(join(state(), 'support'))
    expect(files.sort()).toEqual(['about.json', 'commands.ndjson', 'forecast.json', 'journal', 'plan.json'])
    for (const name of files) expect(readFileSync(join(state(), 'support', name), 'utf8'), name).not.toContain(secret)
    for (const name of ['journal', 'plan.json'])
      expect(readFileSync(join(state(), name), 'utf8'), name).not.toContain(secret)
    expect(seen.join('\n')).not.toContain(secret)
    // Nor did anybody see it who lists processes; the commands themselves were seen.
    const lines = [...commandLines]
    expect(lines.filter((line) => line.includes(`--kubeconfig=${directory}`)).length).toBeGreaterThan(20)
    expect(lines.filter((line) => line.includes(secret))).toEqual([])
  })
})
