import { translate } from '../i18n/translate.ts'
import type { PairLoss, PairScope, StageForecast } from '../model/forecast.ts'
import type { Look } from './look.ts'
import { formatSeconds, shortSeconds } from './seconds.ts'
import type { Cell } from './table.ts'
import { renderText } from './words.ts'
import { wrap } from './wrap.ts'

const fewCauses = 1

/** Collects what the cells of a plan have no room for, so that each cause is told once, under a number. */
export class PlanNotes {
  private readonly texts: string[] = []
  private readonly notYet: string[] = []
  constructor(private readonly look: Look) {}

  /** The number of the note that says why, how long and what would avoid it. */
  mark(loss: PairLoss): string {
    const { lang, say } = this.look
    const way = loss.avoidedBy && translate(lang, loss.avoidedBy)
    const cause = translate(lang, loss.cause)
    const why = way ? say('planView.avoidedBy', { cause, way }) : cause
    const text =
      loss.seconds.max === null ? why : say('planView.timed', { time: formatSeconds(loss.seconds, say), why })
    if (!this.texts.includes(text)) this.texts.push(text)
    return `[${this.texts.indexOf(text) + 1}]`
  }

  /** Remembers why a pair had no route even before the move. */
  tellNotYet(losses: readonly PairLoss[]): void {
    for (const loss of losses) {
      const cause = translate(this.look.lang, loss.cause)
      if (!this.notYet.includes(cause)) this.notYet.push(cause)
    }
  }

  lines(): string[] {
    const { say, columns } = this.look
    const numbered = this.texts.flatMap((text, i) =>
      wrap(`[${i + 1}] ${text}`, columns - 2, '    ').map((line) => `  ${line}`),
    )
    if (this.notYet.length === 0) return numbered
    const rest = this.notYet.length - fewCauses
    const shown = this.notYet.slice(0, fewCauses).join(say('list.separator'))
    const causes = rest > 0 ? shown + say('list.rest', { n: rest }) : shown
    return [...numbered, ...renderText(say('planView.noneYetNote', { causes }), this.look)]
  }
}

/** Reads the losses of a plan stage by stage: what a stage cut stays cut until the stage that brings it back. */
export class LossCells {
  private readonly cutUntil = new Map<PairScope, number>()
  constructor(
    private readonly look: Look,
    private readonly notes: PlanNotes,
  ) {}

  /** How long pairs of a scope have no route because of this stage: the worst of them, with the number of its note. */
  cell(forecast: StageForecast | undefined, scope: PairScope): Exclude<Cell, string> {
    const { say, paint } = this.look
    const losses = forecast?.losses.filter((loss) => loss.scope === scope) ?? []
    const without = forecast?.unreachableAfter.filter((loss) => loss.scope === scope) ?? []
    const longest = Math.max(0, ...losses.map(secondsOf))
    if (losses.length > 0 && longest > 0) {
      const marks = new Set(losses.filter(isLong).map((loss) => this.notes.mark(loss)))
      const until = Math.max(0, ...losses.map(endOf))
      if (until > 0) this.cutUntil.set(scope, until)
      return {
        text: [this.lossText(losses, longest, until), ...marks].join(' '),
        paint: longest < 1 ? paint.warn : paint.bad,
      }
    }
    if (without.length > 0) {
      if ((this.cutUntil.get(scope) ?? 0) > (forecast?.stage ?? 0))
        return { text: say('planView.stillCut'), paint: paint.bad }
      this.notes.tellNotYet(without)
      return { text: say('planView.noneYet'), paint: paint.dim }
    }
    const opens = forecast?.opens?.filter((loss) => loss.scope === scope) ?? []
    return opens.length > 0
      ? { text: say('planView.opens'), paint: paint.good }
      : { text: formatSeconds({ min: 0, max: 0 }, say), paint: paint.good }
  }

  private lossText(losses: readonly PairLoss[], longest: number, until: number): string {
    const { say } = this.look
    if (Number.isFinite(until) && until > 0) return say('planView.untilStage', { stage: until })
    if (Number.isFinite(longest)) return say('seconds.below', { n: shortSeconds(longest) })
    return say('planView.noRoute', { pairs: losses.reduce((sum, loss) => sum + loss.pairs, 0) })
  }
}

function secondsOf(loss: PairLoss): number {
  return loss.seconds.max ?? Number.POSITIVE_INFINITY
}

/** Stage that brings the route back: 0 when its own stage does, infinite when none does. */
function endOf(loss: PairLoss): number {
  return loss.untilStage ?? (loss.seconds.max === null ? Number.POSITIVE_INFINITY : 0)
}

// What lasts under a second is the update of a forwarding table: the figure says it all.
function isLong(loss: PairLoss): boolean {
  return loss.untilStage !== undefined || secondsOf(loss) >= 1
}
