// The rights in docs/rbac.yaml: enough for the whole way there and back on a real API, and none of them too many. A right that
// is missing must be noticed before anything is changed.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import YAML from 'yaml'
import { labAnswers } from '../../../scripts/lab/answers.mjs'
import { partPaths } from '../../../scripts/lab/cache.mjs'
import { startControlPlane } from '../../../scripts/lab/control-plane.mjs'
import { seedGuideCluster, wipeCluster } from '../../../scripts/lab/guide-cluster.mjs'
import { kubeClient } from '../../../scripts/lab/kube-client.mjs'
import { waitFor } from '../../../scripts/lab/run.mjs'
import { labFlags, runWizard } from '../../../scripts/lab/wizard.mjs'
import { canonicalDump } from './canonical.mjs'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const UNVERIFIED = ['--unverified', '--command-timeout', '10s']
const roles = YAML.parseAllDocuments(readFileSync(new URL('../../../docs/rbac.yaml', import.meta.url), 'utf8')).map(
  (document) => document.toJS(),
)

/** Every needed rule taken apart by resource: the smallest thing an administrator would leave out. */
const needed = roles.filter(
  ({ kind, metadata: { name } }) => kind === 'ClusterRole' && name !== 'calico-rr-wizard-optional',
)
const rules = needed.flatMap((role) =>
  role.rules.flatMap(({ apiGroups: [group], resources, verbs }) =>
    resources.map((resource) => ({ role: role.metadata.name, group, resource, verbs })),
  ),
)

let plane
let operator
let home
let before

beforeAll(async () => {
  plane = await startControlPlane()
  operator = kubeClient({ server: plane.server, ca: plane.ca, token: plane.tokens.operator })
  for (const role of needed) {
    const { name } = role.metadata
    await plane.client.ok('POST', `${RBAC}/clusterroles`, role)
    await plane.client.ok('POST', `${RBAC}/clusterrolebindings`, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'Group', name: 'lab:operators', apiGroup: 'rbac.authorization.k8s.io' }],
    })
  }
}, 120_000)

afterAll(async () => {
  operator?.close()
  await plane?.stop()
}, 30_000)

beforeEach(async () => {
  await wipeCluster(plane.client)
  await seedGuideCluster(plane.client, {
    bgpConfiguration: { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 },
  })
  home = mkdtempSync(join(tmpdir(), 'crrw-rbac-'))
  writeFileSync(join(home, 'answers.yaml'), labAnswers({ order: 'guide', kubeconfig: plane.kubeconfigs.operator }))
  before = await canonicalDump(plane.client)
}, 60_000)

afterEach(() => rmSync(home, { recursive: true, force: true }))

function wizard(verb, ...args) {
  return wizardAs('operator', verb, ...args)
}

function wizardAs(user, verb, ...args) {
  const parts = partPaths()
  const lab = { kubeconfigs: { admin: plane.kubeconfigs[user] }, kubectl: parts.kubectl, calicoctl: parts.calicoctl }
  return runWizard([verb, ...args, ...UNVERIFIED, ...labFlags(lab, { stateDir: join(home, 'state') })], {
    home,
    timeoutMs: 120_000,
  })
}

const apply = (...more) =>
  wizard('apply', '--yes', '--answers', join(home, 'answers.yaml'), '--order', 'guide', ...more)

/** Rights that only one way to read sessions needs are asked for when that way is wished. */
const WISHED = { 'pods/exec': ['--status-via', 'exec'], caliconodestatuses: ['--status-via', 'crd'] }
const told = (result) =>
  `exit ${result.exitCode} ${JSON.stringify(result.result)?.slice(0, 400)}\n${result.stderr.slice(-1500)}`

/** The role without one resource of one of its rules. */
function without({ role, group, resource, verbs }) {
  const whole = roles.find((each) => each.metadata.name === role)
  const left = whole.rules.flatMap((rule) => {
    if (rule.apiGroups[0] !== group || !rule.resources.includes(resource) || rule.verbs !== verbs) return [rule]
    const others = rule.resources.filter((each) => each !== resource)
    return others.length > 0 ? [{ ...rule, resources: others }] : []
  })
  return { ...whole, rules: left }
}

/** Writes the role and waits until the server goes by it, which its caches take a moment for. */
async function become(role, { group, resource, verbs: [verb] }, wanted) {
  await plane.client.ok('PUT', `${RBAC}/clusterroles/${role.metadata.name}`, role)
  const [plural, subresource] = resource.split('/')
  const resourceAttributes = { group, resource: plural, subresource, verb, namespace: 'kube-system' }
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  }
  await waitFor(
    `the right to ${verb} ${resource} to be ${wanted ? 'given' : 'taken'}`,
    async () => {
      const answer = await operator.ok('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', review)
      return answer.status.allowed === wanted
    },
    { timeoutMs: 15_000, everyMs: 50 },
  )
}

/** Whether the API server has this kind of Calico's. */
async function isServed({ group, resource }) {
  if (group !== 'crd.projectcalico.org') return true
  return (await plane.client.call('GET', `/apis/${group}/v1/${resource}`)).status !== 404
}

it('with exactly these rights: there and back to the same bytes', async () => {
  const there = await apply()
  expect(there.result?.outcome, told(there)).toBe('applied')
  const back = await wizard('rollback')
  expect(back.result?.outcome, told(back)).toBe('rolled-back')
  expect(await canonicalDump(plane.client)).toBe(before)
}, 120_000)

describe('without one of them: refused before any change', () => {
  it.each(rules.map((rule) => [`${rule.verbs.join(', ')} ${rule.resource}`, rule]))(
    '%s',
    async (_name, rule) => {
      const whole = roles.find((each) => each.metadata.name === rule.role)
      try {
        await become(without(rule), rule, false)
        if (!(await isServed(rule))) {
          // Nobody needs a right to what is not there (BGPFilters come with 3.26).
          const dry = await apply('--dry-run')
          expect(dry.exitCode, told(dry)).toBe(0)
          return
        }
        const result = await apply(...(WISHED[rule.resource] ?? []))
        expect(result.exitCode, told(result)).toBe(3)
        expect(await canonicalDump(plane.client)).toBe(before)
      } finally {
        await become(whole, rule, true)
      }
    },
    90_000,
  )
})

describe('a password of the leaf sessions', () => {
  const SECRETS = '/api/v1/namespaces/kube-system/secrets'
  const NAMESPACED = `${RBAC}/namespaces/kube-system`
  const own = roles.filter(({ kind }) => kind === 'Role' || kind === 'RoleBinding')
  const named = (name) => own.filter(({ metadata }) => metadata.name === name)
  const VALUE = 'Kc7-not-to-be-seen'
  const collection = (object) => `${NAMESPACED}/${object.kind.toLowerCase()}s`
  const args = () => ['--yes', '--answers', join(home, 'answers.yaml'), '--order', 'guide']
  const checked = (run) => run.events.filter((event) => event.type === 'check' && event.name === 'passwords')

  beforeEach(async () => {
    const leafPassword = { secret: 'bgp-passwords', key: 'leafs' }
    const answers = labAnswers({ order: 'guide', kubeconfig: plane.kubeconfigs.operator, leafPassword })
    writeFileSync(join(home, 'answers.yaml'), answers)
    await plane.client.ok('POST', SECRETS, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'bgp-passwords', namespace: 'kube-system' },
      stringData: { leafs: VALUE },
    })
  })

  afterEach(async () => {
    await plane.client.call('DELETE', `${SECRETS}/bgp-passwords`)
    for (const object of [...own, bindingOfOperators])
      await plane.client.call('DELETE', `${collection(object)}/${object.metadata.name}`)
  })

  const bindingOfOperators = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'operators-passwords', namespace: 'kube-system' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'calico-rr-wizard-passwords' },
    subjects: [{ kind: 'Group', name: 'lab:operators', apiGroup: 'rbac.authorization.k8s.io' }],
  }
  const give = async (...objects) => {
    for (const object of objects) await plane.client.ok('POST', collection(object), object)
  }

  it('whose Secret may not be looked at is refused before any change', { timeout: 120_000 }, async () => {
    const run = await apply()
    expect(run.exitCode, told(run)).toBe(3)
    expect(checked(run)).toMatchObject([{ status: 'fail', text: expect.stringContaining('forbidden') }])
    expect(await canonicalDump(plane.client)).toBe(before)
  })

  it('is moved there and back with the Roles of docs/rbac.yaml, and never seen', { timeout: 240_000 }, async () => {
    await give(...named('calico-rr-wizard-passwords'), bindingOfOperators, ...named('calico-node-bgp-passwords'))
    const there = await apply('--debug')
    expect(there.result?.outcome, told(there)).toBe('applied')
    // Whether calico-node may read it cannot be asked without the right to act for others.
    expect(checked(there)).toMatchObject([{ status: 'warn' }])
    const peers = await plane.client.ok('GET', '/apis/crd.projectcalico.org/v1/bgppeers')
    const refs = peers.items.flatMap(({ spec }) => spec.password ?? [])
    expect(refs).toHaveLength(2)
    for (const ref of refs) expect(ref).toEqual({ secretKeyRef: { name: 'bgp-passwords', key: 'leafs' } })
    const said = JSON.stringify(there)
    for (const text of [VALUE, Buffer.from(VALUE).toString('base64')]) expect(said.includes(text)).toBe(false)
    const back = await wizard('rollback')
    expect(back.result?.outcome, told(back)).toBe('rolled-back')
    expect(await canonicalDump(plane.client)).toBe(before)
  })

  it('that calico-node may not read is refused, and with its Role is fine', { timeout: 120_000 }, async () => {
    const kept = await wizardAs('admin', 'apply', ...args())
    expect(kept.exitCode, told(kept)).toBe(3)
    expect(checked(kept)).toMatchObject([{ status: 'fail', text: expect.stringContaining('calico-node may not read') }])
    await give(...named('calico-node-bgp-passwords'))
    await waitFor(
      'the Role of calico-node',
      async () => checked(await wizardAs('admin', 'apply', '--dry-run', ...args()))[0]?.status === 'ok',
      { timeoutMs: 30_000, everyMs: 500 },
    )
  })
})
