import { runProgram } from '../tools/program.ts'
import type { Toolbox } from '../tools/runner.ts'
import { liveSwitches } from './dead-man-flags.ts'
import { kubeconfigInUse } from './kubeconfig.ts'
import type { Options } from './options.ts'

/**
 * Tries what a timer would do, with the variables that it will have: a credential plugin that needs a login session, or an
 * ssh agent that ends with it, would let the way back fail when nobody is there to see it.
 * @returns why the timer could not take a run back, or undefined
 */
export async function whyOutOfReach(
  tools: Toolbox,
  options: Options,
  environment: Record<string, string>,
): Promise<string | undefined> {
  const open = Object.entries(environment).find(([name, value]) => /_proxy$/i.test(name) && value.includes('@'))
  if (open) {
    const why = `${open[0]} may hold a password, and a unit shows its variables to every user: name the proxy in the kubeconfig (proxy-url)`
    return why
  }
  const kubeconfig = kubeconfigInUse(tools)
  if (kubeconfig === undefined) {
    const why = 'no kubeconfig is in use, and a timer finds no cluster without one: name it with --kubeconfig'
    return why
  }
  const context = tools.context === undefined ? [] : [`--context=${tools.context}`]
  const words = [tools.kubectl ?? 'kubectl', `--kubeconfig=${kubeconfig}`, ...context]
  const ask = (argv: string[]) => runProgram(argv, environment, tools.timeoutMs)
  const cluster = await ask([...words, 'get', 'namespace', 'kube-system', '-o', 'name'])
  if (!cluster.ok) {
    const why = `kubectl does not reach the cluster with the variables of a timer (HOME, PATH, proxies): ${cluster.reason}`
    return why
  }
  for (const [name, argv] of liveSwitches(options)) {
    const seen = await ask(argv)
    if (seen.ok) continue
    const why = `switch ${name} does not answer with the variables of a timer (HOME, PATH, proxies): ${seen.reason}`
    return why
  }
  return undefined
}
