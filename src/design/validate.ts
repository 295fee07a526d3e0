import { rulesFor } from '../forecast/versions.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import { type Diagnostic, Findings } from './diagnostics.ts'
import { nodeFacts } from './node-facts.ts'
import { checkAsns } from './validate/asns.ts'
import { checkClusterIds } from './validate/cluster-ids.ts'
import { checkFamilies } from './validate/families.ts'
import { checkLabels } from './validate/labels.ts'
import { checkLeafs } from './validate/leafs.ts'
import { checkMembership } from './validate/membership.ts'
import { checkMove } from './validate/move.ts'
import { checkRacks } from './validate/racks.ts'
import { checkScheme } from './validate/scheme.ts'
import { checkServices } from './validate/services.ts'
import { checkSpines } from './validate/spines.ts'

/**
 * Says what is wrong with a design for this cluster. The questions and the answers file use the same checks.
 * @returns errors (it cannot work, or it would cut nodes off) and warnings (it works, but look); empty = fine
 */
export function validateDesign(design: Design, cluster: ClusterState): Diagnostic[] {
  const findings = new Findings()
  const facts = nodeFacts(cluster)
  checkRacks(design, findings)
  checkMembership(design, facts, findings)
  // From 3.23 the wizard's own leaf peers allow the nodes' AS where nothing rewrites it.
  const rules = rulesFor(cluster.version)
  const allowsAs = rules.knowsField('BGPPeer', 'numAllowedLocalASNumbers')
  checkAsns(design, allowsAs, findings)
  checkClusterIds(design, findings)
  checkLeafs(design, cluster, facts, findings)
  checkFamilies(design, cluster, findings)
  checkSpines(design, findings)
  checkScheme(design, allowsAs, findings)
  checkServices(design, cluster, facts, findings)
  checkLabels(design, findings)
  checkMove(design, findings)
  return findings.list
}
