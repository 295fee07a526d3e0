import { describe, expect, it } from 'vitest'
import { checkSecrets } from '../../../src/cli/secret-checks.ts'
import { seeSecrets } from '../../../src/cluster/read.ts'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { speaker } from '../../../src/i18n/translate.ts'
import type { CommandResult, RunCommand } from '../../../src/model/command-result.ts'
import type { Design } from '../../../src/model/design.ts'
import { guideCluster } from '../design/clusters.ts'

const guide = designFromAnswers(guideAnswers(), guideCluster(), proposeDesign(guideCluster()))
const withPassword: Design = {
  ...guide,
  racks: guide.racks.map((rack) => ({
    ...rack,
    leafs: rack.leafs.map((leaf) => ({ ...leaf, password: { secret: 'bgp', key: 'leafs' } })),
  })),
}

/** A kubectl that has what a case says; it counts what it was asked. */
function kubectl(answers: { get?: Partial<CommandResult>; may?: (verb: string) => Partial<CommandResult> }) {
  const asked: string[] = []
  const run: RunCommand = async (command) => {
    asked.push(command.argv.join(' '))
    const base = { command, exitCode: 0, stdout: '', stderr: '', timedOut: false, truncated: false, ms: 1 }
    if (command.argv[0] === 'get') return { ...base, ...answers.get }
    return { ...base, stdout: 'yes\n', ...answers.may?.(command.argv[2]!) }
  }
  return { run, asked }
}

const forbidden = {
  exitCode: 1,
  stderr: 'Error from server (Forbidden): secrets "bgp" is forbidden: User "x" cannot get',
}
const cases: [string, Parameters<typeof kubectl>[0], 'ok' | 'warn' | 'fail', RegExp, boolean][] = [
  [
    'there, and readable for calico-node',
    { get: { stdout: 'bgp\nleafs\nother\n' } },
    'ok',
    /kube-system\/bgp\/leafs/,
    true,
  ],
  ['absent', { get: { stdout: '' } }, 'fail', /no Secret for bgp\/leafs in kube-system/, false],
  ['without the key', { get: { stdout: 'bgp\nothers\n' } }, 'fail', /keys of that Secret: others/, false],
  ['empty', { get: { stdout: 'bgp\n' } }, 'fail', /keys of that Secret: -/, false],
  ['not ours to see', { get: forbidden }, 'fail', /is forbidden/, false],
  [
    'forbidden to calico-node',
    { get: { stdout: 'bgp\nleafs\n' }, may: (verb) => (verb === 'watch' ? { exitCode: 1, stdout: 'no\n' } : {}) },
    'fail',
    /calico-node may not read kube-system\/bgp\/leafs/,
    false,
  ],
  [
    'unknown of calico-node',
    { get: { stdout: 'bgp\nleafs\n' }, may: () => ({ exitCode: 1, stdout: '', stderr: 'cannot impersonate' }) },
    'warn',
    /cannot be seen/,
    true,
  ],
]

describe.each(cases)('a Secret that is %s', (_name, answers, status, says, counts) => {
  it('is checked by name, and counted on only where it can be read', async () => {
    const { run, asked } = kubectl(answers)
    const cluster = await seeSecrets(run, guideCluster(), withPassword)
    const [check, ...more] = checkSecrets(cluster, withPassword, speaker('en'))
    // Both leafs name the same one.
    expect(more).toEqual([])
    expect(check).toMatchObject({ name: 'passwords', status })
    expect(check!.text).toMatch(says)
    if (status !== 'ok') expect(check!.remedy).toBeTruthy()
    const keys = cluster.resources.secrets.flatMap((shape) => shape.keys)
    expect(keys.includes('leafs')).toBe(counts)
    // Nothing that prints a value, and no list of Secrets.
    for (const line of asked) expect(line).not.toMatch(/-o (json|yaml)|get secrets/)
    const again = asked.length
    await seeSecrets(run, cluster, withPassword)
    expect(asked).toHaveLength(again)
  })
})

describe('without passwords', () => {
  it('nothing is asked', async () => {
    const { run, asked } = kubectl({})
    const cluster = guideCluster()
    expect(await seeSecrets(run, cluster, guide)).toBe(cluster)
    expect(asked).toEqual([])
    expect(checkSecrets(cluster, guide, speaker('zh-CN'))).toEqual([])
  })
})
