// UDP probes between the pods of all pairs, and what of them was lost.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { GUIDE_NODES } from '../guide-cluster.mjs'
import { asOwnMachine, OWN_MACHINE } from './machine.mjs'
import { isReflector } from './topology.mjs'

const PORT = 4711
export const PROBE_INTERVAL_MS = 20

/**
 * Starts one prober per node. They live in the network namespaces only and use the machine's own clock, so that their
 * times and the wizard's events are of one kind.
 */
export function startProbes({ binary, namespaceOf }) {
  const probers = GUIDE_NODES.map((node) => {
    const peers = GUIDE_NODES.filter((peer) => peer !== node).map((peer) => `${peer.index}=${peer.podIp}:${PORT}`)
    const child = spawn(
      'nice',
      [
        '-n',
        OWN_MACHINE,
        'nsenter',
        `--net=/run/netns/${namespaceOf(node.name)}`,
        '--',
        binary,
        '-id',
        String(node.index),
        '-bind',
        `${node.podIp}:${PORT}`,
        '-peers',
        peers.join(','),
        '-interval',
        `${PROBE_INTERVAL_MS}ms`,
      ],
      // Ends with its input, so a session of its own leaves nothing behind.
      { stdio: ['pipe', 'pipe', 'inherit'], detached: true },
    )
    asOwnMachine(child)
    const prober = { node, child, last: {}, report: undefined }
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line)
      if (message.sent) prober.report = message
      else prober.last = message.last
    })
    prober.ended = new Promise((resolve) => child.on('close', resolve))
    return prober
  })

  return {
    /** Pairs "from>to" that were heard within the last second. */
    alive() {
      const since = (Date.now() - 1000) * 1000
      return probers.flatMap((prober) =>
        Object.entries(prober.last)
          .filter(([, at]) => at > since)
          .map(([from]) => `${from}>${prober.node.index}`),
      )
    },
    /** Ends the probing and returns every silence of every pair. */
    async stop() {
      for (const prober of probers) prober.child.stdin.end()
      await Promise.all(probers.map((prober) => prober.ended))
      return silences(probers)
    },
    kill() {
      for (const prober of probers) prober.child.kill('SIGKILL')
    },
  }
}

/** Class of a one-way pair: where both ends are, and which of them reflect. */
export function pairClass(from, to) {
  if (from.rack !== to.rack) return 'cross'
  return isReflector(from) && isReflector(to) ? 'rr-rr' : 'rr-client'
}

/**
 * For every one-way pair the runs of lost probes: { from, to, class, silences: [{ start, end }] } in milliseconds since the
 * epoch. A silence begins when the first lost probe was sent and ends when the first one was sent that arrived again, or
 * with the last probe of all.
 */
function silences(probers) {
  const pairs = []
  for (const sender of probers) {
    const sent = sender.report?.sent ?? []
    for (const receiver of probers) {
      if (receiver === sender) continue
      const arrived = new Uint8Array(sent.length)
      for (const seq of receiver.report?.received?.[sender.node.index] ?? []) arrived[seq] = 1
      const runs = []
      for (let seq = 0; seq < sent.length; seq += 1) {
        if (arrived[seq]) continue
        const first = seq
        while (seq < sent.length && !arrived[seq]) seq += 1
        runs.push({ start: sent[first] / 1000, end: (sent[seq] ?? sent[sent.length - 1]) / 1000, probes: seq - first })
      }
      pairs.push({
        from: sender.node.name,
        to: receiver.node.name,
        class: pairClass(sender.node, receiver.node),
        staying: sender.node.rack === 1 && receiver.node.rack === 1,
        sent: sent.length,
        silences: runs,
      })
    }
  }
  return pairs
}
