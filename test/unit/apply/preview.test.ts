import { describe, expect, it } from 'vitest'
import { previewRun } from '../../../src/apply/preview.ts'
import { applyPlan, resumeRun, rollbackRun, statusRuns } from '../../../src/apply/run.ts'
import type { Command } from '../../../src/model/plan.ts'
import { makeLook } from '../../../src/views/look.ts'
import { renderPreview } from '../../../src/views/render-preview.ts'
import { SimProcess } from '../../campaign/sim-process.ts'
import { prepare, topologies } from '../../campaign/topology.ts'
import { World } from '../../campaign/world.ts'

/** A command, without the version number that is read just before it runs. */
const words = ({ tool, argv, stdin }: Command) =>
  [tool, ...argv, stdin ?? ''].join(' ').replace(/"metadata":\{"resourceVersion":"\d+"\},/g, '')

/** A world whose run was killed at its nth command, or ended. */
async function runUpTo(topology: string, n: number): Promise<World> {
  const { plan, fill } = prepare(topologies[topology]!)
  const world = new World(plan, 1, [{ place: 'command', index: n, kind: 'kill-after', forever: false }])
  fill(world.cluster)
  const process = new SimProcess(world)
  await Promise.race([applyPlan(plan, process.ports), process.killed])
  world.faults = []
  return world
}

/** Runs a verb, and gives the writes it made. */
async function writesOf(world: World, verb: typeof resumeRun, runId: string) {
  const ran: Command[] = []
  const { ports } = new SimProcess(world)
  const run: typeof ports.run = (command, limits) => {
    if (command.effect === 'write') ran.push(command)
    return ports.run(command, limits)
  }
  const result = await verb(runId, { ...ports, run })
  return { result, ran: ran.map(words).sort() }
}

const shown = async (world: World, verb: 'resume' | 'rollback', runId: string) => {
  const before = [JSON.stringify([...world.cluster.objects]), world.commands]
  const preview = await previewRun(verb, runId, new SimProcess(world).ports)
  expect([JSON.stringify([...world.cluster.objects]), world.commands]).toEqual(before)
  if ('problem' in preview) throw new Error(preview.problem.what)
  return { preview, commands: preview.steps.flatMap((step) => step.commands.map(words)).sort() }
}

describe.each(['guide-order', 'leaf-path', 'safety-net'])('a look ahead, %s', (topology) => {
  it('shows what the same command then runs, wherever the run was killed', async () => {
    for (let n = 0; n < 40; n++) {
      const world = await runUpTo(topology, n)
      const [run] = statusRuns(new SimProcess(world).ports.store)
      if (!run || run.state === 'never-started') continue
      const verb = n % 2 === 0 ? 'resume' : 'rollback'
      const { preview, commands } = await shown(world, verb, run.runId)
      const { result, ran } = await writesOf(world, verb === 'resume' ? resumeRun : rollbackRun, run.runId)
      expect([n, result.problem, ran]).toEqual([n, undefined, commands])
      if (run.state === 'ended') {
        expect(preview.way).toBe(verb === 'resume' ? 'none' : 'back')
        return
      }
    }
    throw new Error('the run never ended')
  })
})

describe('a look ahead at what somebody else changed', () => {
  it('leaves it alone on the way back, and turns back at it on the way forward', async () => {
    const world = await runUpTo('guide-order', 6)
    const [{ runId } = { runId: '' }] = statusRuns(new SimProcess(world).ports.store)
    const whole = await shown(world, 'resume', runId)
    const step = whole.preview.steps.find(({ commands }) => commands.some(({ tool }) => tool === 'kubectl'))!
    const operation = world.plan.stages.flatMap((stage) => stage.operations).find(({ id }) => id === step.operation)!
    const [change] = operation.changes
    if (change?.action !== 'update') throw new Error('no update')
    const [field] = change.fields
    world.cluster.touch(`KubeNode/${change.ref.name}`, (content) => {
      let at = content as Record<string, never>
      for (const key of field!.path.slice(0, -1)) at = at[key] ??= {} as never
      at[field!.path.at(-1)!] = 'foreign' as never
    })
    const { preview } = await shown(world, 'resume', runId)
    expect(preview.turnsAt).toBe(step.operation)
    expect(preview.steps.at(-1)).toMatchObject({ operation: step.operation, status: 'left-alone', commands: [] })
    expect(preview.steps.at(-1)!.drift).toEqual([expect.objectContaining({ now: 'foreign' })])
    for (const lang of ['en', 'zh-CN'] as const) {
      const text = renderPreview(preview, makeLook({ lang })).join('\n')
      expect(text).toContain('foreign')
      expect(text).toMatch(lang === 'en' ? /take everything back\.$/ : /全部撤销。$/)
    }
    const { result } = await writesOf(world, resumeRun, runId)
    expect([result.outcome, result.failedAt?.operation]).toEqual(['rolled-back', step.operation])
  })
})
