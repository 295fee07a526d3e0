import { readFileSync, statSync } from 'node:fs'
import { type Choices, defaultChoices } from '../design/answers/choices.ts'
import { guideAnswers } from '../design/answers/guide.ts'
import { choicesFromAnswers, designFromAnswers } from '../design/answers/merge.ts'
import { parseAnswers } from '../design/answers/parse.ts'
import { tellSeveral } from '../design/answers/several.ts'
import type { Answers } from '../design/answers/types.ts'
import { proposeDesign } from '../design/propose.ts'
import { validateDesign } from '../design/validate.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import { type Options, usage } from './options.ts'

const MAX_ANSWERS = 1024 * 1024

/** What shall be, and how to do it. */
export interface Decision {
  design: Design
  choices: Choices
}

/** Reads the answers file that a flag names; "guide" is built in. @throws WizardError exit 2 naming file, line and remedy */
export function loadAnswers(options: Options): Answers | undefined {
  const { answers } = options
  if (answers === undefined) return undefined
  if (answers === 'guide') return guideAnswers()
  let text: string
  try {
    if (statSync(answers).size > MAX_ANSWERS) throw new Error(`larger than ${MAX_ANSWERS} bytes`)
    text = readFileSync(answers, 'utf8')
  } catch (cause) {
    throw new WizardError({
      code: 'E_ANSWERS_READ',
      exitCode: exitCodes.usage,
      what: `the answers file cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      where: answers,
      remedies: [
        'name a readable YAML file, or "guide" for the built-in answers',
        'docs/answers.md says what goes into it',
      ],
    })
  }
  return parseAnswers(text, answers)
}

/** The proposal with the answers laid over it, and the flags over both. */
export function decide(
  cluster: ClusterState,
  answers: Answers | undefined,
  options: Options,
  calicoctlVersion: string | undefined,
): Decision {
  const proposal = proposeDesign(cluster)
  const design = answers ? designFromAnswers(answers, cluster, proposal) : proposal
  const choices = answers ? choicesFromAnswers(answers) : structuredClone(defaultChoices)
  // Without calicoctl nothing can be changed: unless the answers say otherwise, step 1 puts it on this node.
  if (calicoctlVersion === undefined && answers?.choices.calicoctl.install === undefined)
    choices.calicoctl.install = 'this-node'
  if (options.order) choices.order = options.order
  if (options.confirmWithinSeconds !== undefined) choices.confirmWithinSeconds = options.confirmWithinSeconds
  if (options.statusVia) choices.statusVia = options.statusVia
  return { design, choices }
}

/** Without gates the safe orders are not safe. @throws WizardError exit 2 for `--unverified` in any order but the guide's */
export function refuseUnverified(options: Options, order: Choices['order']): void {
  if (options.unverified && order !== 'guide')
    throw usage(
      '--unverified',
      'with the safe order',
      "the guide's order only, --order guide: the safe orders stand on their gates",
    )
}

/** Stops when a design cannot work. @throws WizardError exit 2 listing every problem with its place */
export function refuseBadDesign(design: Design, cluster: ClusterState, where: string): void {
  const [first, ...rest] = validateDesign(design, cluster).filter((problem) => problem.severity === 'error')
  if (!first) return
  const placed = rest.map((problem) => ({ ...problem, where: `${where}: ${problem.path}` }))
  throw new WizardError({
    code: 'E_DESIGN',
    exitCode: exitCodes.usage,
    what: tellSeveral(first, placed),
    where: `${where}: ${first.path}`,
    remedies: [first.remedy],
  })
}
