import { equalJson, isFields } from './object.ts'

/** A JSON patch that does not apply; the text says which operation and why. */
export class PatchFailure extends Error {}

interface Operation {
  op: string
  path: string
  value?: unknown
  from?: string
}

/** Most operations one patch may have: as the API server limits it. */
const maxOperations = 10_000

/** Applies an RFC 6902 patch to a copy. Throws `PatchFailure` when an operation does not apply. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new PatchFailure('a JSON patch is a list of operations')
  if (patch.length > maxOperations) throw new PatchFailure(`more than ${maxOperations} operations`)
  let root: unknown = structuredClone(document)
  for (const entry of patch) {
    if (!isFields(entry) || typeof entry['op'] !== 'string' || typeof entry['path'] !== 'string') {
      throw new PatchFailure('an operation needs op and path')
    }
    root = applyOne(root, entry as unknown as Operation)
  }
  return root
}

function applyOne(root: unknown, operation: Operation): unknown {
  const path = parsePointer(operation.path)
  switch (operation.op) {
    case 'test': {
      const container = read(root, path.slice(0, -1))
      if (!isFields(container) && !Array.isArray(container)) {
        throw new PatchFailure(`test operation for path ${operation.path}: missing path: ${operation.path}`)
      }
      // A test for null passes where there is no such field: that is how "absent" is tested.
      const found = read(root, path)
      if (!equalJson(found ?? null, operation.value ?? null)) {
        throw new PatchFailure(`testing value ${operation.path} failed: test failed`)
      }
      return root
    }
    case 'add':
      return write(root, path, structuredClone(operation.value), 'add')
    case 'replace':
      return write(root, path, structuredClone(operation.value), 'replace')
    case 'remove':
      return write(root, path, undefined, 'remove')
    case 'move':
    case 'copy': {
      const from = parsePointer(operation.from ?? '')
      const value = read(root, from)
      if (value === undefined) throw new PatchFailure(`${operation.op} operation does not apply: no value at from`)
      if (operation.op === 'move') root = write(root, from, undefined, 'remove')
      return write(root, path, structuredClone(value), 'add')
    }
    default:
      throw new PatchFailure(`Unexpected kind: ${operation.op}`)
  }
}

function parsePointer(pointer: string): string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) throw new PatchFailure(`not a JSON pointer: ${pointer}`)
  const parts = pointer.slice(1).split('/')
  const keys = parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (keys.includes('__proto__')) throw new PatchFailure(`refused: ${pointer}`)
  return keys
}

function read(root: unknown, path: string[]): unknown {
  let at = root
  for (const key of path) {
    if (Array.isArray(at)) at = at[Number(key)]
    else if (isFields(at)) at = at[key]
    else return undefined
  }
  return at
}

function write(root: unknown, path: string[], value: unknown, mode: 'add' | 'replace' | 'remove'): unknown {
  const last = path.at(-1)
  if (last === undefined) return mode === 'remove' ? null : value
  const parent = read(root, path.slice(0, -1))
  const missing = () => new PatchFailure(`${mode} operation does not apply: doc is missing path: /${path.join('/')}`)
  if (Array.isArray(parent)) {
    const index = last === '-' && mode === 'add' ? parent.length : Number(last)
    const limit = mode === 'add' ? parent.length : parent.length - 1
    if (!Number.isInteger(index) || index < 0 || index > limit) throw missing()
    parent.splice(index, mode === 'add' ? 0 : 1, ...(mode === 'remove' ? [] : [value]))
    return root
  }
  if (!isFields(parent)) throw missing()
  // The API server's library lets `replace` set a field that is not there, but not `remove` take one away.
  if (mode === 'remove' && !(last in parent)) throw missing()
  if (mode === 'remove') delete parent[last]
  else parent[last] = value
  return root
}
