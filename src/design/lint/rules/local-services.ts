import type { LintRule } from '../rule.ts'

/** Routes of local services stop at the reflectors. */
export const localServices: LintRule = {
  code: 'LINT_LOCAL_SERVICES',
  title: 'Routes of local services stop at the reflectors',
  message: '{subject}: its routes stop at the reflectors',
  reason:
    "A reflector passes a service's own route on only when the range is among the announced ones; external IPs only from 3.33.",
  remedy: 'Let the leafs accept every node, or list the services to check after the move',
  source: 'calico#13341, calico#8162',
  check: ({ cluster, config, version, reflectorRacks }) => {
    const strict = reflectorRacks.some((rack) => rack.leafs.some((leaf) => leaf.options.accepts === 'reflectors'))
    if (!strict) return []
    return cluster.resources.services
      .filter((service) => service.externalTrafficPolicy === 'Local')
      .flatMap((service) => {
        const external =
          service.externalIPs.length > 0 && config?.serviceExternalIPs && !version.reflectorPassesExternalIps
        const balanced =
          service.loadBalancerIPs.length > 0 &&
          config?.serviceLoadBalancerIPs &&
          !version.reflectorPassesLoadBalancerIps
        return external || balanced ? [`${service.namespace}/${service.name} (externalTrafficPolicy Local)`] : []
      })
  },
}
