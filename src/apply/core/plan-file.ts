import type { Plan } from '../../model/plan.ts'
import { asPlan } from './plan-shape.ts'

/** Largest plan that is read: a plan for 5000 nodes has about 4 MiB. */
const LIMIT = 16 * 1024 * 1024
const MAX_DEPTH = 64

export type ParsedPlan = { ok: true; plan: Plan } | { ok: false; problem: string }

/** How deep the brackets of a JSON text nest, without parsing it: a deep one would overflow the parser's stack. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const char = text.charCodeAt(index)
    if (quoted) {
      if (char === 0x5c) index++
      else if (char === 0x22) quoted = false
    } else if (char === 0x22) quoted = true
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > MAX_DEPTH) return true
    } else if (char === 0x7d || char === 0x5d) depth--
  }
  return false
}

/** Names that reach into prototypes; no plan has a field or object of such a name (S6). */
const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Reads a saved plan, strictly: bounded, every field known and of its kind, nothing that a plan made by the wizard would
 * not have. What it says is checked again against the commands it would run (core/plan-commands.ts).
 */
export function parsePlanFile(text: string): ParsedPlan {
  if (text.length > LIMIT) return { ok: false, problem: `the plan is longer than ${LIMIT} bytes` }
  if (isTooDeep(text)) return { ok: false, problem: `the plan nests deeper than ${MAX_DEPTH} levels` }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { ok: false, problem: `not JSON: ${(error as SyntaxError).message.replace(/\s+/g, ' ')}` }
  }
  const hostile = hostileKey(value)
  if (hostile !== undefined) return { ok: false, problem: `the key ${JSON.stringify(hostile)} is not allowed` }
  return asPlan(value)
}

/** The first forbidden key anywhere in a value; JSON.parse makes `__proto__` a key like any other. */
function hostileKey(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return undefined
  for (const key of Object.keys(value)) {
    if (forbidden.has(key)) return key
    const found = hostileKey((value as Record<string, unknown>)[key])
    if (found !== undefined) return found
  }
  return undefined
}
