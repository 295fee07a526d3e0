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
})

describe('bad input', () => {
  it.each([
    [['apply', '/nonexistent/plan.json'], 2, 'E_PLAN_FILE'],
    [['rehearse', '--scenario', 'mesh:0', '--yes'], 2, 'mesh'],
    [['forecast', '/nonexistent.yaml', '--calico-version', 'v3.25.0'], 2, '/nonexistent.yaml'],
    [[], 2, 'E_NO_TERMINAL'],
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
