import { describe, expect, it } from 'vitest'
import { readObjects } from '../../../src/cluster/read-objects.ts'
import type { CommandResult, RunCommand } from '../../../src/model/command-result.ts'
import type { ObjectRef } from '../../../src/model/plan.ts'

const node = (i: number) => ({ metadata: { name: `node${i}`, uid: `u${i}`, labels: { a: 'b' }, annotations: {} } })
const refs = (count: number): ObjectRef[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'KubeNode', name: `node${i + 1}` }))

/** A kubectl with nodes 1 to `count`; it answers as the real one does. */
function kubectl(count: number, answer: Partial<CommandResult> = {}) {
  const asked: string[][] = []
  const run: RunCommand = async (command) => {
    asked.push(command.argv)
    const names = command.argv.slice(2).filter((word) => /^node\d+$/.test(word))
    const items = Array.from({ length: count }, (_, i) => node(i + 1)).filter(
      ({ metadata }) => names.length === 0 || names.includes(metadata.name),
    )
    const stdout = names.length > 0 && items.length === 0 ? '' : JSON.stringify({ kind: 'List', items })
    return { command, exitCode: 0, stdout, stderr: '', timedOut: false, truncated: false, ms: 1, ...answer }
  }
  return { run, asked }
}
const elsewhere = async () => {
  throw new Error('not asked')
}

describe('reading objects back', () => {
  it.each([
    [1, true],
    [10, true],
    [11, false],
    [500, false],
  ])('%i nodes are one call, by name: %s', async (count, byName) => {
    const { run, asked } = kubectl(count)
    const found = await readObjects(run, refs(count), elsewhere)
    expect(asked).toHaveLength(1)
    expect(asked[0]!.includes('node1')).toBe(byName)
    expect(found.map(({ status }) => status)).toEqual(Array.from({ length: count }, () => 'present'))
  })

  it('those that are not there are absent either way', async () => {
    for (const [there, wanted] of [
      [0, 5],
      [3, 5],
      [0, 40],
      [12, 40],
    ] as const) {
      const found = await readObjects(kubectl(there).run, refs(wanted), elsewhere)
      expect(found.filter(({ status }) => status === 'present')).toHaveLength(there)
      expect(found.filter(({ status }) => status === 'absent')).toHaveLength(wanted - there)
    }
  })

  it('what cannot be read is unreadable, never absent', async () => {
    for (const answer of [{ exitCode: 1, stdout: '', stderr: 'Forbidden' }, { truncated: true }, { stdout: 'x' }])
      for (const count of [3, 30]) {
        const found = await readObjects(kubectl(count, answer).run, refs(count), elsewhere)
        expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['unreadable']))
      }
  })
})
