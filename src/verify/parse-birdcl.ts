import type { ObservedRoute, ObservedSession } from '../model/observed.ts'

/** An output that is not what was asked for: an error, never "no sessions". */
export class UnreadableStatus extends Error {}

const TYPES: [RegExp, ObservedSession['type']][] = [
  [/^Mesh_/, 'mesh'],
  [/^Node_/, 'node'],
  [/^Global_/, 'global'],
]

/**
 * Reads `birdcl show protocols all` of BIRD 1.6 (Calico's fork or stock).
 * @throws UnreadableStatus when it is another output or BIRD does not answer
 */
export function parseProtocols(node: string, text: string): ObservedSession[] {
  if (!/^(BIRD .* ready\.|name\s+proto\s)/m.test(text))
    throw new UnreadableStatus(firstLine(text) || 'birdcl printed nothing')
  const sessions: ObservedSession[] = []
  let current: ObservedSession | undefined
  for (const line of text.split('\n')) {
    const head = /^(\S+)\s+BGP\s+\S+\s+(\S+)\s+(\S+)(?:\s+(.*))?$/.exec(line.replace(/^\d{4}[- ]/, ''))
    if (head) {
      const [, protocol = '', birdState = '', since = '', rest = ''] = head
      current = {
        node,
        peer: addressInName(protocol),
        type: TYPES.find(([pattern]) => pattern.test(protocol))?.[1] ?? 'unknown',
        // "2026-11-23 02:08:09" spans two words where BIRD is told to print it so.
        ...splitInfo(rest.replace(/^\d{2}:\d{2}(:\d{2})?\s+/, '')),
        birdState,
        since,
        protocol,
      }
      sessions.push(current)
      continue
    }
    const field = /^\s+(BGP state|Neighbor address|Neighbor AS|Last error):\s+(.*?)\s*$/.exec(line)
    if (!field || !current) continue
    const [, name, value = ''] = field
    if (name === 'Neighbor address') current.peer = value.replace(/%.*$/, '')
    else if (name === 'Neighbor AS') current.remoteAs = Number(value)
    else if (name === 'BGP state') current.state = value
    else if (value) current.detail = value
  }
  return sessions
}

/**
 * Cuts the output of birdcl (or birdc) that read its questions from stdin into one text per question. Such a client prints
 * its prompt and repeats each question behind it; the greeting stands before the first one.
 * @throws UnreadableStatus when a question was not repeated: the client did not read it
 */
export function splitAnswers(text: string, questions: readonly string[]): string[] {
  const answers: string[][] = []
  const greeting: string[] = []
  for (const line of text.split('\n')) {
    const bare = line.replace(/^(?:bird> ?)+/, '')
    if (bare !== line && bare === questions[answers.length]) answers.push([...greeting])
    else (answers.at(-1) ?? greeting).push(bare)
  }
  if (answers.length < questions.length)
    throw new UnreadableStatus(firstLine(text) || 'birdcl did not read its questions from stdin')
  return answers.map((lines) => lines.join('\n'))
}

/** Splits BIRD's info column: the state, then the last error. */
function splitInfo(info: string): { state: string; detail?: string } {
  const match = /^(\S+)\s*(.*)$/.exec(info.trim())
  if (!match) return { state: '' }
  const detail = match[2]!.trim()
  return { state: match[1]!, ...(detail ? { detail } : {}) }
}

/** "Node_172_20_0_12_port_180" -> "172.20.0.12"; IPv6 groups are joined by ":" (both are "_" in a name). */
function addressInName(name: string): string {
  const bare = name.replace(/^(Mesh|Node|Global|Local_Workload)_/, '').replace(/_port_\d+$/, '')
  return /^\d+_\d+_\d+_\d+$/.test(bare) ? bare.replace(/_/g, '.') : bare.replace(/_/g, ':')
}

const KINDS: ObservedRoute['kind'][] = ['blackhole', 'unreachable', 'prohibit']

/**
 * Reads `birdcl show route`: every destination with the next hops of its best route (marked `*`) and its equals.
 * @throws UnreadableStatus when it is another output
 */
export function parseRoutes(text: string): ObservedRoute[] {
  if (!/^BIRD .* ready\.|^\S+\/\d+\s|^Network not (?:in table|found)/m.test(text))
    throw new UnreadableStatus(firstLine(text) || 'birdcl printed nothing')
  const routes: ObservedRoute[] = []
  let destination = ''
  let best: ObservedRoute | undefined
  for (const line of text.split('\n')) {
    const named = /^([0-9a-fA-F.:]+\/\d+)\s+(.*)$/.exec(line)
    if (named) {
      destination = named[1]!
      best = undefined
    }
    const rest = (named?.[2] ?? line).trim()
    const path =
      /^(?:via\s+(\S+)|dev\s+\S+|multipath|blackhole|unreachable|prohibit).*?\[([^\s\]]+)[^\]]*\]\s*(\*)?/.exec(rest)
    if (destination && path) {
      best = undefined
      if (!path[3]) continue
      const kind = KINDS.find((word) => rest.startsWith(word)) ?? 'unicast'
      best = { destination, kind, nextHops: path[1] ? [path[1]] : [], protocol: path[2]! }
      routes.push(best)
      continue
    }
    // The further hops of a multipath route stand on lines of their own, without a protocol.
    const hop = /^via\s+(\S+)/.exec(rest)
    if (best && hop) best.nextHops.push(hop[1]!)
  }
  return routes
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 200)
}
