import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostFilesOf, objectsOf } from './kept-rehearsal.ts'
import { type Served, serve } from './served.ts'
import { treeOf } from './tree.ts'
import { type Ended, withDirectory, wizard } from './wizard.ts'

const limit = 300_000

const commandsOf = (ended: Ended) => ended.events.filter((event) => event['type'] === 'command')

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
      const text = (event: Record<string, unknown>) =>
        JSON.stringify([event['tool'], event['argv'], event['stdin']]).replace(
          /\\"metadata\\":\{\\"resourceVersion\\":\\"\d+\\"\},/g,
          '',
        )
      const ran = commandsOf(run).filter((event) => event['effect'] === 'write')
      expect(ran.map(text)).toEqual(commandsOf(dry).map(text))
      expect(ran.length).toBeGreaterThan(3)
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
