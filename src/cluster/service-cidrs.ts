import { networkOf, parseCidr } from '../model/cidr.ts'
import type { RunCommand } from '../model/command-result.ts'
import { kubectlRead, listObjects } from './kube-json.ts'

/**
 * The service ranges of the API server: from the ServiceCIDR objects of newer Kubernetes, else from the flag of the
 * kube-apiserver pod, else from kubeadm's configuration.
 * @returns empty when none of them can be read: the wizard then asks
 */
export async function readServiceCidrs(run: RunCommand): Promise<string[]> {
  return (await fromObjects(run)) ?? (await fromApiServerPod(run)) ?? (await fromKubeadm(run)) ?? []
}

async function fromObjects(run: RunCommand): Promise<string[] | undefined> {
  const result = await run(kubectlRead('get', 'servicecidrs.networking.k8s.io', '-o', 'json'))
  if (result.exitCode !== 0) return undefined
  try {
    const { items } = JSON.parse(result.stdout) as { items?: { spec?: { cidrs?: string[] } }[] }
    return found((items ?? []).flatMap((item) => item.spec?.cidrs ?? []))
  } catch {
    return undefined
  }
}

async function fromApiServerPod(run: RunCommand): Promise<string[] | undefined> {
  const pods = await optional(() => listObjects(run, 'pods', '-n', 'kube-system', '-l', 'component=kube-apiserver'))
  for (const pod of pods ?? []) {
    const spec = pod.spec as { containers?: { command?: string[]; args?: string[] }[] } | undefined
    const words = (spec?.containers ?? []).flatMap((container) => [
      ...(container.command ?? []),
      ...(container.args ?? []),
    ])
    const flag = words.find((word) => word.startsWith('--service-cluster-ip-range='))
    if (flag) return found(flag.slice(flag.indexOf('=') + 1).split(','))
  }
  return undefined
}

async function fromKubeadm(run: RunCommand): Promise<string[] | undefined> {
  const [map] = (await optional(() => listObjects(run, 'configmap', 'kubeadm-config', '-n', 'kube-system'))) ?? []
  const line = /^\s*serviceSubnet:\s*"?([0-9a-fA-F.:/,]+)"?\s*$/m.exec(map?.data?.['ClusterConfiguration'] ?? '')
  return line ? found(line[1]!.split(',')) : undefined
}

/** Not being allowed to look is no reason to stop: the range can be typed. */
async function optional<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch {
    return undefined
  }
}

function found(cidrs: string[]): string[] | undefined {
  const valid = cidrs.flatMap((text) => {
    const cidr = parseCidr(text)
    return cidr ? [networkOf(cidr)] : []
  })
  return valid.length > 0 ? valid : undefined
}
