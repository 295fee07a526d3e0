import { describe, expect, it } from 'vitest'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { parseAnswers } from '../../../src/design/answers/parse.ts'
import { answersFromDesign } from '../../../src/design/answers/write.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { withPace } from '../../../src/wizard/edit-pace.ts'
import { guideCluster } from '../design/clusters.ts'
import { lab } from '../forecast-routes/lab.ts'
import { walkWizard } from './wizard-world.ts'

/** Accept everything up to the review: scheme, steps 1-8. */
const acceptAll = ['reflectors', 'none', 'leave', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept']
const hint = 'This order cannot avoid a silence of seconds here.'
/** The guide's cluster with pods in it; leafs are proposed as those that take reflectors only. */
const busy = (version: string) => lab(version, 'guide', 'strict').cluster

describe('the pace in the review', () => {
  it('is no question of the way through, and hinted at only where seconds cannot be avoided', async () => {
    const { result, transcript, lines } = await walkWizard([...acceptAll, 'go', true], { cluster: busy('v3.17.2') })
    expect(transcript.questions.filter((question) => question.startsWith('How cautiously'))).toEqual([])
    expect(result.design.move).toBeUndefined()
    // Replaced all at once: 0.9 to 4.7 s.
    expect(lines.join(' ')).toContain(hint)
    // Without pods nobody loses anything.
    const lossless = await walkWizard([...acceptAll, 'quit'], { cluster: guideCluster() })
    expect(lossless.lines.join(' ')).not.toContain(hint)
  })

  it('lets a rack go first, racks in turn, reflectors be empty; the plan and the answers have it', async () => {
    const cluster = busy('v3.17.2')
    const { result, transcript, lines } = await walkWizard(
      [...acceptAll, 'pace', 'canary', 'node99', 'rr2', 'turn', 'empty', 'done', 'go', true],
      { cluster },
    )
    expect(transcript.refused).toEqual(['node99 is neither a rack nor a node of the design.'])
    const move = { canary: 'rr2', racksInTurn: true, emptyReflectors: true }
    expect(result.design.move).toEqual(move)
    // What was chosen is shown at the next question, and the plan beside it is the new one.
    expect(lines.join(' ').split(hint)).toHaveLength(2)
    const parts = result.plan!.stages.map((stage) => stage.title.params['of']).filter((of) => of !== undefined)
    expect(new Set(parts)).toEqual(new Set(['rr2', 'rr1']))
    const saved = parseAnswers(answersFromDesign(result.design, result.choices), 'answers.yaml')
    expect(designFromAnswers(saved, cluster, proposeDesign(cluster)).move).toEqual(move)
  })

  it('can be taken back, and a step back changes nothing', async () => {
    const { result } = await walkWizard([
      ...acceptAll,
      ...['pace', 'canary', 'node6', 'turn', '<'],
      ...['pace', 'turn', 'canary', '<', 'canary', 'none', 'done', 'go', true],
    ])
    expect(result.design.move).toBeUndefined()
    expect(result.design).toEqual(proposeDesign(guideCluster()))
  })

  it("is not there in the guide's order", async () => {
    await expect(walkWizard([...acceptAll, 'order', 'pace'])).rejects.toThrow('has no choice "pace"')
  })

  it('writes down only what is on', () => {
    const design = proposeDesign(guideCluster())
    expect(withPace(design, { racksInTurn: true }).move).toEqual({ racksInTurn: true })
    expect(withPace(withPace(design, { racksInTurn: true }), { racksInTurn: false })).toEqual(design)
    expect(withPace(withPace(design, { canary: 'rr1', emptyReflectors: true }), { canary: undefined }).move).toEqual({
      emptyReflectors: true,
    })
  })

  it('is Chinese in Chinese', async () => {
    const { transcript, lines } = await walkWizard(
      [...acceptAll, 'pace', '?', 'canary', '?', '没有', '无', 'turn', 'done', 'quit'],
      { lang: 'zh-CN', cluster: busy('v3.17.2') },
    )
    for (const text of [...transcript.questions, ...transcript.helps, ...transcript.refused])
      expect(text).toMatch(/\p{Script=Han}/u)
    expect(transcript.refused).toHaveLength(1)
    expect(lines.join('').replace(/\s/g, '')).toContain('此顺序无法避免数秒的中断')
  })
})
