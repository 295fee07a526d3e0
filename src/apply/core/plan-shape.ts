import type { Plan } from '../../model/plan.ts'
import type { ParsedPlan } from './plan-file.ts'

/** Says where a value is not what it must be. */
class Misshapen extends Error {}

type Check = (value: unknown, at: string) => void

function fail(at: string, wanted: string): never {
  throw new Misshapen(`${at}: ${wanted}`)
}

const text: Check = (value, at) => {
  if (typeof value !== 'string') fail(at, 'must be a text')
}
const number: Check = (value, at) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) fail(at, 'must be a number')
}
const anything: Check = () => {}
const label: Check = (value, at) => {
  if (typeof value !== 'string' && typeof value !== 'number') fail(at, 'must be a text or a number')
}
const name: Check = (value, at) => {
  // Object names become arguments of commands: none may look like an option (S2).
  if (typeof value !== 'string' || value === '' || value.length > 4096) fail(at, 'must be a name')
  if (value.startsWith('-')) fail(at, 'must not begin with "-"')
  for (const char of value) if (char < ' ' || char === '\u007f') fail(at, 'must not hold control characters')
}
const oneOf =
  (...values: unknown[]): Check =>
  (value, at) => {
    if (!values.includes(value)) fail(at, `must be one of ${values.join(', ')}`)
  }
const list =
  (item: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return fail(at, 'must be a list')
    for (const [index, each] of value.entries()) item(each, `${at}[${index}]`)
  }
const map =
  (item: Check): Check =>
  (value, at) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return fail(at, 'must be a map')
    for (const [key, each] of Object.entries(value)) item(each, `${at}.${key}`)
  }

/** An object with exactly these fields; a name that ends in `?` may be missing. */
const shape =
  (fields: Record<string, Check>): Check =>
  (value, at) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return fail(at, 'must be an object')
    const given = value as Record<string, unknown>
    const known = new Set<string>()
    for (const [spelt, check] of Object.entries(fields)) {
      const field = spelt.replace('?', '')
      known.add(field)
      if (Object.hasOwn(given, field)) check(given[field], `${at}.${field}`)
      else if (field === spelt) fail(`${at}.${field}`, 'is missing')
    }
    for (const field of Object.keys(given)) if (!known.has(field)) fail(`${at}.${field}`, 'is not known')
  }

/** A value whose shape depends on one of its fields. */
const variants =
  (field: string, cases: Record<string, Check>): Check =>
  (value, at) => {
    const kind = (value as Record<string, unknown> | null)?.[field]
    const check = typeof kind === 'string' && Object.hasOwn(cases, kind) ? cases[kind] : undefined
    if (!check) return fail(`${at}.${field}`, `must be one of ${Object.keys(cases).join(', ')}`)
    check(value, at)
  }

const sentence = shape({ key: text, params: map(label) })
const ref = shape({
  kind: oneOf('KubeNode', 'BGPConfiguration', 'BGPPeer', 'File', 'HostRoutes'),
  name,
  'uid?': text,
  'host?': name,
})
const fieldChange = shape({ path: list(text), 'before?': anything, 'after?': anything })
const whole = { action: text, ref, content: anything }
const change = variants('action', {
  update: shape({ action: text, ref, fields: list(fieldChange) }),
  create: shape(whole),
  delete: shape(whole),
})
const command = shape({
  tool: oneOf('kubectl', 'calicoctl', 'ssh', 'internal'),
  argv: list(text),
  'stdin?': text,
  'stdinFile?': text,
  effect: oneOf('read', 'write'),
})
const operation = shape({ id: name, summary: sentence, changes: list(change), command, 'keepOnUndo?': sentence })
const condition = variants('kind', {
  'sessions-as-forecast': shape({ kind: text }),
  'leaf-sessions': shape({ kind: text, nodes: list(name) }),
  'routes-as-forecast': shape({ kind: text }),
  'leaf-blocks': shape({ kind: text, leafs: list(name) }),
})
const stage = shape({
  id: number,
  guideStep: number,
  title: sentence,
  operations: list(operation),
  'gate?': shape({ conditions: list(condition), timeoutSeconds: number }),
  'manual?': list(sentence),
})
const plan = shape({
  schema: oneOf(1),
  madeBy: text,
  cluster: shape({ context: text, server: text, uid: text }),
  calicoVersion: text,
  order: oneOf('safe', 'guide'),
  strategy: text,
  design: map(anything),
  stages: list(stage),
  guards: list(shape({ subject: text, sha256: text })),
})

/** Checks that a parsed value is a plan: each field known and of its kind, operation ids unique. */
export function asPlan(value: unknown): ParsedPlan {
  try {
    plan(value, 'plan')
  } catch (error) {
    if (error instanceof Misshapen) return { ok: false, problem: error.message }
    throw error
  }
  const checked = value as Plan
  const seen = new Set<string>()
  for (const id of checked.stages.flatMap((item) => item.operations.map((each) => each.id))) {
    if (seen.has(id)) return { ok: false, problem: `plan.stages: operation ${id} is there twice` }
    seen.add(id)
  }
  return { ok: true, plan: checked }
}
