import type { RunCommand } from '../model/command-result.ts'
import type { Observation, StatusVia } from '../model/observed.ts'
import type { Command } from '../model/plan.ts'
import { parseProtocols, parseRoutes } from './parse-birdcl.ts'
import { parseCrdStatus } from './parse-crd-status.ts'
import { parseNodeStatus } from './parse-node-status.ts'

/** How many nodes are asked at the same time. */
const AT_ONCE = 8

/** Where and how a node's daemon is asked. */
export interface StatusSource {
  via: StatusVia
  /** Namespace and pod by node, for exec. */
  namespace: string
  podOf: Record<string, string>
  /** Name of this host's own node, for local. */
  localNode?: string
  /** Ask for routes too (exec only; the others do not show them). */
  routes: boolean
  /** States only, without AS numbers and counters: a tenth of the text, for looks that are repeated (exec only). */
  brief?: boolean
}

/** The control socket of calico-node's BIRD. */
const SOCKET = '/var/run/calico/bird.ctl'

/**
 * Asks every node for its sessions (and routes), some at a time. A node that cannot be asked is an answer of its own: not
 * fine (G8).
 */
export async function observeNodes(
  run: RunCommand,
  nodes: string[],
  source: StatusSource,
  signal?: AbortSignal,
): Promise<Observation[]> {
  const seen = new Map<string, Observation>()
  await observeEach(run, nodes, source, (observation) => seen.set(observation.node, observation), signal)
  return nodes.map((node) => seen.get(node) ?? { node, ok: false, reason: 'interrupted before it was asked' })
}

/** The same, handing each answer over as it comes; after an interruption the rest is not asked. */
export async function observeEach(
  run: RunCommand,
  nodes: string[],
  source: StatusSource,
  each: (seen: Observation) => void,
  signal?: AbortSignal,
): Promise<void> {
  if (source.via === 'crd') {
    for (const observation of await observeResources(run, nodes, signal)) each(observation)
    return
  }
  const queue = nodes.values()
  const work = async (): Promise<void> => {
    for (const node of queue) {
      if (signal?.aborted) return
      each(await observeNode(run, node, source, signal))
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, nodes.length) }, work))
}

/** CalicoNodeStatus objects that exist (the wizard makes none: that would be a write), all in one read. */
async function observeResources(run: RunCommand, nodes: string[], signal?: AbortSignal): Promise<Observation[]> {
  const command = {
    tool: 'kubectl' as const,
    argv: ['get', 'caliconodestatuses.crd.projectcalico.org', '-o', 'json'],
    effect: 'read' as const,
  }
  const answer = await run(command, { timeoutMs: 15_000, ...(signal ? { signal } : {}) })
  const failed = (reason: string): Observation[] => nodes.map((node) => ({ node, ok: false, reason }))
  if (answer.exitCode !== 0 || answer.truncated)
    return failed(answer.stderr.trim().split('\n').at(-1) || 'no CalicoNodeStatus')
  let items: { spec?: { node?: string }; status?: unknown }[]
  try {
    items = (JSON.parse(answer.stdout) as { items?: typeof items }).items ?? []
  } catch {
    return failed('the list of CalicoNodeStatus is no JSON')
  }
  const byNode = new Map(items.map((item) => [item.spec?.node, item.status]))
  return nodes.map((node): Observation => {
    if (!byNode.has(node)) return { node, ok: false, reason: 'it has no CalicoNodeStatus' }
    try {
      return { node, ok: true, sessions: parseCrdStatus(node, byNode.get(node)) }
    } catch (error) {
      return { node, ok: false, reason: error instanceof Error ? error.message : String(error) }
    }
  })
}

async function observeNode(
  run: RunCommand,
  node: string,
  source: StatusSource,
  signal?: AbortSignal,
): Promise<Observation> {
  const options = { timeoutMs: 15_000, ...(signal ? { signal } : {}) }
  const ask = async (command: Command): Promise<string> => {
    const answer = await run(command, options)
    if (answer.exitCode === 0 && !answer.truncated) return answer.stdout
    const said = `${answer.stderr}\n${answer.stdout}`
      .split('\n')
      .map((line) => line.trim())
      .find(Boolean)
    throw new Error(
      answer.timedOut ? 'no answer within 15 s' : (answer.notStarted ?? said ?? `exit code ${answer.exitCode}`),
    )
  }
  try {
    switch (source.via) {
      case 'exec': {
        const pod = source.podOf[node]
        if (!pod) return { node, ok: false, reason: 'no calico-node pod runs there' }
        const sessions = parseProtocols(
          node,
          await ask(birdcl(source.namespace, pod, 'show', 'protocols', ...(source.brief ? [] : ['all']))),
        )
        if (!source.routes) return { node, ok: true, sessions }
        return {
          node,
          ok: true,
          sessions,
          routes: parseRoutes(await ask(birdcl(source.namespace, pod, 'show', 'route'))),
        }
      }
      case 'ssh':
        return {
          node,
          ok: true,
          sessions: parseNodeStatus(
            node,
            await ask({ tool: 'ssh', argv: [node, 'calicoctl', 'node', 'status'], effect: 'read' }),
          ),
        }
      case 'local':
        if (node !== source.localNode) return { node, ok: false, reason: 'only this node is read (--status-via local)' }
        return {
          node,
          ok: true,
          sessions: parseNodeStatus(node, await ask({ tool: 'calicoctl', argv: ['node', 'status'], effect: 'read' })),
        }
      case 'crd':
        return { node, ok: false, reason: 'CalicoNodeStatus objects are read all at once' }
    }
  } catch (error) {
    return { node, ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

function birdcl(namespace: string, pod: string, ...words: string[]): Command {
  return {
    tool: 'kubectl',
    argv: ['exec', '-n', namespace, pod, '-c', 'calico-node', '--', 'birdcl', '-s', SOCKET, ...words],
    effect: 'read',
  }
}
