import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withDirectory, wizard } from './wizard.ts'

const limit = 300_000

/** The guide's final `calicoctl node status` of each node. */
const guideSessions: Record<string, string[]> = {
  node1: ['172.20.0.12', '172.20.0.13', '172.20.0.254'],
  node2: ['172.20.0.11', '172.20.0.13', '172.20.0.254'],
  node3: ['172.20.0.11', '172.20.0.12'],
  node4: ['173.20.0.12', '173.20.0.13', '173.20.0.254'],
  node5: ['173.20.0.11', '173.20.0.13', '173.20.0.254'],
  node6: ['173.20.0.11', '173.20.0.12'],
}

interface Session {
  node: string
  peer: string
  type: string
  state: string
}

const byNode = (sessions: Session[]) => {
  const map: Record<string, string[]> = {}
  for (const { node, peer } of sessions) map[node] = [...(map[node] ?? []), peer].sort()
  return map
}

/** Objects of a kept rehearsal without what every write changes. */
const objects = (directory: string) => {
  const latest = new Map<string, unknown>()
  for (const line of readFileSync(join(directory, 'cluster.ndjson'), 'utf8').trim().split('\n')) {
    const entry = JSON.parse(line) as Record<string, unknown>
    latest.set(JSON.stringify(entry['key'] ?? entry), entry)
  }
  return latest
}

/** The guide without calicoctl on six hosts: the same cluster, fewer commands. */
const small = (directory: string): string => {
  const file = join(directory, 'answers.yaml')
  writeFileSync(
    file,
    'calicoctl: {install: this-node}\nracks:\n  - {name: rr1, subnet: 172.20.0.0/24, nodes: "node[1-3]", asNumber: 64512, reflectors: "node[1-2]", leafs: [{name: leaf01, address: 172.20.0.254, asNumber: 65009}]}\n  - {name: rr2, subnet: 173.20.0.0/24, nodes: "node[4-6]", asNumber: 64513, reflectors: "node[4-5]", leafs: [{name: leaf02, address: 173.20.0.254, asNumber: 65010}]}\nserviceCIDRs: [10.233.0.0/18]\n',
  )
  return file
}

describe('rehearse', () => {
  it("ends with exactly the guide's sessions, and a second run has nothing to do", { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const run = await wizard(['rehearse', '--answers', 'guide', '--yes', '--json', '--state-dir', directory])
      expect(run.stderr).toBe('')
      expect(run.code).toBe(0)
      const { outcome, sessions, lostPairs, switches, serviceCidrs } = run.result as {
        outcome: string
        sessions: Session[]
        lostPairs: number
        switches: Record<string, { established: string[]; routes: string[] }>
        serviceCidrs: string[]
      }
      expect(outcome).toBe('applied')
      expect(byNode(sessions)).toEqual(guideSessions)
      expect(new Set(sessions.map((session) => `${session.type} ${session.state}`))).toEqual(
        new Set(['node Established']),
      )
      expect(lostPairs).toBe(0)
      expect(switches['leaf01']!.established).toEqual(expect.arrayContaining(['172.20.0.11', '172.20.0.12']))
      expect(switches['leaf01']!.established).not.toContain('172.20.0.13')
      expect(switches['leaf02']!.established).toEqual(expect.arrayContaining(['173.20.0.11', '173.20.0.12']))
      expect(serviceCidrs).toEqual(['10.233.0.0/18'])
      for (const leaf of ['leaf01', 'leaf02']) expect(switches[leaf]!.routes).toContain('10.233.0.0/18')
      const again = await wizard(['rehearse', '--answers', 'guide', '--yes', '--json', '--state-dir', directory])
      expect(again.code).toBe(0)
      expect(again.result).toMatchObject({ outcome: 'nothing-to-do', operations: 0 })
    })
  })

  it('a dry run prints every command and changes nothing', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const args = ['rehearse', '--answers', small(directory), '--yes', '--json', '--state-dir', directory]
      const dry = await wizard([...args, '--dry-run'])
      expect(dry.code).toBe(0)
      expect(dry.result).toMatchObject({ outcome: 'nothing-to-do', operations: 0 })
      const before = objects(directory)
      const shown = dry.events.filter((event) => event['type'] === 'command')
      expect(shown.length).toBe(dry.result['planned'])
      expect(existsSync(join(directory, 'host/usr/local/bin/calicoctl'))).toBe(false)
      expect(objects(directory)).toEqual(before)
      // What a dry run shows is what runs, but for the version number that is read just before.
      const run = await wizard(args)
      const text = (event: Record<string, unknown>) =>
        JSON.stringify([event['tool'], event['argv'], event['stdin']]).replace(
          /\\"metadata\\":\{\\"resourceVersion\\":\\"\d+\\"\},/g,
          '',
        )
      const ran = run.events.filter((event) => event['type'] === 'command' && event['effect'] === 'write')
      expect(ran.map(text)).toEqual(shown.map(text))
    })
  })

  const all = process.env['CRRW_FULL'] === '1'
  // A conflict that left our field as it was is tried again, and a change that was made although the command failed is a
  // success: the object says so.
  const survived = new Set(['conflict', 'lost-ack'])
  const kinds = ['exit', 'garbage', 'conflict', 'lost-ack', 'timeout']
  it(`a fault at ${all ? 'every command' : 'some commands'} leaves everything as before`, {
    timeout: all ? 3_600_000 : limit,
  }, async () => {
    await withDirectory(async (directory) => {
      const answers = small(directory)
      const dry = await wizard(['rehearse', '--answers', answers, '--yes', '--json', '--dry-run'])
      const planned = dry.result['planned'] as number
      const positions = all ? Array.from({ length: planned }, (_, i) => i + 1) : [1, Math.ceil(planned / 2), planned]
      for (const [i, position] of positions.entries()) {
        const kind = all ? 'exit' : kinds[i % kinds.length]
        const run = await wizard([
          'rehearse',
          '--answers',
          answers,
          '--yes',
          '--json',
          '--fail',
          `${position}:${kind}`,
          '--command-timeout',
          '10s',
        ])
        expect(run.result['left'], `${position}:${kind}`).toEqual([])
        expect([run.code, run.result['outcome']], `${position}:${kind}`).toEqual(
          survived.has(kind!) ? [0, 'applied'] : [4, 'rolled-back'],
        )
        if (!survived.has(kind!)) {
          const sessions = run.result['sessions'] as Session[]
          expect(sessions.length, `${position}:${kind}`).toBe(30)
          expect(new Set(sessions.map((session) => `${session.type} ${session.state}`))).toEqual(
            new Set(['mesh Established']),
          )
        }
      }
    })
  })
})

describe('bad input', () => {
  it.each([
    [['rehearse'], 2, 'E_NO_TERMINAL'],
    [['rehearse', '--bogus'], 2, 'unknown option'],
    [['reherse'], 2, 'did you mean "rehearse"'],
    [['apply'], 2, 'E_USAGE'],
    [['apply', '/nonexistent/plan.json'], 2, 'E_PLAN_FILE'],
    [['rehearse', '--answers', '/nonexistent.yaml', '--yes'], 2, 'E_ANSWERS_READ'],
    [['plan', '--kubectl', '/nonexistent/kubectl'], 3, 'E_NO_KUBECTL'],
    [['rehearse', '--scenario', 'mesh:0', '--yes'], 2, 'mesh'],
    [['forecast', '/nonexistent.yaml', '--calico-version', 'v3.25.0'], 2, '/nonexistent.yaml'],
    [[], 2, 'needs a terminal'],
  ])('%j ends with %d and says %s', { timeout: 60_000 }, async (args, code, text) => {
    const run = await wizard(args as string[])
    expect(run.stderr).toContain(text)
    expect(run.code).toBe(code)
  })

  it('help, version and --json keep to their streams', { timeout: 60_000 }, async () => {
    const help = await wizard(['--help'])
    expect(help.code).toBe(0)
    expect(help.stdout).toContain('Exit codes:')
    expect((await wizard(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    const json = await wizard(['rehearse', '--json'])
    expect(json.code).toBe(2)
    expect(json.result).toMatchObject({ type: 'result', outcome: 'refused', error: { code: 'E_NO_TERMINAL' } })
  })
})
