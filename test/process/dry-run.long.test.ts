import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostFilesOf, objectsOf } from './kept-rehearsal.ts'
import { type Served, serve } from './served.ts'
import { treeOf } from './tree.ts'
import { type Ended, withDirectory, wizard } from './wizard.ts'

const limit = 300_000

const commandsOf = (ended: Ended) => ended.events.filter((event) => event['type'] === 'command')

/** Commands, without the version numbers that are read just before they run. */
const textsOf = (events: Record<string, unknown>[]) =>
  events.map(({ tool, argv, stdin }) =>
    [tool, ...(argv as string[]), stdin ?? ''].join(' ').replace(/"metadata":\{"resourceVersion":"\d+"\},/g, ''),
  )

describe('rehearse --dry-run', () => {
  it('changes no object and no file of any host, and shows what would run', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const args = ['rehearse', '--answers', 'guide', '--yes', '--dry-run', '--state-dir', directory]
      const dry = await wizard([...args, '--json'])
      expect([dry.code, dry.stderr]).toEqual([0, ''])
      expect(dry.result).toMatchObject({ outcome: 'nothing-to-do', operations: 0, dryRun: true })
      expect(commandsOf(dry)).toHaveLength(dry.result['planned'] as number)
      const text = await wizard(args)
      expect(text.code).toBe(0)
      for (const shown of [
        'kubectl label nodes node1 node2 node3 rr-group=rr1',
        'ssh node6',
        '/etc/calico/calicoctl.cfg',
      ])
        expect(text.stdout).toContain(shown)
      expect(objectsOf(directory, 'now')).toEqual(objectsOf(directory, 'start'))
      expect(Object.keys(hostFilesOf(directory))).toEqual(['host/root/.kube/config'])
    })
  })

  it('shows what runs, but for the version number that is read just before', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const answers = join(directory, 'answers.yaml')
      writeFileSync(answers, 'calicoctl: {install: this-node}\nscheme: top-of-rack\n')
      const args = ['rehearse', '--answers', answers, '--yes', '--json', '--state-dir', directory]
      const dry = await wizard([...args, '--dry-run'])
      const run = await wizard(args)
      expect([dry.code, run.code], run.stderr).toEqual([0, 0])
      const ran = textsOf(commandsOf(run).filter((event) => event['effect'] === 'write'))
      expect(ran).toEqual(textsOf(commandsOf(dry)))
      expect(ran.length).toBeGreaterThan(3)
    })
  })
})

describe('resume, rollback and confirm with --dry-run', () => {
  it('show what the same command then does, and change no byte of state and cluster', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const answers = join(directory, 'answers.yaml')
      writeFileSync(answers, 'calicoctl: {install: this-node}\nscheme: top-of-rack\n')
      const state = ['--state-dir', directory, '--json']
      const dry = await wizard(['rehearse', '--answers', answers, '--yes', '--dry-run', ...state])
      const planned = dry.result['planned'] as number
      const killed = await wizard([
        'rehearse',
        '--answers',
        answers,
        '--yes',
        '--fail',
        `${planned - 1}:kill`,
        ...state,
      ])
      expect(killed.signal).toBe('SIGKILL')

      /** Looks twice, in words and as events, and finds everything as it was. */
      const look = async (verb: string): Promise<Ended> => {
        const before = treeOf(directory)
        const text = await wizard([verb, '--dry-run', '--state-dir', directory])
        const json = await wizard([verb, '--dry-run', ...state])
        expect(treeOf(directory)).toEqual(before)
        expect([text.code, text.stderr, json.code, json.stderr]).toEqual([0, '', 0, ''])
        expect(json.result).toMatchObject({ outcome: 'nothing-to-do', operations: 0, dryRun: true })
        expect(text.stdout).toContain('Dry run: nothing was changed.')
        return json
      }
      const writes = (ended: Ended) => textsOf(commandsOf(ended).filter((event) => event['effect'] === 'write'))

      const forward = await look('resume')
      expect(forward.result).toMatchObject({ way: 'forward' })
      const back = await look('rollback')
      expect(back.result).toMatchObject({ way: 'back' })
      expect(writes(back).length).toBeGreaterThan(writes(forward).length)
      const resumed = await wizard(['resume', ...state])
      expect([resumed.code, resumed.result['outcome']], resumed.stderr).toEqual([0, 'applied'])
      expect(writes(resumed)).toEqual(writes(forward))
      expect(writes(forward).length).toBeGreaterThan(0)

      const whole = await look('rollback')
      const undone = await wizard(['rollback', ...state])
      expect([undone.code, undone.result['outcome']], undone.stderr).toEqual([0, 'rolled-back'])
      expect(writes(undone).sort()).toEqual(writes(whole).sort())
      expect((whole.result['steps'] as { status: string }[]).filter(({ status }) => status !== 'to-do')).toEqual([])

      const after = treeOf(directory)
      for (const verb of ['resume', 'rollback']) {
        const nothing = await wizard([verb, '--dry-run', ...state])
        expect([nothing.code, nothing.result['way'], nothing.result['planned']]).toEqual([0, 'none', 0])
      }
      const confirm = await wizard(['confirm', '--dry-run', ...state])
      expect([confirm.code, confirm.result['error']]).toMatchObject([3, { code: 'E_TOO_LATE' }])
      expect(treeOf(directory)).toEqual(after)
    })
  })

  it('make no state directory where there is none', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      for (const verb of ['resume', 'rollback', 'confirm']) {
        const none = await wizard([verb, '--dry-run', '--json', '--state-dir', join(directory, 'none')])
        expect([none.code, none.result['error']]).toMatchObject([2, { code: 'E_NO_RUN' }])
      }
      expect(treeOf(directory)).toEqual({})
    })
  })
})

describe('apply --dry-run', () => {
  let cluster: Served
  beforeAll(async () => {
    cluster = await serve()
  }, limit)
  afterAll(() => cluster.close())

  it('of answers and of a saved plan leaves a cluster that is up as it is, with its hosts', {
    timeout: limit,
  }, async () => {
    const state = join(cluster.directory, 'state')
    const plan = join(cluster.directory, 'plan.json')
    const made = await cluster.run(['plan', '--answers', cluster.answers, '-o', plan, '--state-dir', state])
    expect(made.code, made.stderr).toBe(0)
    const before = treeOf(join(cluster.directory, 'cluster'))
    expect(Object.keys(before)).toContain('cluster.ndjson')
    const log = readFileSync(join(cluster.directory, 'cluster/cluster.ndjson'), 'utf8')
    for (const source of [['--answers', cluster.answers], [plan]]) {
      const dry = await cluster.run(['apply', ...source, '--yes', '--dry-run', '--state-dir', state])
      expect([dry.code, dry.stderr]).toEqual([0, ''])
      expect(dry.result).toMatchObject({ outcome: 'nothing-to-do', operations: 0, dryRun: true })
      expect(commandsOf(dry).length).toBe(made.result['planned'])
    }
    // Not even the lock: every change of an object is a line of this file.
    expect(readFileSync(join(cluster.directory, 'cluster/cluster.ndjson'), 'utf8')).toBe(log)
    expect(treeOf(join(cluster.directory, 'cluster'))).toEqual(before)
    expect(Object.keys(treeOf(state)).filter((path) => /journal|plan\.json/.test(path))).toEqual([])
  })
})
