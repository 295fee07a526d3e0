import type { ObservedSession } from '../model/observed.ts'
import { UnreadableStatus } from './parse-birdcl.ts'

const TYPES: Record<string, ObservedSession['type']> = {
  'node-to-node mesh': 'mesh',
  'node specific': 'node',
  global: 'global',
}

/**
 * Reads `calicoctl node status` of any version: cells between bars, never by width (two table libraries, wrapped INFO on a
 * second row with an empty address, centred headers).
 * @throws UnreadableStatus when Calico does not run there or the text is something else
 */
export function parseNodeStatus(node: string, text: string): ObservedSession[] {
  if (!/Calico process is running\./.test(text))
    throw new UnreadableStatus(firstLine(text) || 'calicoctl node status printed nothing')
  if (/BGP backend process(es)? .*not running|None of the BGP backend processes/i.test(text))
    throw new UnreadableStatus('the BGP backend (BIRD) does not run on this node')
  const sessions: ObservedSession[] = []
  for (const line of text.split('\n')) {
    if (!line.trim().startsWith('|')) continue
    const cells = line
      .trim()
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    const [address = '', type = '', state = '', since = '', ...rest] = cells
    if (/^peer address$/i.test(address)) continue
    const info = rest.join('|').trim()
    if (address === '') {
      const last = sessions.at(-1)
      if (last && info) last.detail = `${last.detail ?? ''} ${info}`.trim()
      continue
    }
    const match = /^(\S*)\s*(.*)$/.exec(info)!
    sessions.push({
      node,
      // A peer with a port prints as 10.0.0.5.port.500.
      peer: address.replace(/[.:]port[.:]\d+$/, ''),
      type: TYPES[type] ?? 'unknown',
      state: match[1]!,
      birdState: state,
      since,
      ...(match[2] ? { detail: match[2] } : {}),
    })
  }
  return sessions
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim().slice(0, 200)
}
