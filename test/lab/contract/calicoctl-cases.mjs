// What the real calicoctl v3.25.0 and the stand-in are asked to do on the same API: written cases, and generated ones.

import { seeded } from '../../../scripts/lab/oracle/random.mjs'

const doc = (kind, name, spec, metadata = {}) =>
  JSON.stringify({ apiVersion: 'projectcalico.org/v3', kind, metadata: { name, ...metadata }, spec })
const docs = (...list) => list.join('\n---\n')
const rr1 = { nodeSelector: "rr-id == 'rr1'", peerIP: '172.20.0.254', asNumber: 65009 }
const config = (spec) => doc('BGPConfiguration', 'default', { logSeverityScreen: 'Info', ...spec })

const c = (...argv) => ({ argv })
const f = (verb, stdin, ...flags) => ({ argv: [verb, '-f', '-', ...flags], stdin })
const patch = (kind, name, body, ...flags) =>
  c('patch', kind, name, '-p', typeof body === 'string' ? body : JSON.stringify(body), ...flags)

const reading = {
  group: 'reading',
  cases: [
    c('version'),
    c('get', 'nodes'),
    c('get', 'node'),
    c('get', 'no'),
    c('get', 'nodes', '-o', 'wide'),
    c('get', 'nodes', '--output=wide'),
    c('get', 'nodes', '-o', 'yaml'),
    c('get', 'nodes', '-o', 'json'),
    c('get', 'nodes', '-o', 'ps'),
    c('get', 'nodes', '-o', 'custom-columns=NAME,ASN'),
    c('get', 'nodes', '-o', 'custom-columns=NONSENSE'),
    c('get', 'nodes', '-o', 'go-template={{range .}}{{range .Items}}{{.ObjectMeta.Name}}{{end}}{{end}}'),
    c('get', 'nodes', '-o', 'nonsense'),
    c('get', 'node', 'node1'),
    c('get', 'node', 'node1', '-o', 'yaml'),
    c('get', 'node', 'node1', '-o', 'json'),
    c('get', 'node', 'node1', '-o', 'yaml', '--export'),
    c('get', 'node', 'node1', '-o', 'wide'),
    c('get', 'node', 'node1', 'node2'),
    c('get', 'node', 'node1', 'node2', '-o', 'yaml'),
    c('get', 'node', 'node9'),
    c('get', 'node', 'node9', '-o', 'yaml'),
    c('get', 'node', 'node1', 'node9'),
    c('get', 'node', 'node1', 'node9', '-o', 'yaml'),
    c('get', 'bgpconfig'),
    c('get', 'bgpconfiguration'),
    c('get', 'bgpconfigurations'),
    c('get', 'bgpconfig', '-o', 'yaml'),
    c('get', 'bgpconfig', 'default'),
    c('get', 'bgpconfig', 'default', '-o', 'yaml'),
    c('get', 'bgppeer'),
    c('get', 'bgppeers', '-o', 'wide'),
    c('get', 'bgppeer', '-o', 'yaml'),
    c('get', 'bgppeer', '-o', 'json'),
    c('get', 'bgppeer', 'none'),
    c('get', 'ippool'),
    c('get', 'ippool', '-o', 'wide'),
    c('get', 'ippools', '-o', 'yaml'),
    c('get', 'ippool', 'default-ipv4-ippool', '-o', 'yaml', '--export'),
    c('get', 'felixconfig', '-o', 'yaml'),
    c('get', 'clusterinfo', '-o', 'yaml'),
    c('get', 'clusterinformation', 'default'),
    c('get', 'nope'),
    c('get'),
    c('get', 'nodes', '--bogus'),
    c('frobnicate'),
    c('get', '-f', '/nonexistent.yaml'),
    f('get', docs(doc('BGPPeer', 'none', rr1))),
    c('get', 'nodes', '-c', '/nonexistent/calicoctl.cfg'),
    c('get', 'nodes', '--config=/nonexistent/calicoctl.cfg'),
  ],
}

const configuration = {
  group: 'BGPConfiguration',
  cases: [
    patch('bgpconfig', 'default', { spec: { asNumber: 64512 } }),
    f('replace', config({ asNumber: 64512 })),
    f('apply', config({ nodeToNodeMeshEnabled: false, asNumber: 64512 })),
    f('apply', config({ nodeToNodeMeshEnabled: false, asNumber: 64512 })),
    f('create', config({ nodeToNodeMeshEnabled: true })),
    f('create', config({ nodeToNodeMeshEnabled: true }), '--skip-exists'),
    c('get', 'bgpconfig'),
    c('get', 'bgpconfig', 'default'),
    c('get', 'bgpconfig', '-o', 'wide'),
    c('get', 'bgpconfig', 'default', '-o', 'yaml'),
    c('get', 'bgpconfig', 'default', '-o', 'json'),
    c('get', 'bgpconfig', 'default', '-o', 'yaml', '--export'),
    patch('BGPConfig', 'default', { spec: { serviceClusterIPs: [{ cidr: '10.233.0.0/18' }] } }),
    patch('bgpconfig', 'default', { spec: { serviceClusterIPs: [{ cidr: '10.233.0.0/99' }] } }),
    patch('bgpconfig', 'default', { spec: { serviceClusterIPs: [{ cidr: '10.234.0.0/18' }] } }),
    patch('bgpconfig', 'default', { spec: { serviceClusterIPs: null } }),
    patch('bgpconfig', 'default', { spec: { nodeToNodeMeshEnabled: true } }),
    patch('bgpconfig', 'default', { spec: { nodeToNodeMeshEnabled: null } }),
    patch('bgpconfig', 'default', { spec: { nodeToNodeMeshEnabled: 'no' } }),
    patch('bgpconfig', 'default', { spec: { noSuchField: 1 } }),
    patch('bgpconfig', 'default', { spec: { asNumber: '64513' } }),
    patch('bgpconfig', 'default', { spec: { asNumber: '1.10' } }),
    patch('bgpconfig', 'default', { spec: { asNumber: 4294967296 } }),
    patch('bgpconfig', 'default', { spec: { asNumber: 0 } }),
    patch('bgpconfig', 'default', { spec: { asNumber: -1 } }),
    patch('bgpconfig', 'default', { spec: { listenPort: 1790 } }),
    patch('bgpconfig', 'default', { spec: { listenPort: 70000 } }),
    patch('bgpconfig', 'default', { spec: { logSeverityScreen: 'Chatty' } }),
    patch('bgpconfig', 'default', { metadata: { resourceVersion: '1' }, spec: { asNumber: 64512 } }),
    patch('bgpconfig', 'default', { metadata: { resourceVersion: '{{rv}}' }, spec: { asNumber: 64512 } }),
    patch('bgpconfig', 'default', { metadata: { labels: { a: 'b' }, annotations: { n: 'o' } } }),
    patch('bgpconfig', 'default', '{spec'),
    patch('bgpconfig', 'default', { spec: { asNumber: 64514 } }, '--type=merge'),
    patch('bgpconfig', 'default', '[{"op":"replace","path":"/spec/asNumber","value":64515}]', '--type=json'),
    patch(
      'bgpconfig',
      'default',
      '[{"op":"test","path":"/spec/asNumber","value":1},{"op":"replace","path":"/spec/asNumber","value":64516}]',
      '--type=json',
    ),
    patch('bgpconfig', 'default', { spec: {} }, '--type=nonsense'),
    patch('bgpconfig', 'default', {
      spec: { nodeToNodeMeshEnabled: false, nodeMeshPassword: { secretKeyRef: { name: 'a', key: 'b' } } },
    }),
    patch('bgpconfig', 'default', { spec: { nodeToNodeMeshEnabled: true, nodeMeshMaxRestartTime: '90s' } }),
    patch('bgpconfig', 'default', { spec: { nodeToNodeMeshEnabled: false } }),
    f('apply', doc('BGPConfiguration', 'node.node1', { listenPort: 1791 })),
    f('apply', doc('BGPConfiguration', 'node.node2', { nodeToNodeMeshEnabled: false })),
    f('apply', doc('BGPConfiguration', 'node.node2', { asNumber: 64512 })),
    f('apply', doc('BGPConfiguration', 'odd-name', { logSeverityScreen: 'Info' })),
    c('get', 'bgpconfig'),
    c('delete', 'bgpconfig', 'node.node1', 'odd-name'),
    f('apply', config({ asNumber: 64512, communities: [{ name: 'c', value: '1:2' }] })),
    f('replace', doc('BGPConfiguration', 'default', { asNumber: 64512 }, { resourceVersion: '1' })),
    f('replace', doc('BGPConfiguration', 'default', { asNumber: 64512 }, { resourceVersion: '{{rv}}' })),
    f(
      'apply',
      doc('BGPConfiguration', 'default', { asNumber: 64512 }, { uid: '00000000-0000-0000-0000-000000000000' }),
    ),
    c('delete', 'bgpconfig', 'default'),
    c('delete', 'bgpconfig', 'default'),
    c('delete', 'bgpconfig', 'default', '--skip-not-exists'),
    f('create', config({ nodeToNodeMeshEnabled: false })),
    f('delete', config({})),
  ],
}

const peers = {
  group: 'BGPPeer',
  cases: [
    f('create', doc('BGPPeer', 'a', rr1)),
    f('create', doc('BGPPeer', 'a', rr1)),
    f('create', docs(doc('BGPPeer', 'b', rr1), doc('BGPPeer', 'a', rr1), doc('BGPPeer', 'c', rr1))),
    c('get', 'bgppeer'),
    c('get', 'bgppeer', '-o', 'wide'),
    c('get', 'bgppeer', '-o', 'yaml'),
    c('get', 'bgppeer', 'a', 'b', '-o', 'json'),
    f(
      'apply',
      docs(
        doc('BGPPeer', 'a', rr1),
        doc('BGPPeer', 'd', { nodeSelector: "rr-group == 'rr1'", peerSelector: "rr-id == 'rr1'" }),
      ),
    ),
    f('apply', doc('BGPPeer', 'e', { node: 'node1', peerIP: '10.0.0.1', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'g', { peerIP: '10.0.0.2', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'v6', { peerIP: 'fd00::1', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'port', { peerIP: '10.0.0.2:1790', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'bad-port', { peerIP: '10.0.0.2:99999', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'noas', { peerIP: '10.0.0.3' })),
    c('get', 'bgppeer'),
    f('apply', doc('BGPPeer', 'Bad_Name', rr1)),
    f('apply', doc('BGPPeer', 'bad-selector', { nodeSelector: "rr-group = 'rr1'", peerIP: '10.0.0.1', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'bad-ip', { peerIP: '10.0.0.300', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'both', { node: 'node1', nodeSelector: 'all()', peerIP: '10.0.0.1', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'both-peers', { peerSelector: 'all()', peerIP: '10.0.0.1', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'as-and-selector', { peerSelector: 'all()', asNumber: 1 })),
    f('apply', doc('BGPPeer', 'reach', { nodeSelector: 'all()', reachableBy: '10.0.0.1' })),
    f('apply', doc('BGPPeer', 'reach6', { peerIP: '10.0.0.1', asNumber: 1, reachableBy: 'fd00::1' })),
    f('apply', doc('BGPPeer', 'ttl', { peerIP: '10.0.0.9', asNumber: 1, ttlSecurity: 3 })),
    f('apply', doc('BGPPeer', 'source', { peerIP: '10.0.0.9', asNumber: 1, sourceAddress: 'Nowhere' })),
    f('apply', doc('BGPPeer', 'restart', { peerIP: '10.0.0.9', asNumber: 1, maxRestartTime: '2m0s' })),
    f('apply', doc('BGPPeer', 'restart-bad', { peerIP: '10.0.0.9', asNumber: 1, maxRestartTime: 'long' })),
    f('apply', doc('BGPPeer', 'allow', { peerIP: '10.0.0.9', asNumber: 1, numAllowedLocalASNumbers: 2 })),
    f('apply', doc('BGPPeer', 'too-new', { peerIP: '10.0.0.9', asNumber: 1, localASNumber: 64513 })),
    f(
      'apply',
      docs(doc('BGPPeer', 'ok-one', rr1), doc('BGPPeer', 'bad-two', { nodeSelector: '(', peerIP: '10.0.0.1' })),
    ),
    f(
      'apply',
      docs(doc('BGPPeer', 'bad-one', { nodeSelector: '(', peerIP: '10.0.0.1' }), doc('BGPPeer', 'ok-two', rr1)),
    ),
    f(
      'create',
      docs(
        doc('BGPPeer', 'bad-one', { nodeSelector: '(', peerIP: '10.0.0.1' }),
        doc('BGPPeer', 'ok-two', rr1),
        doc('BGPPeer', 'ok-three', rr1),
      ),
    ),
    f('apply', 'apiVersion: projectcalico.org/v3\nkind: BGPPeer\n metadata:\n   name: x\n'),
    f('apply', 'apiVersion: projectcalico.org/v3\nkind: Nope\nmetadata:\n  name: x\nspec: {}\n'),
    f('apply', 'apiVersion: crd.projectcalico.org/v1\nkind: BGPPeer\nmetadata:\n  name: x\nspec: {}\n'),
    f('apply', 'kind: BGPPeer\nmetadata:\n  name: x\n'),
    f('apply', ' \n'),
    f('apply', ''),
    f('apply', doc('BGPPeer', '', rr1)),
    c('apply', '-f', '/nonexistent.yaml'),
    c('apply'),
    f('validate', doc('BGPPeer', 'fine', rr1)),
    f('validate', doc('BGPPeer', 'unfine', { nodeSelector: '(' })),
    f('replace', doc('BGPPeer', 'a', { ...rr1, asNumber: 65010 })),
    f('replace', doc('BGPPeer', 'none', rr1)),
    patch('bgppeer', 'a', { spec: { asNumber: 65011 } }),
    patch('bgppeer', 'a', { spec: { asNumber: null } }),
    patch('bgppeer', 'a', { spec: { nodeSelector: '(' } }),
    patch('bgppeer', 'none', { spec: { asNumber: 1 } }),
    c('delete', 'bgppeer', 'a', 'none', 'b'),
    c('delete', 'bgppeer', 'c', 'd'),
    c('delete', 'bgppeer', 'none', '--skip-not-exists'),
    c('delete', 'bgppeer'),
    f('delete', docs(doc('BGPPeer', 'e', {}), doc('BGPPeer', 'none', {}), doc('BGPPeer', 'g', {}))),
    c('delete', 'bgppeers', 'v6'),
    c('get', 'bgppeer', '-o', 'yaml'),
  ],
}

const node = (name, bgp, more = {}) =>
  JSON.stringify({ apiVersion: 'projectcalico.org/v3', kind: 'Node', metadata: { name, ...more }, spec: { bgp } })
const nodes = {
  group: 'Node',
  cases: [
    patch('node', 'node2', { spec: { bgp: { asNumber: 64513 } } }),
    c('get', 'nodes', '-o', 'wide'),
    patch('node', 'node2', { spec: { bgp: { asNumber: '1.10' } } }),
    c('get', 'node', 'node2', '-o', 'wide'),
    patch('node', 'node2', { spec: { bgp: { asNumber: 4294967296 } } }),
    patch('node', 'node2', { spec: { bgp: { asNumber: 0 } } }),
    patch('node', 'node2', { spec: { bgp: { asNumber: null } } }),
    patch('node', 'node2', { spec: { bgp: { routeReflectorClusterID: '172.20.0.12' } } }),
    patch('node', 'node2', { spec: { bgp: { routeReflectorClusterID: 'abc' } } }),
    patch('node', 'node2', { spec: { bgp: { routeReflectorClusterID: '' } } }),
    patch('node', 'node2', { spec: { bgp: { ipv4Address: '172.20.0.12' } } }),
    patch('node', 'node2', { spec: { bgp: { ipv4Address: 'nonsense' } } }),
    patch('node', 'node2', { spec: { bgp: null } }),
    patch('node', 'node2', { spec: { bgp: { ipv4Address: '172.20.0.12/24' } } }),
    patch('node', 'node2', { spec: { bgp: {} } }),
    patch('node', 'node2', '{spec'),
    patch('node', 'node9', { spec: { bgp: { asNumber: 1 } } }),
    patch('node', 'node2', { metadata: { resourceVersion: '1' }, spec: { bgp: { asNumber: 1 } } }),
    patch('node', 'node2', { metadata: { labels: { calico: 'only' } } }),
    c('get', 'node', 'node2', '-o', 'yaml'),
    patch('node', 'node2', { metadata: { labels: { 'kubernetes.io/os': 'other' } } }),
    f(
      'apply',
      node('node3', { ipv4Address: '172.20.0.13/24', asNumber: 64513, routeReflectorClusterID: '172.20.0.13' }),
    ),
    c('get', 'node', 'node3', '-o', 'yaml'),
    f('apply', node('node3', { ipv4Address: '172.20.0.13/24' }, { labels: { lab: 'x' } })),
    f('apply', node('node3', {})),
    f('apply', node('node9', { ipv4Address: '172.20.0.19/24' })),
    f('create', node('node9', { ipv4Address: '172.20.0.19/24' })),
    f('replace', node('node3', { ipv4Address: '172.20.0.13/24', asNumber: 5 }, { resourceVersion: '1' })),
    f(
      'apply',
      docs(
        node('node4', { ipv4Address: '173.20.0.11/24', asNumber: 64513 }),
        node('node5', { ipv4Address: '173.20.0.12/24', asNumber: 64513 }),
      ),
    ),
    c('label', 'nodes', 'node2', 'lab-x=y'),
    c('label', 'nodes', 'node2', 'lab-x=z'),
    c('label', 'nodes', 'node2', 'lab-x=z', '--overwrite'),
    c('label', 'nodes', 'node2', 'lab-x', '--remove'),
    c('label', 'nodes', 'node2', 'lab-x', '--remove'),
    c('label', 'nodes', 'node9', 'a=b'),
    c('delete', 'node', 'node6'),
    c('get', 'nodes'),
    c('get', 'nodes', '-o', 'yaml'),
    c('ipam', 'show'),
    c('ipam', 'show', '--show-blocks'),
  ],
}

const strangers = {
  group: 'who may not, and who is not there',
  cases: [
    { ...c('get', 'nodes'), as: 'viewer' },
    { ...f('create', doc('BGPPeer', 'x', rr1)), as: 'viewer' },
    { ...f('apply', doc('BGPPeer', 'x', rr1)), as: 'viewer' },
    { ...patch('node', 'node1', { spec: { bgp: { asNumber: 1 } } }), as: 'viewer' },
    { ...c('delete', 'bgppeer', 'x'), as: 'viewer' },
    { ...c('get', 'nodes'), as: 'invalid' },
    { ...f('create', doc('BGPPeer', 'x', rr1)), as: 'invalid' },
    { ...c('get', 'nodes'), as: 'unreachable' },
    { ...c('get', 'nodes'), as: 'nofile' },
    c('version'),
    { ...c('get', 'nodes'), clusterVersion: 'v3.24.0' },
    { ...f('apply', doc('BGPPeer', 'x', rr1)), clusterVersion: 'v3.24.0' },
    { ...c('get', 'nodes', '--allow-version-mismatch'), clusterVersion: 'v3.24.0' },
    { ...c('version'), clusterVersion: 'v3.24.0' },
  ],
}

const template = (text, ...what) => c('get', ...what, '-o', `go-template=${text}`)
const templates = {
  group: "output through templates and columns of one's own",
  cases: [
    f(
      'apply',
      docs(
        doc('BGPPeer', 'p1', { ...rr1, maxRestartTime: '90s' }, { labels: { a: 'b' } }),
        config({ nodeToNodeMeshEnabled: true, asNumber: 64513, serviceClusterIPs: [{ cidr: '10.0.0.0/16' }] }),
      ),
    ),
    patch('node', 'node1', { spec: { bgp: { asNumber: 65001 } } }),
    template('{{range .}}{{range .Items}}{{.ObjectMeta.Name}} {{.Name}} {{.Kind}}{{"\\n"}}{{end}}{{end}}', 'nodes'),
    template('{{range .}}{{range .Items}}{{.Name}}={{.Spec.BGP.ASNumber}};{{end}}{{end}}', 'nodes'),
    template('{{range .}}{{.Spec.BGP.ASNumber}} {{.Spec.BGP.IPv4Address}} {{.Spec.BGP}}{{end}}', 'node', 'node1'),
    template(
      '{{range .}}{{.Spec.BGP.ASNumber}}|{{printf "%v %d %s" .Spec.BGP.ASNumber .Spec.BGP.ASNumber .Name}}{{end}}',
      'node',
      'node2',
    ),
    template('{{range .}}{{.Status.PodCIDRs}} {{.Spec.Addresses}} {{.Labels}}{{end}}', 'node', 'node1'),
    template('{{range .}}{{join .Spec.OrchRefs ","}} {{config "asnumber"}}{{end}}', 'node', 'node1'),
    template('{{config "nonsense"}}', 'node', 'node1'),
    template(
      '{{range .}}{{.Spec.MaxRestartTime}} {{.Spec.Password}} {{.Spec.NumAllowedLocalASNumbers}} {{.Labels}}{{end}}',
      'bgppeer',
      'p1',
    ),
    template('{{range .}}{{.Spec}}{{end}}', 'bgppeer', 'p1'),
    template(
      '{{range .}}{{.Spec.NodeToNodeMeshEnabled}} {{.Spec.ServiceClusterIPs}} {{.Spec.ListenPort}} {{(index .Spec.ServiceClusterIPs 0).CIDR}}{{end}}',
      'bgpconfig',
      'default',
    ),
    template('{{len .}} {{range $i, $l := .}}{{$i}} {{len $l.Items}} {{$l.Kind}}{{end}}', 'bgpconfig'),
    template(
      '{{range .}}{{range .Items}}{{.Spec.CIDR}} {{.Spec.NATOutgoing}} {{.Spec.AllowedUses}} {{join .Spec.AllowedUses ","}} {{.Spec.BlockSize}}{{end}}{{end}}',
      'ippool',
    ),
    template(
      '{{range .}}{{if eq .Name "node1"}}yes{{else if .Spec.BGP}}bgp{{else}}no{{end}}{{with .Spec.Wireguard}}w{{else}}none{{end}}{{- " x " -}}  y{{end}}',
      'node',
      'node1',
    ),
    template('{{range .}}{{.Name}} {{end}}', 'node', 'node1', 'node2'),
    template('{{len .}}', 'node', 'node9'),
    template('{{len .}}', 'node', 'node1', 'node9'),
    template('plain', 'node', 'node1'),
    template('', 'node', 'node1'),
    template('{{range .}}{{.Foo}}{{end}}', 'node', 'node1'),
    template('{{.Foo}}', 'node', 'node1'),
    template('a{{range .}}b{{.Name.Foo}}{{end}}', 'node', 'node1'),
    template('{{range .}}{{.Spec.BGP.Foo}}{{end}}', 'node', 'node1'),
    template('{{range .}}{{.Spec.Wireguard.InterfaceIPv4Address}}{{end}}', 'node', 'node1'),
    template('{{range .}}', 'node', 'node1'),
    template('{{end}}', 'node', 'node1'),
    template('{{if true}}', 'node', 'node1'),
    template('{{nonsense}}', 'node', 'node1'),
    template('{{if}}x{{end}}', 'node', 'node1'),
    template('{{', 'node', 'node1'),
    template('{{$x}}', 'node', 'node1'),
    template('{{define "t"}}[{{.}}]{{end}}{{template "t" 5}}{{template "none"}}', 'node', 'node1'),
    template(
      '{{1 | printf "%03d"}} {{true}} {{"q" | printf "%q"}} {{1.5}} {{slice "abc" 1 2}} {{html "<"}} {{urlquery "a b"}} {{print 1 2 "x"}}',
      'node',
      'node1',
    ),
    template(
      '{{and 1 0}} {{or 0 "z"}} {{not 0}} {{lt 1 2}} {{index "abc" 1}} {{len "abc"}} {{printf "%-5s|%5d|%x|%t|%%" "a" 7 255 true}}',
      'node',
      'node1',
    ),
    template(
      '{{range $i := 4}}{{if eq $i 1}}{{continue}}{{end}}{{if gt $i 2}}{{break}}{{end}}{{$i}}{{end}}',
      'node',
      'node1',
    ),
    template('{{len 3}}', 'node', 'node1'),
    template('{{index . 7}}', 'node', 'node1'),
    template('{{lt 1 "a"}}', 'node', 'node1'),
    template('{{nil}}', 'node', 'node1'),
    template('{{break}}', 'node', 'node1'),
    template('{{printf "%d %s" "a"}}', 'node', 'node1'),
    template('{{range .}}{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}{{end}}', 'bgppeer', 'p1'),
    c('get', 'node', 'node1', '-o', 'go-template'),
    c('get', 'node', 'node1', '-o', 'go-template-file'),
    // A file and a directory that every machine has or lacks: somebody's home may be /nonexistent.
    c('get', 'node', 'node1', '-o', 'go-template-file=/dev/none.tmpl'),
    c('get', 'node', 'node1', '-o', 'go-template-file=/dev/null/none.tmpl'),
    c('get', 'node', 'node1', '-o', 'go-template-file=/dev'),
    c('get', 'node', 'node1', '-o', `go-template-file=/dev/${'n'.repeat(256)}`),
    c('get', 'nodes', '-o', 'custom-columns'),
    c('get', 'nodes', '-o', 'custom-columns='),
    c('get', 'nodes', '-o', 'custom-columns=NAME,IPV4'),
    c('get', 'nodes', '-o', 'custom-columns=IPV6,NAME,ASN'),
    c('get', 'bgppeer', '-o', 'custom-columns=NAME,PEERIP,NODE'),
    c('get', 'bgppeer', 'p1', '-o', 'custom-columns=ASN'),
    c('get', 'bgpconfig', '-o', 'custom-columns=MESHENABLED,ASNUMBER'),
    c('get', 'nodes', '-o', 'custom-columns=name'),
    c('get', 'ippool', '-o', 'custom-columns=NAME,CIDR,NAT'),
  ],
}

/** Random commands over a handful of names, so that they meet each other's objects. */
function generated(seed, count) {
  const { pick, chance, int } = seeded(seed)
  const names = ['p1', 'p2', 'p3', 'p4']
  const selectors = [
    'all()',
    'has(rr-id)',
    "rr-group == 'rr1'",
    "rr-id == 'rr2'",
    "a in {'b','c'}",
    '!has(x)',
    'bad ==',
    '',
  ]
  const peerSpec = () => {
    const spec = {}
    if (chance(0.3)) spec.node = pick(['node1', 'node7'])
    if (chance(0.5)) spec.nodeSelector = pick(selectors)
    if (chance(0.6))
      spec.peerIP = pick(['10.1.1.1', '10.1.1.2:179', 'fd00::5', '[fd00::5]:180', '10.1.1', '172.20.0.11'])
    if (chance(0.4)) spec.peerSelector = pick(selectors)
    if (chance(0.6)) spec.asNumber = pick([65001, 1, 0, 4294967295, '1.1', 'x', -5])
    if (chance(0.15)) spec.sourceAddress = pick(['UseNodeIP', 'None', 'Other'])
    if (chance(0.15)) spec.keepOriginalNextHop = pick([true, false, 'yes'])
    if (chance(0.15)) spec.maxRestartTime = pick(['10s', '1h', '-1s', 'x'])
    if (chance(0.15)) spec.numAllowedLocalASNumbers = pick([0, 1, -1, 300])
    if (chance(0.15)) spec.ttlSecurity = pick([1, 254, 255, 0, 256])
    if (chance(0.1)) spec.reachableBy = pick(['10.1.1.254', 'fd00::fe', 'x'])
    if (chance(0.1)) spec.password = pick([{ secretKeyRef: { name: 's', key: 'k' } }, {}, { secretKeyRef: {} }])
    if (chance(0.05)) spec.nonsense = 1
    return spec
  }
  const peerDocs = () => docs(...Array.from({ length: int(1, 3) }, () => doc('BGPPeer', pick(names), peerSpec())))
  const configSpec = () => {
    const spec = {}
    if (chance(0.6)) spec.nodeToNodeMeshEnabled = pick([true, false])
    if (chance(0.6)) spec.asNumber = pick([64512, 64513, 0, '2.2'])
    if (chance(0.3)) spec.logSeverityScreen = pick(['Info', 'Debug', 'Fatal', 'None', 'x'])
    if (chance(0.3)) spec.listenPort = pick([179, 1, 65535, 0])
    if (chance(0.3))
      spec.serviceClusterIPs = pick([[{ cidr: '10.96.0.0/12' }], [], [{ cidr: 'x' }], [{ cidr: '10.96.0.1/12' }]])
    if (chance(0.2)) spec.serviceExternalIPs = [{ cidr: '192.0.2.0/24' }]
    if (chance(0.1)) spec.nodeMeshMaxRestartTime = pick(['30s', 'x'])
    return spec
  }
  const cases = []
  for (let index = 0; index < count; index += 1) {
    const kind = pick(['peers', 'peers', 'peers', 'patch', 'delete', 'get', 'config', 'config-patch', 'node'])
    if (kind === 'peers') cases.push(f(pick(['create', 'apply', 'apply', 'replace']), peerDocs()))
    if (kind === 'patch') cases.push(patch('bgppeer', pick(names), { spec: peerSpec() }))
    if (kind === 'delete')
      cases.push(
        c(
          'delete',
          'bgppeer',
          pick(names),
          ...(chance(0.5) ? [pick(names)] : []),
          ...(chance(0.3) ? ['--skip-not-exists'] : []),
        ),
      )
    if (kind === 'get')
      cases.push(
        c(
          'get',
          pick(['bgppeer', 'bgpconfig', 'nodes']),
          ...(chance(0.5) ? ['-o', pick(['wide', 'yaml', 'json', 'ps'])] : []),
        ),
      )
    if (kind === 'config')
      cases.push(
        f(
          pick(['create', 'apply', 'replace']),
          doc('BGPConfiguration', pick(['default', 'default', 'node.node1', 'other']), configSpec()),
        ),
      )
    if (kind === 'config-patch') cases.push(patch('bgpconfig', 'default', { spec: configSpec() }))
    if (kind === 'node') {
      const bgp = { asNumber: pick([64513, null, 0, 'x']), routeReflectorClusterID: pick(['1.1.1.1', '', null, '1.1']) }
      cases.push(patch('node', pick(['node1', 'node2', 'node9']), { spec: { bgp } }))
    }
  }
  return { group: `generated, seed ${seed}`, cases }
}

export const calicoctlGroups = [
  reading,
  configuration,
  peers,
  nodes,
  strangers,
  templates,
  ...[1, 2, 3, 4, 5].map((seed) => generated(seed, 40)),
]
