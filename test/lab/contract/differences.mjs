// What one side said and did that the other did not, as lines a person can act on.

const SHOWN = 12
const LINE = 500

/**
 * @param real,other { exitCode, timedOut, stdout, stderr, changed } as observed
 * Throws with every difference as text: a report shows them without a debugger.
 */
export function agree(real, other) {
  const found = differences(real, other)
  if (found.length > 0) throw new Error(found.map((line) => line.slice(0, LINE)).join('\n'))
}

function differences(real, other) {
  const found = []
  for (const field of ['exitCode', 'timedOut']) {
    if (real[field] !== other[field]) found.push(`${field}: real ${real[field]}, ours ${other[field]}`)
  }
  for (const field of ['stdout', 'stderr'])
    found.push(...lines(field, real[field].split('\n'), other[field].split('\n')))
  found.push(...lines('objects', real.changed, other.changed))
  return found.slice(0, SHOWN)
}

/** Objects that a command changed: the lines that left and came, between two dumps. */
export function changedObjects(before, after) {
  const left = before.filter((line) => !after.includes(line)).map((line) => `was ${line}`)
  const came = after.filter((line) => !before.includes(line)).map((line) => `is ${line}`)
  return [...left, ...came]
}

function lines(field, real, ours) {
  const rest = [...ours]
  const missing = real.filter((line) => {
    const at = rest.indexOf(line)
    if (at < 0) return true
    rest.splice(at, 1)
    return false
  })
  // The same lines in another order are a difference too.
  if (missing.length === 0 && rest.length === 0 && real.join('\n') !== ours.join('\n')) return [`${field}: other order`]
  return [...missing.map((line) => `${field} real: ${line}`), ...rest.map((line) => `${field} ours: ${line}`)]
}
