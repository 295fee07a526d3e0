import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { lintResources } from '../../../src/cli/commands/forecast-lint.ts'
import { summarizeRoutes } from '../../../src/cli/commands/forecast-routes.ts'
import { parseResources } from '../../../src/forecast/parse-resources.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import { WizardError } from '../../../src/model/errors.ts'
import { at } from './clusters.ts'

const v3 = 'projectcalico.org/v3'
const ref = { secretKeyRef: { name: 's', key: 'k' } }
/** One of everything the parser reads. */
const sound = {
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: v3,
      kind: 'BGPConfiguration',
      metadata: { name: 'default' },
      spec: {
        nodeToNodeMeshEnabled: true,
        asNumber: 64512,
        listenPort: 179,
        nodeMeshPassword: ref,
        nodeMeshMaxRestartTime: '120s',
        serviceClusterIPs: [{ cidr: '10.96.0.0/12' }],
        serviceLoadBalancerIPs: [{ cidr: '1.2.3.4/32' }],
      },
    },
    {
      apiVersion: v3,
      kind: 'Node',
      metadata: { name: 'n1', labels: { rr: 'yes' } },
      spec: {
        bgp: {
          ipv4Address: '10.0.0.1/24',
          ipv6Address: 'fd00::1/64',
          asNumber: 64512,
          routeReflectorClusterID: '1.1.1.1',
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: 'n2',
        labels: { a: 'b' },
        annotations: { 'projectcalico.org/IPv4Address': '10.0.0.2/24', 'projectcalico.org/labels': '{"c":"d"}' },
      },
      spec: { podCIDRs: ['10.1.0.0/24'] },
    },
    {
      apiVersion: v3,
      kind: 'BGPPeer',
      metadata: { name: 'p1' },
      spec: {
        nodeSelector: '!has(rr)',
        peerSelector: 'has(rr)',
        password: ref,
        filters: ['f'],
        maxRestartTime: '10s',
        ttlSecurity: 1,
      },
    },
    {
      apiVersion: v3,
      kind: 'BGPPeer',
      metadata: { name: 'p2' },
      spec: {
        peerIP: '10.0.0.254:179',
        asNumber: 65000,
        reachableBy: '10.0.0.253',
        numAllowedLocalASNumbers: 1,
        localWorkloadSelector: '',
      },
    },
    { apiVersion: v3, kind: 'BGPFilter', metadata: { name: 'f' }, spec: { importV4: [{ action: 'Accept' }] } },
    {
      apiVersion: v3,
      kind: 'IPPool',
      metadata: { name: 'i' },
      spec: { cidr: '10.244.0.0/16', ipipMode: 'Never', blockSize: 26 },
    },
    {
      apiVersion: v3,
      kind: 'BlockAffinity',
      metadata: { name: 'b' },
      spec: { cidr: '10.244.0.0/26', node: 'n1', state: 'confirmed', deleted: false },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'kube-system' }, data: { k: 'x' } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'w' },
      spec: {
        type: 'LoadBalancer',
        clusterIPs: ['10.96.0.9'],
        externalIPs: ['5.6.7.8'],
        externalTrafficPolicy: 'Local',
      },
      status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
    },
    { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'w' }, subsets: [{ addresses: [{ nodeName: 'n1' }] }] },
    {
      apiVersion: v3,
      kind: 'WorkloadEndpoint',
      metadata: { name: 'x', labels: { app: 'r' } },
      spec: { node: 'n1', ipNetworks: ['10.244.0.5/32'] },
    },
  ],
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1.5,
    99999999999,
    true,
    false,
    [],
    {},
    [null],
    ['x'],
    [[]],
    { a: {} },
    '__proto__',
    'constructor',
    '10.0.0.300/24',
    'fd00::/200',
    '::',
    '((',
    'all()',
    'n1',
    '::ffff:10.0.0.1',
    '10.0.0.1/33',
  ),
  fc.string({ maxLength: 6 }),
)

/** Every place in a value, as a path. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([key, part]) =>
    places(part, [...path, Array.isArray(value) ? Number(key) : key]),
  )
  return path.length > 0 ? [path, ...inner] : inner
}
const everywhere = places(sound)

function withJunk(changes: { place: (string | number)[]; value: unknown }[]): unknown {
  const copy = structuredClone(sound) as unknown
  for (const { place, value } of changes) {
    let at = copy as Record<string | number, unknown> | undefined
    for (const key of place.slice(0, -1))
      at = typeof at === 'object' && at !== null ? (at[key] as typeof at) : undefined
    if (typeof at === 'object' && at !== null) at[place.at(-1)!] = value
  }
  return copy
}

/** Everything that the command does between reading and printing. */
function forecast(text: string, version: string): unknown {
  const { resources, warnings } = parseResources(text, { file: 'junk' })
  const sessions = forecastSessions(resources, { version: at(version) })
  const routes = summarizeRoutes(sessions, resources, at(version))
  return JSON.stringify([sessions, routes, lintResources(resources, at(version), warnings)])
}

/** Only errors that name place and remedy may come out. */
function expectOnlyRefusals(text: string, version: string): void {
  try {
    forecast(text, version)
  } catch (error) {
    if (!(error instanceof WizardError)) throw error
    expect(error.exitCode).toBe(2)
    expect(error.where).toContain('junk')
    expect(error.remedies).not.toEqual([])
  }
}

const change = fc.record({ place: fc.constantFrom(...everywhere), value: junk })
const version = fc.constantFrom('v3.14.0', 'v3.20.0', 'v3.25.0', 'v3.31.0', 'v3.33.0')

describe('junk', () => {
  it('the sound input is a forecast', () => {
    expect(() => forecast(JSON.stringify(sound), 'v3.28.0')).not.toThrow()
    expect(() => forecast(stringify(sound), 'v3.28.0')).not.toThrow()
  })

  it('in any field is a forecast or a refusal, never a crash', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), version, fc.boolean(), (changes, v, yaml) => {
        const value = withJunk(changes)
        expectOnlyRefusals(yaml ? stringify(value) : JSON.stringify(value), v)
      }),
      { numRuns: 400 },
    )
  })

  it('as text is a refusal or a forecast, never a crash', () => {
    const pieces = fc.constantFrom(
      'kind: ',
      'Node',
      '\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ': ',
      '&a ',
      '*a',
      '!x ',
      '"',
      "'",
      '---',
      '|',
      '>',
      '#',
      'items',
      'metadata',
      'name',
      '<<: ',
      '\t',
      '%',
      '@',
      '?',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 30 }).map((p) => p.join('')),
        ),
        version,
        (text, v) => {
          expectOnlyRefusals(text, v)
        },
      ),
      { numRuns: 400 },
    )
  })
})
