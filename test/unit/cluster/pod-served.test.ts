import { describe, expect, it } from 'vitest'
import { readPodServed } from '../../../src/cluster/pod-served.ts'
import type { CommandResult, RunCommand } from '../../../src/model/command-result.ts'

function kubectl(part: Partial<CommandResult>): RunCommand {
  return async (command) => {
    expect(command.effect).toBe('read')
    return { command, exitCode: 0, stdout: '', stderr: '', timedOut: false, truncated: false, ms: 1, ...part }
  }
}
const lists = (...items: object[]) => kubectl({ stdout: JSON.stringify({ kind: 'List', items }) })
const service = { namespace: 'policy', name: 'hook' }
const webhook = (rule: object, more: object = {}, kind = 'ValidatingWebhookConfiguration') => ({
  kind,
  metadata: { name: 'w' },
  webhooks: [{ clientConfig: { service }, rules: [rule], ...more }],
})
const found = async (...items: object[]) => {
  const served = await readPodServed(lists(...items))
  if (!Array.isArray(served)) throw new Error(served.why)
  return served.map(({ kind, name, service: by, ignoredWhenSilent }) => [kind, name, by, ignoredWhenSilent])
}

describe('what answers from a pod while pods may have no network (G11)', () => {
  it.each([
    ['any update', { apiGroups: ['*'], resources: ['*'], operations: ['*'] }, true],
    ['updates of nodes', { apiGroups: [''], resources: ['nodes'], operations: ['UPDATE'] }, true],
    ['new nodes only', { apiGroups: [''], resources: ['nodes'], operations: ['CREATE'] }, false],
    ['pods', { apiGroups: [''], resources: ['pods'], operations: ['*'] }, false],
    ['calls into pods', { apiGroups: [''], resources: ['pods/*'], operations: ['CONNECT'] }, true],
    ['calls into anything', { apiGroups: ['*'], resources: ['*/exec'], operations: ['CONNECT'] }, true],
    ['leases', { apiGroups: ['coordination.k8s.io'], resources: ['leases'], operations: ['DELETE'] }, true],
    ['peers', { apiGroups: ['crd.projectcalico.org'], resources: ['bgppeers'], operations: ['CREATE'] }, true],
    ['peers of another group', { apiGroups: ['metallb.io'], resources: ['bgppeers'], operations: ['CREATE'] }, false],
    ['nothing', {}, false],
  ])('a webhook for %s', async (_, rule, met) => {
    expect(await found(webhook(rule))).toEqual(
      met ? [['ValidatingWebhookConfiguration', 'w', 'policy/hook', false]] : [],
    )
  })
  it('tells a webhook that may be silent from one that may not, and both kinds', async () => {
    const rule = { apiGroups: ['*'], resources: ['*'], operations: ['*'] }
    expect(await found(webhook(rule, { failurePolicy: 'Ignore' }, 'MutatingWebhookConfiguration'))).toEqual([
      ['MutatingWebhookConfiguration', 'w', 'policy/hook', true],
    ])
    const both = webhook(rule, { failurePolicy: 'Ignore' })
    both.webhooks.push({ clientConfig: { service }, rules: [rule] } as never)
    expect((await found(both))[0]?.[3]).toBe(false)
  })
  it('leaves a webhook outside the cluster and one of no Service alone', async () => {
    const rule = { apiGroups: ['*'], resources: ['*'], operations: ['*'] }
    const outside = webhook(rule)
    outside.webhooks[0]!.clientConfig = { url: 'https://10.0.0.1/hook' } as never
    expect(await found(outside, { kind: 'ValidatingWebhookConfiguration', metadata: { name: 'none' } })).toEqual([])
  })
  it('names an API of ours that a Service answers, not the built-in one and not metrics', async () => {
    const api = (name: string, spec: object) => ({ kind: 'APIService', metadata: { name }, spec })
    expect(
      await found(
        api('v1.crd.projectcalico.org', { group: 'crd.projectcalico.org', service }),
        api('v1.coordination.k8s.io', { group: 'coordination.k8s.io', service: null }),
        api('v1beta1.metrics.k8s.io', { group: 'metrics.k8s.io', service }),
        api('v3.projectcalico.org', { group: 'projectcalico.org', service }),
      ),
    ).toEqual([['APIService', 'v1.crd.projectcalico.org', 'policy/hook', false]])
  })
  it('says when nobody may look, and finds nothing on a server that has none', async () => {
    const forbidden = kubectl({ exitCode: 1, stderr: 'Error from server (Forbidden): webhooks is forbidden\n' })
    expect(await readPodServed(forbidden)).toEqual({ why: expect.stringContaining('forbidden') })
    const unknown = kubectl({ exitCode: 1, stderr: `error: the server doesn't have a resource type "x"\n` })
    expect(await readPodServed(unknown)).toEqual([])
  })
})
