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
  const parts = partPaths()
  const lab = { kubeconfigs: { admin: plane.kubeconfigs.operator }, kubectl: parts.kubectl, calicoctl: parts.calicoctl }
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
