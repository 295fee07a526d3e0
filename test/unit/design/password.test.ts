// The password of leaf sessions, from the answers to BGPPeers, switches and forecast; only its name is ever there.
import { describe, expect, it } from 'vitest'
import { defaultChoices } from '../../../src/design/answers/choices.ts'
import { guideAnswers } from '../../../src/design/answers/guide.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { parseAnswers } from '../../../src/design/answers/parse.ts'
import { answersFromDesign } from '../../../src/design/answers/write.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { proposeTopOfRack } from '../../../src/design/propose-tor.ts'
import { validateDesign } from '../../../src/design/validate.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import type { ClusterState } from '../../../src/model/cluster.ts'
import type { Design } from '../../../src/model/design.ts'
import type { WizardError } from '../../../src/model/errors.ts'
import type { BgpPeer } from '../../../src/model/resources.ts'
import { parseVersion } from '../../../src/model/version.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { guideCluster, guideClusterWithBlocks } from './clusters.ts'

const ref = { secret: 'bgp-passwords', key: 'leafs' }
const other = { secret: 'other', key: 'k' }
const rack = (number: number, more: string, leaf: string) =>
  `  - {name: rr${number}, subnet: 17${number + 1}.20.0.0/24${more}, leafs: [{address: 17${number + 1}.20.0.254${leaf}}]}\n`
const decide = (text: string, cluster = guideCluster()) =>
  designFromAnswers(parseAnswers(text, 'answers.yaml'), cluster, proposeDesign(cluster))
const passwords = (design: Design) => design.racks.flatMap(({ leafs }) => leafs.map(({ password }) => password))
const everywhere = (design: Design): Design => ({
  ...design,
  racks: design.racks.map((one) => ({ ...one, leafs: one.leafs.map((leaf) => ({ ...leaf, password: ref })) })),
})
const guide = designFromAnswers(guideAnswers(), guideCluster(), proposeDesign(guideCluster()))

describe('answers', () => {
  const file = 'leafPassword: {secret: bgp-passwords, key: leafs}\n'

  it('are taken from the leaf, else the rack, else the file', () => {
    expect(passwords(decide(file))).toEqual([ref, ref])
    expect(
      passwords(decide(`${file}racks:\n${rack(1, '', '')}${rack(2, ', leafPassword: {secret: other, key: k}', '')}`)),
    ).toEqual([ref, other])
    expect(
      passwords(decide(`${file}racks:\n${rack(1, '', ', password: none')}${rack(2, ', leafPassword: none', '')}`)),
    ).toEqual([undefined, undefined])
    expect(
      passwords(decide(`racks:\n${rack(1, '', ', password: {secret: other, key: k}')}${rack(2, '', '')}`)),
    ).toEqual([other, undefined])
    expect(passwords(decide('order: guide\n'))).toEqual([undefined, undefined])
  })

  it('leave the rest of a proposal as it is', () => {
    const options = (text: string) => decide(text).racks.flatMap(({ leafs }) => leafs.map((leaf) => leaf.options))
    for (const scheme of ['reflectors', 'top-of-rack'])
      expect(options(`${file}scheme: ${scheme}\n`)).toEqual(options(`scheme: ${scheme}\n`))
  })

  it('lead to the same design again', () => {
    const design = decide(`${file}racks:\n${rack(1, '', ', password: {secret: other, key: k}')}${rack(2, '', '')}`)
    const text = answersFromDesign(design, defaultChoices)
    expect(decide(text)).toEqual(design)
    expect(decide(answersFromDesign(everywhere(proposeTopOfRack(guideCluster(), 2)), defaultChoices)).racks).toEqual(
      everywhere(proposeTopOfRack(guideCluster(), 2)).racks,
    )
  })

  it.each([
    'leafPassword: hunter2',
    'leafPassword: "hunter2"',
    'leafPassword: {secret: bgp, key: leafs, value: hunter2}',
    'leafPassword: {password: hunter2}',
    'leafPassword: {hunter2: x}',
    'leafPassword: {secret: "Hunter2!hunter2", key: leafs}',
    'leafPassword: {secret: bgp, key: "hunter2 with blanks"}',
    'leafPassword: {secret: hunter2}',
    'leafPassword: {key: hunter2}',
    'leafPassword: {secretKeyRef: {name: bgp, key: hunter2}}',
    `racks:\n${rack(1, '', ', password: hunter2')}`,
    `racks:\n${rack(1, ', leafPassword: hunter2', '')}`,
  ])('%j is refused with its place and a remedy, and not repeated', (text) => {
    let error: WizardError | undefined
    try {
      parseAnswers(text, 'answers.yaml')
    } catch (caught) {
      error = caught as WizardError
    }
    expect(error).toMatchObject({ code: 'E_ANSWERS_PASSWORD', exitCode: 2 })
    expect(error!.where).toMatch(/^answers\.yaml:\d+:\d+$/)
    expect(error!.remedies.join()).toContain('{secret: bgp-passwords, key: leafs}')
    expect(JSON.stringify([error!.message, error!.remedies])).not.toMatch(/hunter2/i)
  })

  it('are not for a Calico without passwords', () => {
    const old: ClusterState = { ...guideCluster(), version: parseVersion('v3.15.3')! }
    const codes = (state: ClusterState) => validateDesign(everywhere(guide), state).map(({ code }) => code)
    expect(codes(old)).toContain('E_DESIGN_PASSWORD_TOO_NEW')
    expect(codes(guideCluster())).not.toContain('E_DESIGN_PASSWORD_TOO_NEW')
  })

  it('start from what a BGPPeer of the cluster has', () => {
    const cluster = guideCluster()
    cluster.resources.bgpPeers = [
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'BGPPeer',
        metadata: { name: 'leaf' },
        spec: { peerIP: '172.20.0.254', asNumber: 65009, password: { secretKeyRef: { name: 'old', key: 'k' } } },
      },
    ]
    expect(passwords(proposeDesign(cluster))[0]).toEqual({ secret: 'old', key: 'k' })
  })
})

/** What the plan makes of a design, and the cluster after its last stage with or without the Secret. */
function moved(design: Design, cluster: ClusterState, keys: string[]) {
  if (keys.length > 0) cluster.resources.secrets = [{ namespace: 'kube-system', name: 'bgp-passwords', keys }]
  const plan = makePlan(cluster, design, { order: 'safe', madeBy: 'test', hash: (text) => text })
  const changes = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  const made = changes.flatMap((change) =>
    change.action === 'create' && change.ref.kind === 'BGPPeer'
      ? [{ name: change.ref.name, spec: (change.content as { spec: BgpPeer['spec'] }).spec }]
      : [],
  )
  const { resources, version } = applyChanges(cluster, changes)
  const fabric = fabricFromDesign(design, resources)
  return { plan, made, sessions: forecastSessions(resources, { version, fabric }) }
}

const takesAll = (design: Design): Design => ({
  ...design,
  fabric: { defaultRouteViaLeaf: true, sshToNodes: false },
  racks: design.racks.map((one) => ({
    ...one,
    leafs: one.leafs.map((leaf) => ({
      ...leaf,
      options: { ...leaf.options, accepts: 'all-nodes', remoteAs: 'external' },
    })),
  })),
})

describe.each([
  ['the guide', guide],
  ['leafs that take every node', takesAll(guide)],
  ['top of rack', proposeTopOfRack(guideCluster())],
  ['dual top of rack', proposeTopOfRack(guideCluster(), 2)],
])('%s with a password', (name, plain) => {
  const design = everywhere(plain)

  it('gives it to every peer of a leaf, temporary ones too, and to no other', () => {
    const { made, plan } = moved(design, guideClusterWithBlocks(), ['leafs'])
    const toLeaf = made.filter(({ spec }) => spec.peerIP?.match(/\.25[34]$/))
    expect(toLeaf.length).toBeGreaterThan(1)
    for (const { spec } of toLeaf) expect(spec.password).toEqual({ secretKeyRef: { name: ref.secret, key: ref.key } })
    for (const one of made) if (!toLeaf.includes(one)) expect(one.spec.password).toBeUndefined()
    if (name === 'leafs that take every node') {
      expect(plan.strategy).toBe('leaf-path-first')
      expect(toLeaf.some((one) => one.name.startsWith('crrw-tmp-'))).toBe(true)
    }
  })

  it.each([
    ['there', ['leafs'], 'established'],
    ['without the key', ['others'], 'password-mismatch'],
    ['absent', [], 'password-mismatch'],
  ] as const)('its leaf sessions, the Secret being %s, are %3$s', (_case, keys, cause) => {
    const { sessions } = moved(design, guideClusterWithBlocks(), [...keys])
    const leafs = Object.values(sessions.nodes).flatMap(({ ip4 }) =>
      ip4.protocols.filter(({ neighbor }) => neighbor.match(/\.25[34]$/)),
    )
    expect(leafs.length).toBeGreaterThan(1)
    expect(new Set(leafs.map(({ state }) => state.cause))).toEqual(new Set([cause]))
  })
})
