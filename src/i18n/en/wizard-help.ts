/** What `?` explains. */
export const wizardHelp = {
  'help.scheme':
    'In a full mesh every node keeps a session with every other node: n x (n-1) / 2 in all. With route reflectors a few nodes pass on the routes of the others, so a node keeps two or three sessions, however many nodes there are. Top of rack leaves the work to the leaf switches: every node peers with its switch, and the switches must accept all of them.',
  'help.step1':
    'The binary is fetched from {url}, checked against its checksum where one exists, made executable and put to {path}. Another version that is there already is never overwritten without your yes. With "all nodes" it is copied over ssh with the system\'s own client.',
  'help.step1.source':
    'A machine without access to the internet takes the binary from a mirror with the same paths as the release page, or from a file that you copied there.',
  'help.step1.mirror': 'The mirror needs the same paths as the release page below this URL.',
  'help.step1.file':
    'A calicoctl binary of the right version for this machine. Its version is checked before it is used.',
  'help.step2':
    'The file holds the type of the datastore (kubernetes) and the path of the kubeconfig. It is written in one piece and is undone like any other step.',
  'help.step2.kubeconfig': 'The file that calicoctl reads to reach the cluster, as an absolute path on that machine.',
  'help.step3':
    'nodeToNodeMeshEnabled: false in the BGPConfiguration "default". Other fields of an existing object stay as they are. Without another path between the nodes, their pods lose their routes at this moment; that is why the safe order builds the other path first.',
  'help.asn':
    'Private AS numbers are 64512 to 65534 and 4200000000 to 4294967294. A rack needs another number than its leaf switch. Dotted numbers work: 1.10 is 65546.',
  'help.step4':
    'Nodes of one rack share an AS number, so that they speak iBGP with each other and eBGP with their leaf. The cluster id keeps routes from going round in circles between reflectors; the guide takes the address of the node. Before Calico 3.31, changing the AS number of a node restarts its sessions.',
  'help.rack': 'A rack is a group of nodes below the same leaf switch.',
  'help.rackWhat': 'The name of a rack is the value of the labels of its nodes and part of the names of its BGPPeers.',
  'help.rackName': 'Letters, digits, dash, dot and underline; it becomes the value of a label.',
  'help.clusterId':
    'One dotted address, like 172.20.0.11, for all reflectors of the rack; or node1=172.20.0.11 node2=172.20.0.12 for each.',
  'help.nodes': 'Names separated by spaces or commas; ranges like node[4-6] or node[01-20,25] stand for many.',
  'help.reflectors':
    'Two a rack, so that one may fail. Choose nodes that are ready and are not often drained. Names or ranges, separated by spaces.',
  'help.step5':
    'The labels are set with kubectl on the Kubernetes nodes, where Calico reads them. A label of the same name with another value is shown and not overwritten.',
  'help.label': 'A Kubernetes label key: letters, digits, dash, dot and underline, with an optional prefix and /.',
  'help.step6':
    'One BGPPeer a leaf: nodeSelector chooses the reflectors of the rack, peerIP and asNumber name the leaf. One BGPPeer a rack: nodeSelector chooses all its nodes, peerSelector its reflectors. What the leafs take decides which order is safe.',
  'help.password':
    'The Secret lies in the namespace of calico-node, which must be allowed to read it. Only its name and key are kept; the leaf gets the same password.',
  'help.leaf': 'The address is the one on the subnet of the nodes; a leaf has another AS number than its rack.',
  'help.accepts':
    'If the leaf takes sessions from every node of its rack for the time of the move, it holds all pod routes while the mesh goes off and the AS numbers change. That is the least harmful order.',
  'help.remoteAs':
    'During the move the nodes of a rack change their AS number. A leaf that takes any foreign AS keeps its sessions; one with a fixed number needs a change by hand in between, or another order.',
  'help.dialect': 'The configuration is only shown and saved; you put it on the switch yourself.',
  'help.switchSource':
    'Verify can lay what a switch shows beside the forecast. Give the command that prints its BGP peers, or its routes, word for word (no shell runs it: no pipes, no variables); @FILE for a saved output; - to paste it when the run is over; nothing to leave it out.',
  'help.step7':
    'All nodes are read, never a sample, and a node that cannot be read counts as not fine. Without any way to read sessions a run cannot pass its gates. With a time to confirm, a finished run is undone by itself unless you confirm it: a help when you could lock yourself out.',
  'help.via':
    'birdcl in the calico-node pods needs the permission pods/exec; CalicoNodeStatus needs Calico 3.23 or newer; ssh needs a login as root on the nodes.',
  'help.confirm': 'Between a few seconds and a day; off means that a finished run stays.',
  'help.step8':
    'serviceClusterIPs of the BGPConfiguration: every node announces the range, the switches spread the load. Take the service range of the API server (service-cluster-ip-range).',
  'help.cidr': 'The service range of the cluster, for instance 10.233.0.0/18.',
  'help.review':
    'Nothing has been changed so far. Every command can be looked at, the plan can be saved and run later by the command "apply".',
  'help.pace':
    'Fewer pods are hit at once, some of them twice, and it takes longer. The stage in which the mesh goes off is never parted: it is one field for all nodes. Reflectors without pods lose nothing of their own when their sessions restart; the wizard does not check that they are empty.',
  'help.canary':
    'The name of a rack or of a node. It goes first in every stage that can be parted, and its gate must pass.',
  'help.final':
    'After this the commands run one after the other. Ctrl-C stops after the current one and asks. A failure undoes everything; so does the command "rollback".',
} as const
