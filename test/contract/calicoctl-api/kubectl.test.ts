import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rehearsal, startRehearsal } from '../../../src/rehearsal/start.ts'
import { bundleStandins } from '../calicoctl/bundle.ts'
import { execute } from '../calicoctl/execute.ts'

/** The machine's own kubectl, when there is one. */
function realKubectl(): string | undefined {
  const found = spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' })
  if (found.status !== 0) return undefined
  return execFileSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).trim()
}

const kubectl = realKubectl()
if (!kubectl) console.error('NOT RUN: real kubectl against the embedded API: there is no kubectl on this machine')

// Real kubectl and the stand-in run the same commands, each on a fresh cluster, and must print the same.
describe.skipIf(!kubectl)('kubectl and its stand-in on the embedded API', () => {
  let directory: string
  const worlds: { rehearsal: Rehearsal; file: string }[] = []

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'crrw-api-'))
    const bundles = await bundleStandins(directory)
    for (const name of ['real', 'standin']) {
      const rehearsal = await startRehearsal({ scenario: 'guide', directory: join(directory, name), bundles })
      worlds.push({ rehearsal, file: name === 'real' ? (kubectl as string) : rehearsal.kubectl })
    }
  }, 60_000)
  afterAll(async () => {
    for (const { rehearsal } of worlds) await rehearsal.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const peer = (name: string, spec: object) =>
    JSON.stringify({ apiVersion: 'crd.projectcalico.org/v1', kind: 'BGPPeer', metadata: { name }, spec })
  const peers = 'bgppeers.crd.projectcalico.org'
  const lease = JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'lock', namespace: 'kube-system' },
    spec: { holderIdentity: 'me', leaseDurationSeconds: 30 },
  })

  const cases: [string[], string?][] = [
    [['get', 'nodes']],
    [['get', 'nodes', '-o', 'wide']],
    [['get', 'nodes', '--show-labels']],
    [['get', 'nodes', '-L', 'kubernetes.io/os']],
    [['get', 'nodes', '-o', 'name', '-l', 'node-role.kubernetes.io/master']],
    [['get', 'node', 'node1', 'node9', '-o', 'name']],
    [['get', 'node', 'node9', '--ignore-not-found', '-o', 'json']],
    [['get', 'nodes', '-o', 'jsonpath={.items[*].metadata.name}']],
    [['get', 'pods', '-n', 'kube-system', '-l', 'k8s-app=calico-node', '-o', 'wide']],
    [['get', 'pods', '-A', '--field-selector', 'spec.nodeName=node1', '-o', 'name']],
    [['get', 'pods']],
    [['get', peers]],
    [['get', 'nonsense']],
    [['label', 'nodes', 'node1', 'node2', 'rr-group=rr1']],
    [['label', 'nodes', 'node1', 'rr-group=rr2']],
    [['label', 'nodes', 'node1', 'node9', 'x=y']],
    [['label', 'nodes', 'node1', 'x-']],
    [['annotate', 'node', 'node1', 'a/b=c']],
    [['annotate', 'node', 'node1', 'a/b=d']],
    [
      [
        'patch',
        'nodes',
        'node1',
        'node2',
        '--type=json',
        '-p',
        '[{"op":"test","path":"/metadata/labels/rr-id","value":null},{"op":"add","path":"/metadata/labels/rr-id","value":"rr1"}]',
      ],
    ],
    [
      [
        'patch',
        'nodes',
        'node1',
        '--type=json',
        '-p',
        '[{"op":"test","path":"/metadata/labels/rr-id","value":"other"}]',
      ],
    ],
    [['patch', 'node', 'node1', '-p', '{"metadata":{"labels":{"rr-id":"rr1"}}}']],
    [['patch', peers, 'none', '--type=merge', '-p', '{}']],
    [['create', '-f', '-'], peer('a', { peerIP: '10.0.0.1', asNumber: 1 })],
    [['create', '-f', '-'], peer('a', { peerIP: '10.0.0.1', asNumber: 1 })],
    [['create', '-f', '-'], peer('b', { asNumber: 'many' })],
    [['create', '-f', '-'], peer('c', { nonsense: 1 })],
    [['patch', peers, 'a', '-p', '{"spec":{"asNumber":2}}']],
    [['patch', peers, 'a', '--type=merge', '-p', '{"spec":{"asNumber":2}}']],
    [['apply', '-f', '-'], peer('d', { peerIP: '10.0.0.2', asNumber: 1 })],
    [['apply', '-f', '-'], peer('d', { peerIP: '10.0.0.2', asNumber: 1 })],
    [['apply', '-f', '-'], peer('d', { peerIP: '10.0.0.3' })],
    [['get', peers, '-o', 'jsonpath={range .items[*]}{.metadata.name} {.spec.peerIP} {.spec.asNumber}{"\\n"}{end}']],
    [['create', '-f', '-'], lease],
    [['get', 'lease', '-n', 'kube-system']],
    [['replace', '-f', '-'], lease],
    [['delete', 'lease', 'lock', '-n', 'kube-system']],
    [['delete', peers, 'a', 'none']],
    [['delete', peers, 'none', '--ignore-not-found']],
    [['auth', 'can-i', 'patch', 'nodes']],
    [['config', 'current-context']],
    [['get', '--raw', '/readyz']],
  ]

  it.each(cases)('kubectl %j', async (args, stdin) => {
    const [real, standin] = await Promise.all(
      worlds.map(async ({ rehearsal, file }) => {
        const env = { PATH: process.env['PATH'] ?? '', HOME: directory, KUBECONFIG: rehearsal.kubeconfig }
        return execute(file, args, { cwd: directory, env, ...(stdin ? { stdin } : {}) })
      }),
    )
    expect(plain(standin!)).toEqual(plain(real!))
  })

  it('execs into a calico-node pod, and passes the exit code on', async () => {
    for (const { rehearsal, file } of worlds) {
      const env = { PATH: process.env['PATH'] ?? '', HOME: directory, KUBECONFIG: rehearsal.kubeconfig }
      const pod = rehearsal
        .dump()
        .find((object) => object.kind === 'Pod' && (object['spec'] as { nodeName?: string }).nodeName === 'node3')
      const exec = (...words: string[]) =>
        execute(file, ['exec', '-n', 'kube-system', pod!.metadata.name, '-c', 'calico-node', '--', ...words], {
          cwd: directory,
          env,
        })
      const shown = await exec('birdcl', 'show', 'protocols')
      expect(shown).toMatchObject({ code: 0 })
      expect(shown.stdout).toMatch(/^Mesh_172_20_0_11 BGP +master +up /m)
      expect(await exec('nonsense')).toMatchObject({ code: 126 })
    }
  })
})

/** Without ages, and without the order in which real kubectl warns. */
function plain(outcome: { stdout: string; stderr: string; code: number }) {
  const clean = (text: string) =>
    text.replace(/\b\d+[smhd](\d+[smh])?\b */g, 'AGE ').replace(/ from \S+ namespace$/gm, '')
  return { ...outcome, stdout: clean(outcome.stdout), stderr: clean(outcome.stderr) }
}
