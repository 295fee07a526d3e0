// Takes out of an answer what may differ between two servers that behave alike: times, ids, ports, names of users.

import YAML from 'yaml'

const VOLATILE_FIELDS = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'generation',
  // A page's way on is the server's own affair; how many are left is not.
  'continue',
])

export function normalizeText(text, { home } = {}) {
  let result = text
  if (home) result = result.replaceAll(home, 'HOME')
  return (
    result
      .replace(/https?:\/\/127\.0\.0\.1:\d+/g, 'SERVER')
      .replace(/127\.0\.0\.1:\d+/g, 'SERVER')
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
      .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME')
      .replace(/"?resourceVersion"?: ?"?\d+"?/g, 'resourceVersion: RV')
      .replace(/Resource Version: +\d+/g, 'Resource Version: RV')
      .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME')
      // Names that a server makes, and what Go's decoders say of a text that is no token.
      .replace(/\bmade-[a-z0-9]{5}\b/g, 'made-NAME')
      .replace(/(continue key is not valid: ).*/g, '$1...')
      .replace(/(Too large resource version: \d+, current: )\d+/g, '$1RV')
      .replace(/User "[^"]+"/g, 'User "USER"')
      // klog lines carry a date, a process id and a place in kubectl's source.
      .replace(/^[EWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+\] /gm, 'KLOG ')
      // What client-go notes of a watch that its own deadline ends depends on HTTP/1.1 or 2, not on the server's answers.
      .replace(/^KLOG "Warning: watch ended with error".*very short watch.*\n/gm, '')
      // Ages in tables, padded to their column.
      .replace(/(?<= )(?:\d+[dhms]){1,2}(?= |$)/gm, 'AGE')
      .replace(/<unknown>/g, 'AGE')
      // A refused JSON patch is answered with the whole object, times and ids included.
      .replace(/(patch: Invalid value: )"\{.*\}(?=")/g, '$1"OBJECT')
      // calicoctl prints some structs with the addresses of their parts, and some lists in the order of a Go map.
      .replace(/= '[^']*\b0x[0-9a-f]{6,}[^']*'/g, "= ''")
      .replace(/(valid values are:) (.*)/g, (_, intro, list) => `${intro} ${list.split(', ').sort().join(', ')}`)
      .replace(/(Git commit:\s+)[0-9a-f]+/g, '$1COMMIT')
      .replace(/ +/g, ' ')
      .replace(/ $/gm, '')
  )
}

/**
 * @param context.yaml the text was made by the same client for both servers, so only its content counts
 * Parsed output loses the volatile fields wherever they stand; text that is no JSON is normalized as text.
 */
export function normalizeOutput(text, context = {}) {
  const trimmed = text.trim()
  if (context.yaml) {
    try {
      return normalizeText(JSON.stringify(strip(YAML.parse(trimmed)), null, 1), context)
    } catch {
      // No YAML after all: compared as text.
    }
  }
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
    try {
      return normalizeText(JSON.stringify(strip(JSON.parse(trimmed)), null, 1), context)
    } catch {
      // Several documents or something else: compared as text.
    }
  }
  return normalizeText(withoutVolatileYaml(text), context)
}

function strip(value) {
  if (Array.isArray(value)) return value.map(strip)
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value)
    .filter(([key]) => !VOLATILE_FIELDS.has(key))
    .map(([key, inner]) => [key, strip(inner)])
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const withoutVolatileYaml = (text) =>
  text
    .split('\n')
    .filter((line) => !/^\s*(?:- )?(?:uid|resourceVersion|creationTimestamp|generation|selfLink):/.test(line))
    .join('\n')

/** All objects that decide BGP, without what a server adds by itself: the same on both sides, or something is wrong. */
export function normalizeDump(lists) {
  const objects = lists.flatMap((list) => list.items ?? [])
  return (
    objects
      .map((object) => strip({ kind: object.kind, metadata: object.metadata, spec: object.spec, data: object.data }))
      // Calico keeps a copy of the object's uid and birth in an annotation, as text.
      .map((object) => normalizeText(JSON.stringify(object).replaceAll('\\"', '"')))
      .sort()
  )
}
