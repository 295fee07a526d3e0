import type { Choices } from '../design/answers/choices.ts'
import type { Diagnostic } from '../design/diagnostics.ts'
import { validateDesign } from '../design/validate.ts'
import type { Say } from '../i18n/translate.ts'
import { translateFinding } from '../i18n/warnings.ts'
import type { Design } from '../model/design.ts'
import type { PlanForecast } from '../model/forecast.ts'
import type { Operation, Plan } from '../model/plan.ts'
import type { Warning } from '../model/session.ts'
import { type Look, makeLook } from '../views/look.ts'
import { renderWarnings } from '../views/render-checks.ts'
import { renderOperations } from '../views/render-commands.ts'
import { renderHeading, renderMarked, renderRemedy, renderText } from '../views/words.ts'
import type { WizardDeps } from './types.ts'

const fewOperations = 4
const fewLines = 24

/** The conversation so far: what was answered, and ways to speak. Steps change `design` and `choices` and nothing else. */
export class Session {
  readonly look: Look
  readonly say: Say
  design: Design
  choices: Choices
  private planned: { key: string; plan: Plan } | undefined
  private warned = ''
  private forecastOf: { plan: Plan; forecast: PlanForecast } | undefined

  constructor(readonly deps: WizardDeps) {
    this.look = makeLook(deps)
    this.say = this.look.say
    this.design = deps.proposal
    this.choices = deps.choices
  }

  /** Shows lines as they are. */
  show(lines: readonly string[]): void {
    if (lines.length > 0) this.deps.out(lines)
  }

  /** Shows a paragraph. */
  tell(text: string): void {
    this.show(renderText(text, this.look))
  }

  /** Shows the heading of a step with what it will do and why. */
  open(heading: string, why: string): void {
    this.show([...renderHeading(heading, this.look, this.say('ask.explains')), ...renderText(why, this.look)])
  }

  /** Plan and forecast of the answers so far; made once for the same answers. */
  async plan(): Promise<{ plan: Plan; forecast: PlanForecast }> {
    const plan = await this.planOnly()
    if (this.forecastOf?.plan !== plan) this.forecastOf = { plan, forecast: this.deps.forecast(plan) }
    return this.forecastOf
  }

  /** The plan without its forecast, which takes longer on a large cluster. */
  private async planOnly(): Promise<Plan> {
    const key = JSON.stringify([this.design, this.choices])
    if (this.planned?.key !== key) this.planned = { key, plan: await this.deps.makePlan(this.design, this.choices) }
    return this.planned.plan
  }

  /** Shows the commands that the plan has for a step of the guide: the first ones, when there are many. */
  async showCommands(guideStep: number, most = fewOperations): Promise<void> {
    if (this.errors().length > 0) return
    const operations = (await this.planOnly()).stages
      .filter((stage) => stage.guideStep === guideStep)
      .flatMap((stage) => stage.operations)
    this.tell(this.say(operations.length === 0 ? 'step.nothingToRun' : 'step.commands'))
    this.show(this.firstLines(operations, most))
  }

  private firstLines(operations: readonly Operation[], most: number): string[] {
    const lines = renderOperations(operations.slice(0, most), this.look)
    const left = Math.max(0, operations.length - most)
    if (lines.length <= fewLines && left === 0) return lines
    return [...lines.slice(0, fewLines), ...renderText(this.say('step.moreCommands'), this.look)]
  }

  /** What keeps the design from working. */
  errors(design: Design = this.design): Diagnostic[] {
    return validateDesign(design, this.deps.cluster).filter((finding) => finding.severity === 'error')
  }

  /** The first error that a change would bring in: what a question answers to a bad value at once. */
  newError(candidate: Design): string | undefined {
    const known = new Set(this.errors().map((finding) => finding.code + finding.path))
    const found = this.errors(candidate).find((finding) => !known.has(finding.code + finding.path))
    return found && this.diagnosticText(found)
  }

  /** Shows the design's findings and these warnings; the same ones are not told twice. */
  showWarnings(warnings: readonly Warning[]): void {
    const findings = validateDesign(this.design, this.deps.cluster)
    const key = JSON.stringify([findings, warnings])
    const count = findings.length + warnings.length
    if (count > 0 && key === this.warned) this.tell(this.say('review.sameWarnings', { n: count }))
    else {
      this.showFindings(findings)
      this.show(renderWarnings(warnings, this.look))
    }
    this.warned = key
  }

  /** Shows errors and warnings of the design, each with its remedy. */
  showFindings(findings: readonly Diagnostic[]): void {
    this.show(
      findings.flatMap((finding) => [
        ...renderMarked(finding.severity === 'error' ? 'fail' : 'warn', this.diagnosticText(finding), this.look),
        ...renderRemedy(translateFinding(this.look.lang, finding).remedy ?? finding.remedy, this.look),
      ]),
    )
  }

  private diagnosticText(finding: Diagnostic): string {
    // An admin at a question has no answers file before them: the rack's name says more than its place.
    const place = finding.path
      .replace(/^racks\[(\d+)\]\.?/, (_, n) => `${this.design.racks[Number(n)]?.name ?? n} `)
      .trim()
    return `${place}: ${translateFinding(this.look.lang, finding).message} [${finding.code}]`
  }
}
