import type { Design } from '../../model/design.ts'
import { parseAddress } from '../addresses.ts'
import type { Findings } from '../diagnostics.ts'

/** A cluster id for every reflector and nobody else, and ids that let the racks hear each other. */
export function checkClusterIds(design: Design, findings: Findings): void {
  if (design.scheme !== 'reflectors') return
  /** First rack of an id, by AS and id: between ASes the cluster list is not carried. */
  const seen = new Map<string, number>()
  design.racks.forEach((rack, index) => {
    const path = `racks[${index}].clusterIDs`
    const reflectors = new Set(rack.reflectors)
    for (const name of rack.reflectors) {
      const id = Object.hasOwn(rack.clusterIds, name) ? rack.clusterIds[name]! : undefined
      if (id === undefined) {
        const remedy = "give a dotted number; the guide takes the node's own IPv4 address"
        findings.error('E_DESIGN_CLUSTER_ID', path, `reflector ${name} has no cluster id`, remedy)
      } else if (parseAddress(id)?.family !== 4 || id === '0.0.0.0') {
        const message = `"${id}" is no cluster id for ${name}`
        findings.error('E_DESIGN_CLUSTER_ID', `${path}.${name}`, message, 'write it like an IPv4 address: 244.0.0.1')
      }
    }
    for (const name of Object.keys(rack.clusterIds)) {
      if (reflectors.has(name)) continue
      const message = `${name} has a cluster id but is no reflector of ${rack.name}`
      // From 3.21 a node with a cluster id leaves the mesh, so a stray id cuts a node off.
      findings.error('E_DESIGN_CLUSTER_ID', `${path}.${name}`, message, 'remove the id, or make it a reflector')
    }
    for (const id of new Set(Object.values(rack.clusterIds))) {
      const key = `${rack.asn} ${id}`
      const other = seen.get(key)
      if (other !== undefined && other !== index && design.interRack === 'reflector-mesh') {
        const message = `${rack.name} and ${design.racks[other]!.name} share cluster id ${id}: their reflectors do not reflect to each other`
        findings.error('E_DESIGN_CLUSTER_ID_SHARED', path, message, 'give each rack, or each reflector, its own id')
      }
      if (other === undefined) seen.set(key, index)
    }
  })
}
