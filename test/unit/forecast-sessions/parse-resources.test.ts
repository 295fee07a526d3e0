import { describe, expect, it } from 'vitest'
import { parseResources } from '../../../src/forecast/parse-resources.ts'
import { WizardError } from '../../../src/model/errors.ts'

const parse = (text: string) => parseResources(text, { file: 'in.yaml' })
const codes = (text: string) => parse(text).warnings.map((w) => w.code)
function failure(text: string): WizardError {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof WizardError) return error
    throw error
  }
  throw new Error('it did not fail')
}

const node = (name: string) =>
  `apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {name: ${name}}\nspec: {bgp: {ipv4Address: 10.0.0.1/24}}\n`
const peer = (spec: string) =>
  `${node('n1')}---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: p\nspec:\n  ${spec}\n`

describe('forms of input', () => {
  const objects = [1, 2, 3].map((i) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'Node',
    metadata: { name: `n${i}` },
    spec: { bgp: { ipv4Address: `10.0.0.${i}/24` } },
  }))
  const names = (text: string) => parse(text).resources.nodes.map((n) => n.metadata.name)

  it.each([
    ['a list', { apiVersion: 'v1', kind: 'List', items: objects }],
    ['a typed list', { apiVersion: 'projectcalico.org/v3', kind: 'NodeList', items: objects }],
    [
      'a typed list whose items do not repeat their kind',
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'NodeList',
        items: objects.map(({ metadata, spec }) => ({ metadata, spec })),
      },
    ],
    [
      'nested lists',
      {
        kind: 'List',
        items: [
          { kind: 'List', items: [objects[0]] },
          { kind: 'List', items: objects.slice(1) },
        ],
      },
    ],
    ['an array', objects],
    ['a test case', { case: 'x', resources: objects, secrets: ['s/k'] }],
  ])('%s', (_name, value) => {
    expect(names(JSON.stringify(value))).toEqual(['n1', 'n2', 'n3'])
  })

  it('documents, JSON lines, and a byte order mark', () => {
    expect(names(`\uFEFF---\n${node('n1')}---\n# nothing\n---\n${node('n2')}...\n`)).toEqual(['n1', 'n2'])
    expect(names(objects.map((o) => JSON.stringify(o)).join('\n'))).toEqual(['n1', 'n2', 'n3'])
    expect(names(objects.map((o) => JSON.stringify(o, null, 1)).join('\n---\n'))).toEqual(['n1', 'n2', 'n3'])
  })

  it('objects of crd.projectcalico.org, blocks, pools, version, secrets without their values', () => {
    const { resources, calicoVersion } = parse(
      JSON.stringify([
        {
          apiVersion: 'crd.projectcalico.org/v1',
          kind: 'BGPPeer',
          metadata: { name: 'p' },
          spec: { peerIP: '10.0.0.9', asNumber: 1 },
        },
        {
          apiVersion: 'crd.projectcalico.org/v1',
          kind: 'BlockAffinity',
          metadata: { name: 'b' },
          spec: { cidr: '10.1.0.0/26', node: 'n1', state: 'confirmed', deleted: 'false' },
        },
        {
          apiVersion: 'crd.projectcalico.org/v1',
          kind: 'ClusterInformation',
          metadata: { name: 'default' },
          spec: { calicoVersion: 'v3.25.0' },
        },
        { apiVersion: 'projectcalico.org/v3', kind: 'IPPool', metadata: { name: 'i' }, spec: { cidr: '10.1.0.0/16' } },
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 's', namespace: 'kube-system' },
          data: { a: 'aHVudGVyMg==' },
          stringData: { b: 'hunter2' },
        },
        { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'kube-system' }, data: { c: '' } },
      ]),
    )
    expect(resources.bgpPeers[0]).toMatchObject({ apiVersion: 'projectcalico.org/v3', metadata: { name: 'p' } })
    expect(resources.blockAffinities[0]!.spec.cidr).toBe('10.1.0.0/26')
    expect(resources.ipPools[0]!.spec.cidr).toBe('10.1.0.0/16')
    expect(resources.secrets).toEqual([{ namespace: 'kube-system', name: 's', keys: ['a', 'b', 'c'] }])
    expect(JSON.stringify(resources)).not.toContain('hunter2')
    expect(calicoVersion).toBe('v3.25.0')
  })

  it('services with the nodes of their endpoints', () => {
    const { resources } = parse(
      JSON.stringify([
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'w', namespace: 'd' },
          spec: { type: 'LoadBalancer', clusterIP: '10.96.0.9', externalTrafficPolicy: 'Local' },
          status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
        },
        {
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: { name: 'w', namespace: 'd' },
          subsets: [{ addresses: [{ nodeName: 'n1' }], notReadyAddresses: [{ nodeName: 'n2' }] }],
        },
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { name: 'w-x', namespace: 'd', labels: { 'kubernetes.io/service-name': 'w' } },
          endpoints: [
            { nodeName: 'n3', conditions: { ready: true } },
            { nodeName: 'n4', conditions: { ready: false } },
          ],
        },
      ]),
    )
    expect(resources.services).toMatchObject([
      {
        type: 'LoadBalancer',
        clusterIPs: ['10.96.0.9'],
        loadBalancerIPs: ['1.2.3.4'],
        externalTrafficPolicy: 'Local',
        endpointNodes: ['n1', 'n3'],
      },
    ])
  })
})

describe('Kubernetes nodes', () => {
  const kube = `
apiVersion: v1
kind: Node
metadata:
  name: n1
  labels: {rack: k8s, zone: a}
  annotations:
    projectcalico.org/IPv4Address: 10.0.0.1/24
    projectcalico.org/ASNumber: "1.10"
    projectcalico.org/RouteReflectorClusterID: 1.1.1.1
    projectcalico.org/labels: '{"rack":"calico","rr":"yes"}'
spec: {podCIDRs: [10.1.0.0/24]}
`
  it('are Calico nodes by their annotations; labels of Kubernetes win', () => {
    const { resources, warnings } = parse(kube)
    expect(resources.nodes).toMatchObject([
      {
        metadata: { name: 'n1', labels: { rack: 'k8s', zone: 'a', rr: 'yes' } },
        spec: { bgp: { ipv4Address: '10.0.0.1/24', asNumber: 65546, routeReflectorClusterID: '1.1.1.1' } },
        status: { podCIDRs: ['10.1.0.0/24'] },
      },
    ])
    expect(warnings).toEqual([])
  })

  it('unreadable annotations count as absent, and are named', () => {
    const text = kube.replace('"1.10"', 'many').replace('\'{"rack":"calico","rr":"yes"}\'', 'rr=yes')
    const { resources, warnings } = parse(text)
    expect(resources.nodes[0]!.spec.bgp!.asNumber).toBeUndefined()
    expect(warnings.map((w) => w.code)).toEqual(['W_ANNOTATION_UNREADABLE', 'W_ANNOTATION_UNREADABLE'])
  })

  it('and the Calico node of the same name are one node', () => {
    const { resources, warnings } = parse(
      `${kube}---\n${node('n1').replace('{name: n1}', '{name: n1, labels: {rr: "no", own: x}}')}`,
    )
    expect(resources.nodes).toHaveLength(1)
    expect(resources.nodes[0]).toMatchObject({
      metadata: { labels: { rack: 'k8s', own: 'x', rr: 'no' } },
      spec: { bgp: { ipv4Address: '10.0.0.1/24' } },
    })
    expect(warnings).toEqual([])
  })
})

describe('what YAML makes of a text', () => {
  it('labels: booleans and numbers become the text Calico sees', () => {
    const labels = 'a: yes, b: off, c: "yes", d: 010, e: 0x10, f: 1.10, g: true, h: 12, i: ~'
    const { resources, warnings } = parse(node('n1').replace('{name: n1}', `{name: n1, labels: {${labels}}}`))
    expect(resources.nodes[0]!.metadata.labels).toEqual({
      a: 'true',
      b: 'false',
      c: 'yes',
      d: '8',
      e: '16',
      f: '1.1',
      g: 'true',
      h: '12',
    })
    expect(warnings.map((w) => [w.code, w.subject])).toEqual([
      ['W_YAML_BOOLEAN', 'in.yaml:3:34'],
      ['W_YAML_BOOLEAN', 'in.yaml:3:42'],
    ])
  })

  it.each([
    ['1.10', 65546],
    ['1.1', 65537],
    ['"1.10"', 65546],
    ['64512', 64512],
    ['"64512"', 64512],
    ['4200000000', 4200000000],
  ])('AS number %s is %i', async (text, asn) => {
    const { parseAsn } = await import('../../../src/model/asn.ts')
    const { resources } = parse(peer(`asNumber: ${text}\n  peerIP: 10.0.0.9`))
    expect(parseAsn(resources.bgpPeers[0]!.spec.asNumber!)).toBe(asn)
  })

  it('an unquoted !has(x) is a tag: the selector is empty, and the reader is told', () => {
    const { resources, warnings } = parse(peer('nodeSelector: !has(rr)\n  peerSelector: "has(rr)"'))
    expect(resources.bgpPeers[0]!.spec.nodeSelector).toBe('')
    expect(warnings).toMatchObject([
      { code: 'W_YAML_TAG', subject: 'in.yaml:11:25', remedy: 'Write "!has(rr)" in quotes.' },
    ])
  })

  it('no and off turn the mesh off, as they do in a cluster', () => {
    const { resources } = parse(
      'kind: BGPConfiguration\napiVersion: projectcalico.org/v3\nmetadata: {name: default}\nspec: {nodeToNodeMeshEnabled: no}',
    )
    expect(resources.bgpConfigurations[0]!.spec.nodeToNodeMeshEnabled).toBe(false)
  })

  it('anchors and merge keys', () => {
    const { resources } = parse(`
kind: List
items:
- {apiVersion: &v projectcalico.org/v3, kind: BGPPeer, metadata: {name: a}, spec: &s {peerIP: 10.0.0.9, asNumber: 1}}
- {apiVersion: *v, kind: BGPPeer, metadata: {name: b}, spec: {<<: *s, asNumber: 2}}
`)
    expect(resources.bgpPeers.map((p) => p.spec)).toEqual([
      { peerIP: '10.0.0.9', asNumber: 1 },
      { asNumber: 2, peerIP: '10.0.0.9' },
    ])
  })
})

describe('input that is refused, with its place', () => {
  it.each([
    ['', 'E_RESOURCES_EMPTY', 'in.yaml'],
    ['# only a comment\n---\n', 'E_RESOURCES_EMPTY', 'in.yaml'],
    ['{"kind":"List","items":[]}', 'E_RESOURCES_EMPTY', 'in.yaml'],
    ['kind: Node\n  a: b: c\n', 'E_RESOURCES_SYNTAX', 'in.yaml:1:7'],
    ['{"kind":"Node",}}', 'E_RESOURCES_SYNTAX', 'in.yaml:1:17'],
    ['a: 1\na: 2\n', 'E_RESOURCES_SYNTAX', 'in.yaml:2:1'],
    ['hello', 'E_RESOURCES_NOT_A_RESOURCE', 'in.yaml'],
    ['\n\nfoo: bar', 'E_RESOURCES_NOT_A_RESOURCE', 'in.yaml:3'],
    ['{"a":1}', 'E_RESOURCES_NOT_A_RESOURCE', 'in.yaml'],
    ['kind: BGPPeer\nspec: {}', 'E_RESOURCES_NO_NAME', 'in.yaml:1'],
    [node('__proto__'), 'E_RESOURCES_NAME', 'in.yaml:1'],
    [peer('filters: [1]'), 'E_RESOURCES_FIELD', 'in.yaml:6'],
    ['kind: IPPool\nmetadata: {name: p}\nspec: {}', 'E_RESOURCES_FIELD', 'in.yaml:1'],
    [peer('asNumber: many'), 'E_RESOURCES_FIELD', 'in.yaml:6'],
    [peer('nodeSelector: [a]'), 'E_RESOURCES_FIELD', 'in.yaml:6'],
    [peer('nextHopMode: Sometimes'), 'E_RESOURCES_FIELD', 'in.yaml:6'],
    [
      'kind: BGPConfiguration\nmetadata: {name: default}\nspec: {nodeToNodeMeshEnabled: "false"}',
      'E_RESOURCES_FIELD',
      'in.yaml:1',
    ],
    [`a: ${'['.repeat(200)}`, 'E_RESOURCES_SYNTAX', undefined],
    [`kind: List\nitems: ${'['.repeat(200)}${']'.repeat(200)}`, 'E_RESOURCES_TOO_DEEP', undefined],
    [`${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'E_RESOURCES_TOO_DEEP', undefined],
    ['a: &a [*a]', 'E_RESOURCES_ALIAS', 'in.yaml:1:8'],
    ['a: *b', 'E_RESOURCES_ALIAS', 'in.yaml:1:4'],
    ['kind: Node\0', 'E_RESOURCES_BINARY', 'in.yaml'],
  ])('case %#', (text, code, where) => {
    const error = failure(text)
    expect(error.code).toBe(code)
    expect(error.exitCode).toBe(2)
    expect(error.remedies.length).toBeGreaterThan(0)
    if (where) expect(error.where).toBe(where)
  })

  it('aliases that multiply', () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) =>
        `l${i}: &l${i} [${Array(10)
          .fill(i === 0 ? 'x' : `*l${i - 1}`)
          .join(', ')}]`,
    )
    expect(failure(levels.join('\n')).code).toBe('E_RESOURCES_TOO_MANY_ALIASES')
  })
})

describe('input that is accepted and named', () => {
  it.each([
    [`${node('n1')}---\nkind: Gadget\napiVersion: x/v1\n`, ['W_KIND_UNKNOWN']],
    [`${node('n1')}---\nkind: FelixConfiguration\nmetadata: {name: default}\n`, ['W_KIND_WITHOUT_BGP']],
    [`${node('n1')}---\n${node('n1')}`, ['W_RESOURCE_TWICE']],
    [peer('peerIp: 10.0.0.9'), ['W_FIELD_UNKNOWN']],
    ['{apiVersion: v1, kind: Node, metadata: {name: n1}, spec: {bgp: {asNumber: 1}}}', ['W_FIELD_UNKNOWN']],
    [peer('failureDetectionMode: BFDIfDirectlyConnected'), ['W_FIELD_UNKNOWN']],
    ['kind: BGPPeer\nmetadata: {name: p}\nspec: {peerIP: 10.0.0.9, asNumber: 1}', ['W_NO_NODES']],
    [
      `${node('n1')}---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: calico-config}\ndata: {calico_backend: vxlan}`,
      ['W_BACKEND'],
    ],
  ])('%j', (text, expected) => {
    expect(codes(text)).toEqual(expected)
  })

  it('the last of two objects counts', () => {
    const { resources } = parse(`${peer('asNumber: 1')}---\n${peer('asNumber: 2')}`)
    expect(resources.bgpPeers.map((p) => p.spec.asNumber)).toEqual([2])
  })

  it('__proto__ is a key like any other', () => {
    const { resources } = parse(peer('__proto__: {asNumber: 7}\n  peerIP: 10.0.0.9'))
    expect(resources.bgpPeers[0]!.spec.asNumber).toBeUndefined()
  })
})
