import type { CommandResult, RunCommand } from '../model/command-result.ts'
import { WizardError } from '../model/errors.ts'
import { exitCodes } from '../model/outcome.ts'
import type { Command } from '../model/plan.ts'
import type { ObjectMeta } from '../model/resources.ts'

/** A Kubernetes object as kubectl prints it. */
export interface KubeObject {
  apiVersion?: string
  kind?: string
  metadata: ObjectMeta & {
    managedFields?: { manager?: string; operation?: string }[]
    deletionTimestamp?: string
    generation?: number
  }
  spec?: Record<string, unknown>
  status?: Record<string, unknown>
  data?: Record<string, string>
}

/** A read-only kubectl command. */
export function kubectlRead(...argv: string[]): Command {
  return { tool: 'kubectl', argv, effect: 'read' }
}

/** The resource type does not exist on this server (an older Calico has no BGPFilter, another API group). */
const NO_SUCH_TYPE = /the server doesn't have a resource type|no matches for kind|could not find the requested resource/

/**
 * Lists objects of one type through kubectl.
 * @returns undefined when the server does not know the type
 * @throws WizardError E_CLUSTER_READ when the cluster cannot be read: nothing is concluded from half an answer (exit 3)
 */
export async function listObjects(run: RunCommand, ...argv: string[]): Promise<KubeObject[] | undefined> {
  const result = await run(kubectlRead('get', ...argv, '-o', 'json'))
  if (result.exitCode !== 0 && NO_SUCH_TYPE.test(result.stderr)) return undefined
  const parsed = parseOutput(result)
  return Array.isArray(parsed['items']) ? (parsed['items'] as KubeObject[]) : [parsed as unknown as KubeObject]
}

/** Parses a read's JSON output; a read that failed, was cut or is no JSON is an error with its cause and remedy. */
export function parseOutput(result: CommandResult): Record<string, unknown> {
  if (result.exitCode !== 0 || result.truncated || result.timedOut || result.notStarted !== undefined)
    throw readFailure(result)
  try {
    const parsed: unknown = JSON.parse(result.stdout)
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed))
      return parsed as Record<string, unknown>
  } catch (cause) {
    throw readFailure(result, cause)
  }
  throw readFailure(result)
}

/** Explains why a read failed: what was run, what came back, what to do. */
function readFailure(result: CommandResult, cause?: unknown): WizardError {
  const line = `${result.command.tool} ${result.command.argv.join(' ')}`
  const { what, remedy } = diagnose(result, cause)
  return new WizardError({
    code: 'E_CLUSTER_READ',
    exitCode: exitCodes.refused,
    what,
    where: line.length > 160 ? `${line.slice(0, 157)}...` : line,
    remedies: [remedy],
    ...(cause === undefined ? {} : { cause }),
  })
}

function diagnose(result: CommandResult, cause: unknown): { what: string; remedy: string } {
  const said = lastLine(result.stderr) || lastLine(result.stdout)
  if (result.notStarted)
    return { what: result.notStarted, remedy: `install it, or name it with --${result.command.tool} PATH` }
  if (result.timedOut)
    return {
      what: `no answer within ${Math.round(result.ms / 1000)} s`,
      remedy: 'check that the API server answers; --command-timeout raises the limit',
    }
  if (result.truncated)
    return { what: 'the answer is larger than 128 MiB', remedy: 'report this cluster size to the project' }
  if (/refused|no route to host|no such host|i\/o timeout|TLS handshake/i.test(said))
    return {
      what: said,
      remedy: 'check the kubeconfig (--kubeconfig, --context) and that this host reaches the API server',
    }
  if (/Unauthorized|must be logged in/i.test(said))
    return { what: said, remedy: 'use a kubeconfig with valid credentials (--kubeconfig)' }
  if (/forbidden/i.test(said)) return { what: said, remedy: 'ask for the rights in docs/rbac.yaml' }
  if (
    /no such file|is a directory|current-context must exist|permission denied|no configuration has been provided|error loading config/i.test(
      said,
    )
  )
    return { what: said, remedy: 'name a readable kubeconfig with --kubeconfig FILE' }
  if (cause !== undefined)
    return { what: 'the answer is no JSON', remedy: 'run the command by hand and see what prints into its output' }
  const what = said || `exit code ${result.exitCode ?? `signal ${result.signal}`}`
  return { what, remedy: 'run the command by hand to see more' }
}

/** The last line that says something, at most 300 characters. */
export function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return (lines.filter(Boolean).at(-1) ?? '').slice(0, 300)
}
