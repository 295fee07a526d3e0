import type { Design } from '../../model/design.ts'
import { contains, parseCidr } from '../addresses.ts'
import { didYouMean } from '../answers/suggest.ts'
import type { Findings } from '../diagnostics.ts'
import type { NodeFacts } from '../node-facts.ts'

/** Every node of the cluster in exactly one rack, every reflector in its own. */
export function checkMembership(design: Design, facts: NodeFacts[], findings: Findings): void {
  const byName = new Map(facts.map((node) => [node.name, node]))
  const home = new Map<string, string>()
  design.racks.forEach((rack, index) => {
    const subnet = rack.subnet === '' ? undefined : parseCidr(rack.subnet)
    for (const name of rack.nodes) {
      const path = `racks[${index}].nodes`
      const other = home.get(name)
      if (other !== undefined) {
        const message =
          other === rack.name ? `${name} is named twice in ${rack.name}` : `${name} is in ${other} and ${rack.name}`
        findings.error('E_DESIGN_DUPLICATE_NODE', path, message, 'leave it in one rack')
      }
      home.set(name, rack.name)
      const node = byName.get(name)
      if (!node) {
        unknownNode(name, path, byName, findings)
      } else if (!node.address) {
        const remedy = 'look at why calico-node found no address there (IP autodetection)'
        findings.warn('W_DESIGN_NO_ADDRESS', path, `${name} has no BGP address: it can have no session`, remedy)
      } else if (subnet && !contains(subnet, node.address)) {
        const message = `${name} (${node.address.text}) is outside ${rack.name}'s subnet ${rack.subnet}`
        findings.error('E_DESIGN_NODE_SUBNET', path, message, 'move the node to its rack, or correct the subnet')
      }
    }
    checkReflectors(design, index, byName, findings)
  })
  if (design.scheme === 'full-mesh') return
  const missing = facts.filter((node) => !home.has(node.name)).map((node) => node.name)
  if (missing.length > 0) {
    const names =
      missing.length > 8 ? `${missing.slice(0, 8).join(', ')} and ${missing.length - 8} more` : missing.join(', ')
    const message = `${names} ${missing.length === 1 ? 'is' : 'are'} in no rack and would lose every session with the mesh`
    findings.error('E_DESIGN_NODE_WITHOUT_RACK', 'racks', message, 'add each node to a rack')
  }
}

function unknownNode(name: string, path: string, byName: Map<string, NodeFacts>, findings: Findings): void {
  const near = byName.size <= 500 ? didYouMean(name, [...byName.keys()]) : undefined
  const remedy = near ? `did you mean ${near}?` : 'see the names with: calicoctl get nodes'
  findings.error('E_DESIGN_UNKNOWN_NODE', path, `${name} is no node of this cluster`, remedy)
}

function checkReflectors(design: Design, index: number, byName: Map<string, NodeFacts>, findings: Findings): void {
  const rack = design.racks[index]!
  const path = `racks[${index}].reflectors`
  if (design.scheme !== 'reflectors') {
    if (rack.reflectors.length > 0) {
      const message = `${rack.name} has reflectors, but the scheme is ${design.scheme}`
      findings.error('E_DESIGN_SCHEME', path, message, 'take the scheme "reflectors", or leave them out')
    }
    return
  }
  const members = new Set(rack.nodes)
  rack.reflectors.forEach((name, at) => {
    if (rack.reflectors.indexOf(name) !== at) {
      findings.error('E_DESIGN_DUPLICATE_NODE', path, `${name} is named twice among the reflectors`, 'name it once')
    }
    if (!members.has(name)) {
      const message = `reflector ${name} is no node of rack ${rack.name}`
      findings.error(
        'E_DESIGN_REFLECTOR_OUTSIDE',
        path,
        message,
        `choose among its nodes: ${rack.nodes.slice(0, 8).join(', ')}`,
      )
    }
    const kube = byName.get(name)?.kube
    if (kube && !kube.ready) {
      findings.warn(
        'W_DESIGN_REFLECTOR_NOT_READY',
        path,
        `reflector ${name} is NotReady`,
        'choose a node that is Ready',
      )
    } else if (kube?.unschedulable) {
      // Drained on purpose is the best reflector there is; forgotten is the worst. Only the admin knows.
      const remedy = 'fine when you drained it for this; otherwise choose another node'
      findings.warn('W_DESIGN_REFLECTOR_CORDONED', path, `reflector ${name} is cordoned`, remedy)
    }
  })
  if (rack.reflectors.length === 0) {
    const message = `rack ${rack.name} has no reflector: its nodes would learn nothing`
    findings.error('E_DESIGN_NO_REFLECTOR', path, message, 'choose one or two of its nodes')
  } else if (rack.reflectors.length === 1 && rack.nodes.length > 1) {
    const message = `rack ${rack.name} has a single reflector: without it the rack is cut off`
    findings.warn('W_DESIGN_ONE_REFLECTOR', path, message, 'choose a second one')
  }
}
