import type { ClusterState } from '../../model/cluster.ts'
import type { Design } from '../../model/design.ts'
import { cidrText, contains, overlaps, parseCidr } from '../addresses.ts'
import type { Findings } from '../diagnostics.ts'
import type { NodeFacts } from '../node-facts.ts'

/** Service ranges: real ranges that take nobody else's addresses. */
export function checkServices(design: Design, cluster: ClusterState, facts: NodeFacts[], findings: Findings): void {
  const known = new Set(cluster.serviceCidrs)
  design.serviceCidrs.forEach((text, index) => {
    const path = `serviceCIDRs[${index}]`
    const cidr = parseCidr(text)
    if (!cidr || cidr.address.value !== cidr.network.value) {
      const remedy = cidr ? `did you mean ${cidrText(cidr)}?` : 'write it like 10.233.0.0/18'
      findings.error('E_DESIGN_SERVICE_CIDR', path, `"${text}" is no service CIDR`, remedy)
      return
    }
    const pool = cluster.resources.ipPools.find((p) => {
      const range = parseCidr(p.spec.cidr)
      return range !== undefined && overlaps(cidr, range)
    })
    if (pool) {
      const message = `${text} overlaps the pool ${pool.metadata.name} (${pool.spec.cidr})`
      findings.error('E_DESIGN_SERVICE_OVERLAP', path, message, 'give the range of the services, not of the pods')
    }
    const node = facts.find((n) => n.address && contains(cidr, n.address))
    if (node) {
      // Every node announces the range as a whole: traffic to the node itself would be drawn in.
      const message = `${text} holds the address of ${node.name} (${node.address!.text})`
      findings.error('E_DESIGN_SERVICE_OVERLAP', path, message, 'give the range of the services, not of the nodes')
    }
    if (known.size > 0 && !known.has(text)) {
      const message = `${text} is not the API server's service range (${[...known].join(', ')})`
      findings.warn('W_DESIGN_SERVICE_CIDR', path, message, 'take that range')
    }
  })
}
