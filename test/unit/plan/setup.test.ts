import { describe, expect, it } from 'vitest'
import type { ReadObject } from '../../../src/model/plan.ts'
import { type SetupFacts, setupStages } from '../../../src/plan/setup.ts'

const config = (text?: string): ReadObject => {
  const ref = { kind: 'File' as const, name: '/etc/calico/calicoctl.cfg' }
  return text === undefined ? { ref, status: 'absent' } : { ref, status: 'present', content: { text, mode: '0644' } }
}
const program = (sha256?: string, host?: string): ReadObject => {
  const ref = { kind: 'File' as const, name: '/usr/local/bin/calicoctl', ...(host ? { host } : {}) }
  return sha256 === undefined
    ? { ref, status: 'absent' }
    : { ref, status: 'present', content: { sha256, mode: '0755' } }
}
const facts = (some: Partial<SetupFacts>): SetupFacts => ({
  installed: [],
  binaryFor: () => undefined,
  version: 'v3.17.2',
  ...some,
})
const operations = (some: Partial<SetupFacts>) => setupStages(facts(some)).flatMap((stage) => stage.operations)
const hash = { here: 'a'.repeat(64), node2: 'c'.repeat(64) }

describe('setupStages', () => {
  it('writes the guide’s calicoctl.cfg where there is none', () => {
    const [operation] = operations({ config: { current: config(), kubeconfig: '/root/.kube/config' } })
    expect(operation!.command).toMatchObject({
      tool: 'internal',
      argv: ['write-file', '/etc/calico/calicoctl.cfg', '--mode', '0644'],
    })
    expect(operation!.command.stdin).toContain('datastoreType: "kubernetes"')
    expect(operation!.command.stdin).toContain('kubeconfig: "/root/.kube/config"')
  })

  it('mends two fields of an existing one and keeps its comments', () => {
    const text = '# ours\nspec:\n  datastoreType: etcdv3 # old\n  etcdEndpoints: http://x\n'
    const [operation] = operations({ config: { current: config(text), kubeconfig: '/k' } })
    expect(operation!.command.stdin).toContain('# ours')
    expect(operation!.command.stdin).toContain('etcdEndpoints')
    expect(operation!.changes[0]).toMatchObject({ action: 'update', fields: [{ path: ['text'], before: text }] })
  })

  it('leaves a file alone that says the same, cannot be read or is no YAML', () => {
    const same = 'spec: {datastoreType: kubernetes, kubeconfig: /k}\n'
    expect(operations({ config: { current: config(same), kubeconfig: '/k' } })).toEqual([])
    expect(operations({ config: { current: config('spec: ['), kubeconfig: '/k' } })).toEqual([])
  })

  it('installs calicoctl where there is none and never over another one', () => {
    const installed = [
      program(),
      program('b'.repeat(64)),
      program(undefined, 'node2'),
      program('b'.repeat(64), 'node3'),
    ]
    const commands = operations({ binaryFor: (host) => (host === 'node2' ? hash.node2 : hash.here), installed }).map(
      ({ command }) => [command.tool, command.argv[0], command.stdinFile],
    )
    expect(commands).toEqual([
      ['internal', 'install-file', undefined],
      ['ssh', 'node2', `sha256:${hash.node2}`],
    ])
  })
})
