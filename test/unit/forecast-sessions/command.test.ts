import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { type ForecastOptions, runForecast } from '../../../src/cli/commands/forecast.ts'
import { WizardError } from '../../../src/model/errors.ts'
import { asGolden, expectedOf, type GoldenCase, goldenFiles } from './golden-cases.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'forecast-'))
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function run(text: string, options: Partial<ForecastOptions> = {}) {
  const file = join(directory, 'input.yaml')
  writeFileSync(file, text)
  const out = { stdout: '', stderr: '' }
  const exitCode = await runForecast(
    { file, json: false, lang: 'en', ...options },
    {
      stdout: (piece) => {
        out.stdout += piece
      },
      stderr: (piece) => {
        out.stderr += piece
      },
      columns: 80,
      color: false,
    },
  )
  return { exitCode, ...out }
}

async function result(text: string, calicoVersion: string) {
  const { stdout } = await run(text, { json: true, calicoVersion })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
}

/** A case as somebody would have it in a file: resources, and the secrets with values that must not appear. */
function objectsOf({ resources, secrets }: GoldenCase): object[] {
  const values = secrets.map((secret) => {
    const [name, key = ''] = secret.split('/')
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'kube-system' },
      stringData: { [key]: 'hunter2' },
    }
  })
  return [...resources, ...values]
}

const forms: [string, (golden: GoldenCase) => string][] = [
  ['a YAML list', (golden) => stringify({ apiVersion: 'v1', kind: 'List', items: objectsOf(golden) })],
  [
    'YAML documents',
    (golden) =>
      objectsOf(golden)
        .map((o) => stringify(o))
        .join('---\n'),
  ],
  ['a JSON array', (golden) => JSON.stringify(objectsOf(golden), null, 2)],
  ['the case itself', (golden) => JSON.stringify(golden)],
  ['what kubectl prints', (golden) => stringify({ apiVersion: 'v1', kind: 'List', items: inKubernetes(golden) })],
  ['a typed list a kind, from the last object to the first', (golden) => typedLists(golden).join('---\n')],
]

/** The same objects as the Kubernetes API holds them: Calico's own group, and nodes with annotations. */
function inKubernetes(golden: GoldenCase): object[] {
  return (objectsOf(golden) as GoldenCase['resources']).map((object) => {
    if (object.kind === 'Secret') return object
    if (object.kind !== 'Node') return { ...object, apiVersion: 'crd.projectcalico.org/v1' }
    const bgp = (object.spec as { bgp?: Record<string, unknown> } | undefined)?.bgp ?? {}
    const names = {
      ipv4Address: 'IPv4Address',
      ipv6Address: 'IPv6Address',
      asNumber: 'ASNumber',
      routeReflectorClusterID: 'RouteReflectorClusterID',
    }
    const annotations = Object.fromEntries(
      Object.entries(names).flatMap(([field, name]) =>
        bgp[field] === undefined ? [] : [[`projectcalico.org/${name}`, String(bgp[field])]],
      ),
    )
    return { apiVersion: 'v1', kind: 'Node', metadata: { ...object.metadata, annotations }, spec: {} }
  })
}

/** NodeList, BGPPeerList and so on, whose items do not say again what they are. */
function typedLists(golden: GoldenCase): string[] {
  const objects = objectsOf(golden).toReversed() as (GoldenCase['resources'][number] & { apiVersion: string })[]
  const kinds = [...new Set(objects.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const items = objects.filter((object) => object.kind === kind)
    const bare = items.map(({ kind: _kind, apiVersion: _version, ...rest }) => rest)
    return stringify({ apiVersion: items[0]!.apiVersion, kind: `${kind}List`, items: bare })
  })
}

describe.each(forms)("Calico's own results through the command, from %s", (_form, write) => {
  it.each(goldenFiles.map(({ version, cases }) => [version, cases] as const))('%s', async (version, cases) => {
    for (const golden of cases) {
      const { nodes } = await result(write(golden), version)
      const { ip4, ip6 } = nodes[golden.node]
      expect({ ip4: asGolden(ip4.protocols), ip6: asGolden(ip6.protocols) }, golden.case).toEqual(expectedOf(golden))
    }
  })
})

const resources = `
kind: List
apiVersion: v1
items:
- {apiVersion: projectcalico.org/v3, kind: ClusterInformation, metadata: {name: default}, spec: {calicoVersion: v3.28.1}}
- {apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: true}}
- {apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: n1}, spec: {bgp: {ipv4Address: 10.0.0.1/24}}}
- {apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: n2}, spec: {bgp: {ipv4Address: 10.0.0.2/24, asNumber: 1.10}}}
- {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: tor}, spec: {peerIP: 10.0.0.254, asNumber: 65000}}
`

describe('what the command prints', () => {
  it('a table per node that fits 80 columns, then warnings and what is left out', async () => {
    const { exitCode, stdout, stderr } = await run(resources)
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(stdout).toContain('Calico v3.28.1, 2 nodes, 4 session ends: 2 established, 2 unknown')
    expect(stdout).toMatch(/n2 {2}AS 65546 {2}10\.0\.0\.2/)
    expect(stdout).toMatch(/Mesh_10_0_0_2 +n2 +65546 {2}Established {2}mesh/)
    expect(stdout).toContain('Not modelled')
  })

  it('every protocol with its fields, state and origin', async () => {
    const { nodes, version, warnings, notModelled, type } = await result(resources, 'v3.25')
    expect([type, version]).toEqual(['result', 'v3.25.0'])
    expect(nodes.n1.ip6.protocols).toEqual([])
    expect(nodes.n1.ip4.protocols[0]).toMatchObject({
      name: 'Global_10_0_0_254',
      type: 'Global',
      state: 'unknown',
      cause: 'outside-unknown',
      origin: { kind: 'peer', bgpPeer: 'tor' },
      peerNode: null,
    })
    expect(nodes.n1.ip4.protocols[1]).toMatchObject({
      state: 'up',
      info: 'Established',
      cause: 'established',
      peerNode: 'n2',
    })
    expect(warnings.map((w: { code: string }) => w.code)).toContain('W_VERSION_DIFFERS')
    expect(notModelled.length).toBeGreaterThan(0)
  })

  it('in Chinese too', async () => {
    const { stdout } = await run(resources, { lang: 'zh-CN' })
    expect(stdout).toContain('2 个节点')
  })

  it('never a secret', async () => {
    const golden = goldenFiles[0]!.cases.find((c) => c.secrets.length > 0)!
    const text = stringify(objectsOf(golden))
    for (const json of [true, false]) {
      const { stdout, stderr } = await run(text, { json, calicoVersion: 'v3.17' })
      expect(stdout + stderr).not.toContain('hunter2')
    }
  })

  it('routes, where blocks are known', async () => {
    const blocks = ['n1', 'n2'].map(
      (node, i) =>
        `- {apiVersion: projectcalico.org/v3, kind: BlockAffinity, metadata: {name: ${node}}, spec: {cidr: 10.244.${i}.0/26, node: ${node}, state: confirmed}}\n`,
    )
    const pool =
      '- {apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: p}, spec: {cidr: 10.244.0.0/16, ipipMode: Never}}\n'
    const { stdout } = await run(resources + pool + blocks.join(''))
    expect(stdout).toContain('Routes to pods: all 2 ways between nodes arrive.')
  })
})

describe('versions', () => {
  const failure = async (options: Partial<ForecastOptions>, text = resources) => {
    try {
      await run(text, options)
    } catch (error) {
      if (error instanceof WizardError) return [error.code, error.exitCode]
      throw error
    }
    return undefined
  }
  const without = resources.replace(/.*ClusterInformation.*\n/, '')

  it('are refused outside 3.14 to 3.33, or when nothing names one', async () => {
    expect(await failure({ calicoVersion: 'v3.13.4' })).toEqual(['E_VERSION_UNSUPPORTED', 2])
    expect(await failure({ calicoVersion: 'v3.34.0' })).toEqual(['E_VERSION_UNSUPPORTED', 2])
    expect(await failure({ calicoVersion: 'v4.0.0' })).toEqual(['E_VERSION_UNSUPPORTED', 2])
    expect(await failure({ calicoVersion: 'new' })).toEqual(['E_VERSION_UNREADABLE', 2])
    expect(await failure({}, without)).toEqual(['E_VERSION_MISSING', 2])
  })

  it.each([
    ['v3.12.0', 'v3.14.0'],
    ['v2.6.12', 'v3.14.0'],
    ['v3.40.1', 'v3.33.0'],
    ['v4.1.0', 'v3.33.0'],
  ])('%s stands for %s with --nearest, loudly', async (calicoVersion, version) => {
    const { stdout, stderr } = await run(resources, { calicoVersion, nearest: true, json: true })
    const { warnings, ...rest } = JSON.parse(stdout)
    expect(rest.version).toBe(version)
    expect(warnings[0].code).toBe('W_VERSION_NEAREST')
    expect(stderr).toContain('W_VERSION_NEAREST')
  })

  it.each(['v3.14.0', 'v3.33.2', '3.17', 'v3.31.7-0.dev-12-gabc', 'master'])('%s is taken', async (calicoVersion) => {
    expect(await failure({ calicoVersion })).toBeUndefined()
  })

  it('files that cannot be read', async () => {
    expect(await failure({ file: join(directory, 'nowhere.yaml'), calicoVersion: 'v3.28' })).toEqual([
      'E_RESOURCES_READ',
      2,
    ])
    expect(await failure({ file: directory, calicoVersion: 'v3.28' })).toEqual(['E_RESOURCES_READ', 2])
  })
})
