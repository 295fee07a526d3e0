import { kubectlRead } from '../cluster/kube-json.ts'
import type { RunCommand } from '../model/command-result.ts'

/** Every right the wizard needs, the way there and back (docs/rbac.yaml holds the same list). */
export const permissions: { verb: string; resource: string; namespace?: string }[] = [
  { verb: 'patch', resource: 'nodes' },
  { verb: 'create', resource: 'bgpconfigurations.crd.projectcalico.org' },
  { verb: 'update', resource: 'bgpconfigurations.crd.projectcalico.org' },
  { verb: 'delete', resource: 'bgpconfigurations.crd.projectcalico.org' },
  { verb: 'create', resource: 'bgppeers.crd.projectcalico.org' },
  { verb: 'update', resource: 'bgppeers.crd.projectcalico.org' },
  { verb: 'delete', resource: 'bgppeers.crd.projectcalico.org' },
  { verb: 'create', resource: 'leases.coordination.k8s.io', namespace: 'kube-system' },
  { verb: 'delete', resource: 'leases.coordination.k8s.io', namespace: 'kube-system' },
]

/**
 * Asks for every right before anything is changed, the inverse verbs too: what cannot be undone is not begun (G10).
 * @returns the rights that are missing, as "verb resource"
 */
export async function missingPermissions(run: RunCommand): Promise<string[]> {
  const answers = await Promise.all(
    permissions.map(async ({ verb, resource, namespace }) => {
      const result = await run(kubectlRead('auth', 'can-i', verb, resource, ...(namespace ? ['-n', namespace] : [])))
      return result.stdout.trim() === 'yes' ? [] : [`${verb} ${resource}`]
    }),
  )
  return answers.flat()
}
