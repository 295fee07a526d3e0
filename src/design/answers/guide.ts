import { parseAnswers } from './parse.ts'
import type { Answers } from './types.ts'

/**
 * The guide's own design, word for word: two racks, two reflectors each, cluster ids = node addresses. The guide's listing
 * of labels shows rr-id=rr2 on node6 too, but node6 has no session with leaf02 and is called no reflector: it is none.
 * The guide does not show the leafs' configuration. Their listings have the two reflectors as fixed neighbours, so that is
 * what they accept; the spine's addresses are those of the listings, the leafs' ends of the links the neighbouring ones.
 */
export const guideAnswersText = `# The design of the guide
scheme: reflectors
order: safe
calicoctl:
  install: all-nodes
  from: release
  path: /usr/local/bin/calicoctl
calicoctlConfig:
  write: true
  path: /etc/calico/calicoctl.cfg
  kubeconfig: /root/.kube/config
asNumber: 64512
racks:
  - name: rr1
    subnet: 172.20.0.0/24
    nodes: node[1-3]
    asNumber: 64512
    reflectors: node[1-2]
    clusterIDs: node-ip
    leafs:
      - name: leaf01
        address: 172.20.0.254
        asNumber: 65009
  - name: rr2
    subnet: 173.20.0.0/24
    nodes: node[4-6]
    asNumber: 64513
    reflectors: node[4-5]
    clusterIDs: node-ip
    leafs:
      - name: leaf02
        address: 173.20.0.254
        asNumber: 65010
interRack: leafs
spines:
  - name: spine
    asNumber: 65008
    links:
      leaf01: {spineAddress: 100.0.0.1, leafAddress: 100.0.0.2}
      leaf02: {spineAddress: 100.0.0.5, leafAddress: 100.0.0.6}
labels:
  group: rr-group
  id: rr-id
fabric:
  defaultRouteViaLeaf: true
  sshToNodes: true
statusVia: auto
confirmWithin: off
serviceCIDRs: [10.233.0.0/18]
`

/** The built-in answers that `--answers guide` names. */
export function guideAnswers(): Answers {
  return parseAnswers(guideAnswersText, 'guide')
}
