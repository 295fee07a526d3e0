import { describe, expect, it } from 'vitest'
import { proposeDesign } from '../../../src/design/propose.ts'
import { WizardError } from '../../../src/model/errors.ts'
import { makePlan as plan } from '../../../src/plan/make.ts'
import type { WizardDeps } from '../../../src/wizard/types.ts'
import { guideCluster } from '../design/clusters.ts'
import { walkWizard } from './wizard-world.ts'

/** Accept everything up to the review: scheme, steps 1-8. */
const acceptAll = ['reflectors', 'none', 'leave', 'accept', 'accept', 'accept', 'accept', 'accept', 'accept']

describe('the whole wizard', () => {
  it('says why calicoctl cannot be had, and asks for another source', async () => {
    const cluster = guideCluster()
    const makePlan: WizardDeps['makePlan'] = async (design, choices) => {
      if (choices.calicoctl.from.kind === 'release' && choices.calicoctl.install !== 'none')
        throw new WizardError({
          code: 'E_DOWNLOAD',
          exitCode: 3,
          what: 'calicoctl could not be downloaded: the server answers 404',
          where: 'https://example.org/x',
          remedies: ['or install it yourself and name it with --calicoctl PATH'],
        })
      return plan(cluster, design, { order: choices.order, madeBy: 'test', hash: (text) => text })
    }
    const rest = acceptAll.slice(2)
    for (const way of [['none'], ['this-node', 'file', '/srv/calicoctl']]) {
      const { result, lines } = await walkWizard(['reflectors', 'this-node', 'release', ...way, ...rest, 'go', true], {
        cluster,
        deps: { makePlan },
      })
      expect(result.action).toBe('apply')
      expect(lines.join('\n').replace(/\s+/g, ' ')).toContain('the server answers 404 (https://example.org/x)')
      expect(lines.join('\n')).toContain('--calicoctl PATH')
    }
  })

  it('gives the proposal when everything is accepted', async () => {
    const { result } = await walkWizard([...acceptAll, 'go', true])
    expect(result.action).toBe('apply')
    expect(result.interrupted).toBe(false)
    expect(result.design).toEqual(proposeDesign(guideCluster()))
    expect(result.plan?.stages.length).toBeGreaterThan(3)
    expect(result.forecast?.sessionsThen).toBe(10)
  })

  it('asks for the steps in the order of the guide', async () => {
    const { lines } = await walkWizard([...acceptAll, 'quit'])
    const headings = lines.filter((line) => /^Step \d of 8/.test(line)).map((line) => Number(line[5]))
    expect(headings).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('changes nothing and says so when the admin quits', async () => {
    const { result, lines } = await walkWizard([...acceptAll, 'quit'])
    expect(result.action).toBe('quit')
    expect(lines.join('\n')).toContain('Nothing was changed.')
  })

  it('ends with an honest no when the full mesh is chosen', async () => {
    const { result, lines } = await walkWizard(['full-mesh'])
    expect(result.action).toBe('quit')
    expect(lines.join('\n')).toContain('the full mesh works as it is')
  })

  it('ends at Ctrl-C anywhere, with nothing changed', async () => {
    for (let at = 0; at <= acceptAll.length; at++) {
      const { result, lines } = await walkWizard([...acceptAll.slice(0, at), '^C'])
      expect(result).toMatchObject({ action: 'quit', interrupted: true })
      expect(lines.at(-1)).toContain('Nothing was changed.')
    }
  })

  it('goes back one step at a time and keeps what was answered', async () => {
    const { result, transcript } = await walkWizard([
      ...acceptAll.slice(0, 5),
      ...['group', 'rack-group', 'accept'],
      // From step 6 back to step 4, then on again.
      ...['<', '<', 'accept', 'accept', 'accept', 'accept', 'accept', 'quit'],
    ])
    expect(result.design.names.groupLabel).toBe('rack-group')
    expect(transcript.questions.filter((question) => question.startsWith('Racks'))).toHaveLength(2)
  })

  it('explains itself on ? and asks again', async () => {
    const { transcript } = await walkWizard(['?', 'full-mesh'])
    expect(transcript.helps).toHaveLength(1)
    expect(transcript.questions).toHaveLength(1)
  })

  it('does not run a rehearsal without a yes', async () => {
    const { result } = await walkWizard([...acceptAll, 'go', false, 'quit'])
    expect(result.action).toBe('quit')
  })

  it('wants the name of the context before a real cluster is changed', async () => {
    const { result, transcript } = await walkWizard([...acceptAll, 'go', 'yes', 'y', 'test'], { rehearsal: false })
    expect(result.action).toBe('apply')
    expect(transcript.refused).toHaveLength(2)
    const left = await walkWizard([...acceptAll, 'go', '<', 'quit'], { rehearsal: false })
    expect(left.result.action).toBe('quit')
  })

  it('offers a rehearsal before a real run', async () => {
    const { result } = await walkWizard([...acceptAll, 'rehearse'], { rehearsal: false })
    expect(result.action).toBe('rehearse')
    expect(result.plan).toBeDefined()
  })

  it('shows commands, YAML, both orders and leaf configurations in the review', async () => {
    const { lines } = await walkWizard([...acceptAll, 'commands', 'yaml', 'compare', 'leafs', 'frr', 'save', 'quit'])
    const text = lines.join('\n')
    expect(text).toContain('kubectl label nodes')
    expect(text).toContain('kind: BGPPeer')
    expect(text).toContain("the guide's order")
    expect(text).toContain('router bgp')
    expect(text).toContain('Saved: answers.yaml, plan.json')
  })

  it('goes from the review to a step and straight back', async () => {
    const { result, transcript } = await walkWizard([
      ...acceptAll,
      ...['edit', 'services', 'none', 'order', 'go', true],
    ])
    expect(result.design.serviceCidrs).toEqual([])
    expect(result.choices.order).toBe('guide')
    expect(transcript.questions.filter((question) => question.startsWith('Full mesh off'))).toHaveLength(1)
  })

  it('never shows a key instead of a text, in either language, and stays within the width', async () => {
    for (const lang of ['en', 'zh-CN'] as const) {
      const { lines, transcript } = await walkWizard([...acceptAll, 'compare', 'quit'], { lang })
      const text = [...lines, ...transcript.questions].join('\n')
      expect(text).not.toMatch(/\b(plan|planView|order|stage|gate|forecast|step\d|edit|help)\.[a-z][A-Za-z.]+\b/)
      expect(text).not.toMatch(/\{[a-z]+\}/)
    }
  })
})
