import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { type Served, serve } from './served.ts'

// kubectl is told the context by a flag, calicoctl by its configuration file: both must work on one cluster, whatever the
// kubeconfig's current context is.

interface Kubeconfig {
  clusters: { name: string; cluster: Record<string, unknown> }[]
  contexts: { name: string; context: Record<string, unknown> }[]
  'current-context': string
}

/** The cluster's kubeconfig with another cluster before it, which is the current one and answers nobody. */
function withAnother(cluster: Served): string[] {
  const file = join(cluster.directory, 'two.kubeconfig')
  const config = parse(readFileSync(cluster.flags[1]!, 'utf8')) as Kubeconfig
  const [mine] = config.contexts
  config.clusters.unshift({
    name: 'elsewhere',
    cluster: { server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true },
  })
  config.contexts.unshift({ name: 'elsewhere', context: { ...mine!.context, cluster: 'elsewhere' } })
  config['current-context'] = 'elsewhere'
  writeFileSync(file, stringify(config), { mode: 0o600 })
  return ['--kubeconfig', file, '--context', mine!.name]
}

describe.each([
  ['v3.25.0', 0],
  ['v3.17.2', 3],
])('a kubeconfig whose current context is another cluster, Calico %s', (version, code) => {
  let cluster: Served
  beforeAll(async () => {
    cluster = await serve(['--calico-version', version])
  }, 60_000)
  afterAll(() => cluster.close())

  it(code === 0 ? 'is moved by the context that was named' : 'is refused: its calicoctl cannot be told', {
    timeout: 180_000,
  }, async () => {
    const before = cluster.objects()
    const args = ['apply', '--answers', cluster.answers, '--yes', '--state-dir', join(cluster.directory, 'runs')]
    const ended = await cluster.run([...args, ...withAnother(cluster)])
    expect(ended.code, ended.stderr).toBe(code)
    if (code === 0) {
      expect(ended.result).toMatchObject({ outcome: 'applied' })
      expect(cluster.objects()).not.toBe(before)
      return
    }
    expect(cluster.objects()).toBe(before)
    expect(ended.result['error']).toMatchObject({
      code: 'E_PREFLIGHT',
      message: expect.stringContaining('calicoctl v3.17.2 cannot be told to use the context'),
      remedies: [expect.stringMatching(/kubectl config use-context \S/)],
    })
  })
})
