import type { RunCommand } from '../model/command-result.ts'
import type { Observation, StatusVia } from '../model/observed.ts'
import type { Command } from '../model/plan.ts'
import { parseProtocols, parseRoutes, splitAnswers } from './parse-birdcl.ts'
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
  /** BIRD's client there does not take questions from stdin: one exec a question. */
  oneByOne?: boolean
}

/** The control socket of calico-node's BIRD. */
const SOCKET = '/var/run/calico/bird.ctl'

const SHOW_PROTOCOLS = 'show protocols all'
const SHOW_ROUTE = 'show route'

/**
 * Asks every node for its sessions (and routes), some at a time. A node that cannot be asked is an answer of its own: not
 * fine (G8).
 * @param use what of an answer is kept: a large cluster's routes are judged as they come in, never held all at once
 */
export async function observeNodes<T>(
  run: RunCommand,
  nodes: string[],
  source: StatusSource,
  use: (seen: Observation) => T,
  signal?: AbortSignal,
): Promise<T[]> {
  if (source.via === 'crd') return (await observeResources(run, nodes, signal)).map(use)
  const result = new Map<string, T>()
  const queue = [...nodes]
  const work = async (): Promise<void> => {
    for (let node = queue.shift(); node !== undefined && !signal?.aborted; node = queue.shift())
      result.set(node, use(await observeNode(run, node, source, signal)))
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, nodes.length) }, work))
  return nodes.map((node) => result.get(node) ?? use({ node, ok: false, reason: 'interrupted before it was asked' }))
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
        const questions = source.routes ? [SHOW_PROTOCOLS, SHOW_ROUTE] : [SHOW_PROTOCOLS]
        const [protocols = '', routes] = await askBird(ask, source, pod, questions)
        const sessions = parseProtocols(node, protocols)
        return { node, ok: true, sessions, ...(routes === undefined ? {} : { routes: parseRoutes(routes) }) }
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

/** Asks BIRD all questions in one exec where its client reads them from stdin: an exec costs more than the answer. */
async function askBird(
  ask: (command: Command) => Promise<string>,
  source: StatusSource,
  pod: string,
  questions: string[],
): Promise<string[]> {
  const birdcl = (...flags: string[]): string[] => [
    ...['exec', ...flags, '-n', source.namespace, pod, '-c', 'calico-node', '--', 'birdcl', '-s', SOCKET],
  ]
  if (questions.length === 1 || source.oneByOne) {
    const answers: string[] = []
    for (const question of questions)
      answers.push(await ask({ tool: 'kubectl', argv: [...birdcl(), ...question.split(' ')], effect: 'read' }))
    return answers
  }
  const stdin = `${questions.join('\n')}\n`
  return splitAnswers(await ask({ tool: 'kubectl', argv: birdcl('-i'), stdin, effect: 'read' }), questions)
}
