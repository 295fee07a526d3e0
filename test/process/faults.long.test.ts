import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultKind, faultKinds } from '../../src/rehearsal/faults/fault.ts'
import { Prng } from '../campaign/prng.ts'
import { hostFilesOf, objectsOf } from './kept-rehearsal.ts'
import { wizard } from './wizard.ts'

// `--fail N:KIND` through the program as it is installed: whatever happens to whichever command, the end is the forecast or
// the beginning, never something between. The everyday part is a seeded sample (CRRW_SEED); CRRW_FULL=1 runs every command
// with every kind; CRRW_PART=2/5 runs a fifth of it.
const full = process.env['CRRW_FULL'] === '1'
const seed = Number(process.env['CRRW_SEED'] ?? 1)
const [part, parts] = (process.env['CRRW_PART'] ?? '1/1').split('/').map(Number) as [number, number]
const sampleSize = 3
const atOnce = 2

/** The guide's cluster with calicoctl on one host: a command of every tool but ssh, in half the time. */
const oneHost = [
  'calicoctl: {install: this-node}',
  'racks:',
  '  - {name: rr1, subnet: 172.20.0.0/24, nodes: "node[1-3]", asNumber: 64512, reflectors: "node[1-2]", leafs: [{name: leaf01, address: 172.20.0.254, asNumber: 65009}]}',
  '  - {name: rr2, subnet: 173.20.0.0/24, nodes: "node[4-6]", asNumber: 64513, reflectors: "node[4-5]", leafs: [{name: leaf02, address: 173.20.0.254, asNumber: 65010}]}',
  'serviceCIDRs: [10.233.0.0/18]',
  '',
].join('\n')

interface Fault {
  answers: string
  at: number
  kind: FaultKind
  tool: string
}

const scratch = mkdtempSync(join(tmpdir(), 'crrw-faults-'))
const oneHostFile = join(scratch, 'one-host.yaml')
writeFileSync(oneHostFile, oneHost)
let faults: Fault[]

/** The tool of every mutating command of a plan, in order. */
async function toolsOf(answers: string): Promise<string[]> {
  const dry = await wizard(['rehearse', '--answers', answers, '--yes', '--json', '--dry-run'])
  const tools = dry.events.filter((event) => event['type'] === 'command').map((event) => String(event['tool']))
  expect(tools.length, dry.stderr).toBe(dry.result['planned'])
  return tools
}

beforeAll(async () => {
  const few = await toolsOf(oneHostFile)
  const guide = await toolsOf('guide')
  const every = few.flatMap((tool, i) => faultKinds.map((kind) => ({ answers: oneHostFile, at: i + 1, kind, tool })))
  // Six nodes are asked the same by ssh: each command of the guide once, the kinds in turn.
  const turn = guide.map((tool, i) => ({ answers: 'guide', at: i + 1, kind: faultKinds[(i * 3) % 7]!, tool }))
  // A change of a host has no moment after which the rehearsal could kill: its ssh does not play that kind.
  const all: Fault[] = [...every, ...turn.filter(({ kind, tool }) => !(kind === 'kill-after' && tool === 'ssh'))]
  const random = new Prng(seed)
  faults = full
    ? all.filter((_, i) => i % parts === part - 1)
    : Array.from({ length: sampleSize }, () => random.pick(all))
}, 120_000)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** A change that was made although the command failed, or a conflict in somebody else's field, is no failure. */
const survives = ({ kind, tool }: Fault): boolean => kind === 'lost-ack' || (kind === 'conflict' && tool !== 'internal')
const kills = ({ kind }: Fault): boolean => kind === 'kill' || kind === 'kill-after'

/** Plays one fault to the end. @returns what is not as it must be */
async function play(fault: Fault): Promise<string[]> {
  const directory = mkdtempSync(join(scratch, 'run-'))
  const state = ['--json', '--state-dir', directory, '--command-timeout', '10s']
  const flags = ['--answers', fault.answers, '--yes', '--fail', `${fault.at}:${fault.kind}`]
  const wrong: string[] = []
  const check = (what: string, is: unknown, wanted: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(wanted))
      wrong.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`)
  }
  try {
    const run = await wizard(['rehearse', ...flags, ...state])
    let ended = run
    let applied = survives(fault)
    if (kills(fault)) {
      check('signal', run.signal, 'SIGKILL')
      // Both ways out of a killed run, by turns.
      applied = (fault.at % 2 === 0) === (fault.kind === 'kill')
      ended = await wizard([applied ? 'resume' : 'rollback', ...state])
      check('exit', [ended.code, ended.result['outcome']], applied ? [0, 'applied'] : [0, 'rolled-back'])
    } else check('exit', [run.code, run.result['outcome']], applied ? [0, 'applied'] : [4, 'rolled-back'])
    check('left', ended.result['left'], [])
    check('drift', ended.result['drift'] ?? [], [])
    const sessions = (ended.result['sessions'] ?? []) as { type: string; state: string }[]
    const kinds = [...new Set(sessions.map((session) => `${session.type} ${session.state}`))]
    check('sessions', [sessions.length, kinds], applied ? [16, ['node Established']] : [30, ['mesh Established']])
    if (!applied) {
      const [start, now] = [objectsOf(directory, 'start'), objectsOf(directory, 'now')]
      for (const key of new Set([...Object.keys(start), ...Object.keys(now)])) check(key, now[key], start[key])
      check('files', Object.keys(hostFilesOf(directory)), ['host/root/.kube/config'])
    }
    if (wrong.length > 0) wrong.push(ended.stderr.slice(-2000))
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  return wrong.map((text) => `${fault.answers === 'guide' ? 'guide' : 'one host'} ${fault.at}:${fault.kind}: ${text}`)
}

describe('a fault of any kind at any command', () => {
  const which = full ? `every one, part ${part} of ${parts}` : `a sample, seed ${seed}`
  it(`leaves everything as before or as forecast: ${which}`, { timeout: 3_600_000 }, async () => {
    const wrong: string[] = []
    const waiting = [...faults]
    let played = 0
    const work = async (): Promise<void> => {
      for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
        wrong.push(...(await play(fault)))
        played += 1
        if (full)
          console.log(`${played}/${faults.length} ${fault.at}:${fault.kind} (${fault.tool}) ${wrong.length} wrong`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    expect(wrong).toEqual([])
    expect(played).toBe(faults.length)
    expect(played).toBeGreaterThanOrEqual(full ? 1 : sampleSize)
  })
})
