import { describe, expect, it } from 'vitest'
import { firstForeignCommand } from '../../../src/apply/core/plan-commands.ts'
import { parsePlanFile } from '../../../src/apply/core/plan-file.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { prepare, topologies } from '../../campaign/topology.ts'

const { plan } = prepare(topologies['guide-order']!)
const text = JSON.stringify(plan)
const changed = (change: (plan: Plan) => void) => {
  const copy = structuredClone(plan)
  change(copy)
  return JSON.stringify(copy)
}
const problem = (source: string) => {
  const parsed = parsePlanFile(source)
  return parsed.ok ? undefined : parsed.problem
}

describe('a saved plan', () => {
  it('comes back as it was', () => {
    expect(parsePlanFile(text)).toEqual({ ok: true, plan })
  })
  it.each([
    ['text', 'nonsense', /not JSON/],
    ['another schema', changed((p) => Object.assign(p, { schema: 2 })), /plan.schema/],
    ['an unknown key', changed((p) => Object.assign(p, { hook: 'x' })), /plan.hook: is not known/],
    ['a missing key', changed((p) => Reflect.deleteProperty(p, 'guards')), /plan.guards: is missing/],
    [
      'an unknown action',
      changed((p) => Object.assign(p.stages[0]!.operations[0]!.changes[0]!, { action: 'exec' })),
      /action/,
    ],
    ['an unknown tool', changed((p) => Object.assign(p.stages[0]!.operations[0]!.command, { tool: 'sh' })), /tool/],
    [
      'a name like an option',
      changed((p) => Object.assign(p.stages[1]!.operations[0]!.changes[0]!.ref, { name: '--kubeconfig=/evil' })),
      /must not begin with/,
    ],
    [
      'a name with a line feed',
      changed((p) => Object.assign(p.stages[1]!.operations[0]!.changes[0]!.ref, { name: 'a\nb' })),
      /control/,
    ],
    ['an operation twice', changed((p) => p.stages[1]!.operations.push(p.stages[1]!.operations[0]!)), /twice/],
    ['prototypes', text.replace('"madeBy"', '"__proto__":{"polluted":1},"madeBy"'), /__proto__/],
    ['prototypes, spelt otherwise', text.replace('"madeBy"', '"\\u005f_proto__":{"polluted":1},"madeBy"'), /__proto__/],
    ['a constructor', text.replace('"design":{', '"design":{"constructor":{"prototype":{}},'), /constructor/],
    ['depth', `${'['.repeat(100_000)}`, /deeper/],
    ['length', ' '.repeat(17 * 1024 * 1024), /longer/],
    ['null', 'null', /must be an object/],
  ])('with %s is refused', (_, source, message) => {
    const started = performance.now()
    expect(problem(source)).toMatch(message)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
  it('with another command than its changes give is found (S20)', () => {
    expect(firstForeignCommand(plan)).toBeUndefined()
    const edited = structuredClone(plan)
    const operation = edited.stages[1]!.operations[0]!
    operation.command.argv.push('--kubeconfig=/tmp/evil')
    expect(firstForeignCommand(edited)).toBe(operation.id)
    const empty = structuredClone(plan)
    empty.stages[1]!.operations[0]!.changes = []
    expect(firstForeignCommand(empty)).toBe(operation.id)
    const two = structuredClone(plan)
    two.stages[1]!.operations[0]!.changes.push(...two.stages[2]!.operations[0]!.changes)
    expect(firstForeignCommand(two)).toBe(operation.id)
  })
})
