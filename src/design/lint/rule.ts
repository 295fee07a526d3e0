import type { LintContext } from './context.ts'

/** What a rule says; `{subject}` in a text stands for what was found. */
export interface RuleText {
  /** One line for lists and docs. */
  title: string
  /** The finding as a sentence. */
  message: string
  /** Why it hurts. */
  reason: string
  remedy: string
}

/** One hazard that can be seen in resources or answers. */
export interface LintRule extends RuleText {
  /** Stable, never translated. */
  code: string
  /** Where this is known from: an issue, a document, Calico's code. */
  source: string
  /** @returns one subject a finding: the object or nodes concerned, short; empty when all is well */
  check(context: LintContext): string[]
}
