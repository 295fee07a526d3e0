import { kubectlRead } from '../cluster/kube-json.ts'
import type { RunCommand } from '../model/command-result.ts'
import type { StatusVia } from '../model/observed.ts'

/** One right, in the words of `kubectl auth can-i`. */
interface Right {
  verb: string
  resource: string
  subresource?: string
  namespace?: string
}

/**
 * Rights that the way there and back needs (docs/rbac.yaml holds the same list). Of the reads only those are asked for
 * which an older server or a missing right would answer alike: any other read that is forbidden ends the preflight itself.
 */
const always: Right[] = [
  { verb: 'patch', resource: 'nodes' },
  { verb: 'create', resource: 'bgpconfigurations.crd.projectcalico.org' },
  { verb: 'update', resource: 'bgpconfigurations.crd.projectcalico.org' },
  { verb: 'delete', resource: 'bgpconfigurations.crd.projectcalico.org' },
  { verb: 'create', resource: 'bgppeers.crd.projectcalico.org' },
  { verb: 'update', resource: 'bgppeers.crd.projectcalico.org' },
  { verb: 'delete', resource: 'bgppeers.crd.projectcalico.org' },
  { verb: 'create', resource: 'leases.coordination.k8s.io', namespace: 'kube-system' },
  { verb: 'update', resource: 'leases.coordination.k8s.io', namespace: 'kube-system' },
  { verb: 'delete', resource: 'leases.coordination.k8s.io', namespace: 'kube-system' },
  { verb: 'list', resource: 'configmaps', namespace: 'kube-system' },
  { verb: 'list', resource: 'bgpfilters.crd.projectcalico.org' },
  { verb: 'list', resource: 'servicecidrs.networking.k8s.io' },
]

/** Rights that a way to read sessions needs, when that way is asked for. Without a wish the one that works is taken. */
const byStatus: Partial<Record<StatusVia, Right[]>> = {
  exec: [{ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'kube-system' }],
  crd: [{ verb: 'list', resource: 'caliconodestatuses.crd.projectcalico.org' }],
}

/** The rights to ask for. @param via the way to read sessions that was asked for */
export function permissionsFor(via: StatusVia | undefined): Right[] {
  return [...always, ...((via && byStatus[via]) ?? [])]
}

/**
 * Asks for every right before anything is changed, the inverse verbs too: what cannot be undone is not begun (G10).
 * @returns the rights that are missing, as "verb resource"
 */
export async function missingPermissions(run: RunCommand, rights: Right[]): Promise<string[]> {
  const answers = await Promise.all(
    rights.map(async ({ verb, resource, subresource, namespace }) => {
      const argv = ['auth', 'can-i', verb, resource]
      if (subresource) argv.push(`--subresource=${subresource}`)
      if (namespace) argv.push('-n', namespace)
      const result = await run(kubectlRead(...argv))
      const name = subresource ? `${resource}/${subresource}` : resource
      return result.stdout.trim() === 'yes' || (verb === 'list' && isUnknown(result.stderr)) ? [] : [`${verb} ${name}`]
    }),
  )
  return answers.flat()
}

/**
 * A kind that this server does not have (BGPFilters come with Calico 3.26, ServiceCIDRs with Kubernetes 1.33): kubectl then
 * asks for a right to something of that name without a group, which nobody has, and there is nothing to read anyway.
 */
function isUnknown(stderr: string): boolean {
  return /the server doesn't have a resource type/.test(stderr)
}
