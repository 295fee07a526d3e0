import { names } from '../context.ts'
import type { LintRule } from '../rule.ts'

/** Something else may announce load balancer addresses. */
export const secondSpeaker: LintRule = {
  code: 'LINT_SECOND_SPEAKER',
  title: 'Something else may announce load balancer addresses',
  message: '{subject}',
  reason: 'When MetalLB speaks BGP from the same nodes to the same leaf, only one of the two sessions can exist.',
  remedy: 'Let Calico announce them (serviceLoadBalancerIPs), or keep MetalLB away from these leafs',
  source: 'MetalLB documentation, "Issues with Calico"',
  check: ({ cluster, config, design }) => {
    if (!design?.racks.some((rack) => rack.leafs.length > 0) || config?.serviceLoadBalancerIPs?.length) return []
    const balanced = cluster.resources.services.filter((s) => s.type === 'LoadBalancer' && s.loadBalancerIPs.length > 0)
    const list = balanced.map((service) => `${service.namespace}/${service.name}`)
    return list.length > 0 ? [`${names(list, 3)} have addresses that Calico does not announce`] : []
  },
}
