import { describe, expect, it } from 'vitest'
import { readLocalServices } from '../../../src/cluster/local-services.ts'
import type { CommandResult, RunCommand } from '../../../src/model/command-result.ts'

const answer = (items: unknown[]): Partial<CommandResult> => ({ exitCode: 0, stdout: JSON.stringify({ items }) })
const forbidden: Partial<CommandResult> = {
  exitCode: 1,
  stderr: 'Error from server (Forbidden): services is forbidden',
}

/** Answers by resource type and notes what was asked. */
function cluster(answers: Record<string, Partial<CommandResult>>) {
  const asked: string[] = []
  const run = (async (command) => {
    const type = command.argv[1]!
    asked.push(type)
    return { command, exitCode: 0, stdout: '', stderr: '', ms: 1, ...answers[type] } as CommandResult
  }) as RunCommand
  return { run, asked }
}

const service = (name: string, spec: Record<string, unknown>) => ({ metadata: { namespace: 'web', name }, spec })

describe('readLocalServices', () => {
  it('takes the services with externalTrafficPolicy Local, with the nodes of their endpoints', async () => {
    const { run } = cluster({
      services: answer([
        service('shop', { type: 'NodePort', clusterIPs: ['10.233.5.7'], externalTrafficPolicy: 'Local' }),
        service('other', { type: 'NodePort', clusterIPs: ['10.233.5.8'], externalTrafficPolicy: 'Cluster' }),
        {
          ...service('lb', { type: 'LoadBalancer', clusterIP: '10.233.5.9', externalTrafficPolicy: 'Local' }),
          status: { loadBalancer: { ingress: [{ ip: '10.9.0.1' }, { hostname: 'x' }] } },
        },
      ]),
      endpoints: answer([
        {
          metadata: { namespace: 'web', name: 'shop' },
          subsets: [{ addresses: [{ nodeName: 'node2' }, { nodeName: 'node2' }, {}] }],
        },
      ]),
    })
    const common = { namespace: 'web', externalIPs: [], externalTrafficPolicy: 'Local' }
    expect(await readLocalServices(run)).toEqual([
      {
        ...common,
        name: 'shop',
        type: 'NodePort',
        clusterIPs: ['10.233.5.7'],
        loadBalancerIPs: [],
        endpointNodes: ['node2'],
      },
      {
        ...common,
        name: 'lb',
        type: 'LoadBalancer',
        clusterIPs: ['10.233.5.9'],
        loadBalancerIPs: ['10.9.0.1'],
        endpointNodes: [],
      },
    ])
  })

  it('asks for endpoints only where there is such a service', async () => {
    const { run, asked } = cluster({ services: answer([service('a', { type: 'ClusterIP' })]) })
    expect(await readLocalServices(run)).toEqual([])
    expect(asked).toEqual(['services'])
  })

  it('goes without when it may not look, or half of it is missing', async () => {
    expect(await readLocalServices(cluster({ services: forbidden }).run)).toEqual([])
    const one = answer([service('shop', { externalTrafficPolicy: 'Local' })])
    expect(await readLocalServices(cluster({ services: one, endpoints: forbidden }).run)).toEqual([])
  })
})
