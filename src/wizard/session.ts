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
import { renderOperations, renderSummaries } from '../views/render-commands.ts'
import { widthOf } from '../views/text.ts'
import { renderHeading, renderMarked, renderRemedy, renderText } from '../views/words.ts'
import { operationsOfStep } from './guide-steps.ts'
import type { PasswordCheck, WizardDeps } from './types.ts'

/** Lines of commands that a step shows by itself: its question must stay on a screen of 24 lines. */
const fewLines = 9
/** And when they are asked for; the review shows all of them. */
const manyLines = 60

/** The conversation so far: what was answered, and ways to speak. Steps change `design` and `choices` and nothing else. */
export class Session {
  readonly look: Look
  readonly say: Say
  design: Design
  choices: Choices
  /** How switches are asked in the end, by name; as in `--switch`. */
  readonly switches = new Map<string, string>()
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
  async planOnly(): Promise<Plan> {
    const key = JSON.stringify([this.design, this.choices])
    if (this.planned?.key !== key) this.planned = { key, plan: await this.deps.makePlan(this.design, this.choices) }
    return this.planned.plan
  }

  /**
   * Shows the commands that the plan has for a step of the guide: those that leave the question on the screen, or (`all`)
   * as many as anybody reads here.
   * @param beside lines that the step shows besides
   */
  async showCommands(guideStep: number, show: 'few' | 'all' = 'few', beside = 0): Promise<void> {
    if (this.errors().length > 0) return
    const operations = operationsOfStep(await this.planOnly(), guideStep)
    this.tell(this.say(operations.length === 0 ? 'step.nothingToRun' : 'step.commands'))
    this.show(this.fittingOperations(operations, show === 'all' ? manyLines : fewLines - beside))
  }

  /** The operations that fit into a number of screen lines; when none does, what they do: half a command helps nobody. */
  private fittingOperations(operations: readonly Operation[], most: number): string[] {
    const rows = (lines: readonly string[]) =>
      lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / this.look.columns)), 0)
    const all = operations.map((operation) => renderOperations([operation], this.look))
    const shown: string[] = []
    for (const lines of all) if (rows([...shown, ...lines]) <= most) shown.push(...lines)
    if (shown.length === all.flat().length) return shown
    const head = shown.length > 0 ? shown : renderSummaries(operations, this.look).slice(0, Math.max(2, most))
    return [...head, ...renderText(this.say('step.moreCommands'), this.look)]
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

  /** Shows checks as the preflight does. */
  showChecks(checks: readonly PasswordCheck[]): void {
    this.show(
      checks.flatMap((check) => [
        ...renderMarked(check.status, check.text, this.look),
        ...(check.remedy ? renderRemedy(check.remedy, this.look) : []),
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
