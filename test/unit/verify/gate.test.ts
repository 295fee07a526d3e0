import { describe, expect, it } from 'vitest'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import type { Observation } from '../../../src/model/observed.ts'
import type { Gate } from '../../../src/model/plan.ts'
import { expect as expected } from '../../../src/verify/expect.ts'
import { watchGate } from '../../../src/verify/gate.ts'
import { clusterOf } from '../forecast-routes/clusters.ts'

const everything: Gate = {
  conditions: [{ kind: 'sessions-as-forecast' }, { kind: 'routes-as-forecast' }],
  timeoutSeconds: 90,
}
const { cluster, design } = clusterOf({ version: 'v3.25.0', racks: [3], reflectors: 1, leafs: null })
const fabric = fabricFromDesign(design, cluster.resources)
const wanted = expected(cluster, fabric, design)

/** What a node shows when everything is as forecast. */
function fine(name: string): Extract<Observation, { ok: true }> {
  const node = wanted.node(name)!
  return {
    node: name,
    ok: true,
    sessions: node.sessions.map(({ neighbor }) => ({
      node: name,
      peer: neighbor,
      type: 'mesh',
      state: 'Established',
      birdState: 'up',
      since: '',
    })),
    routes: node.blocks.map((destination) => ({ destination, kind: 'unicast', nextHops: [], protocol: 'Mesh' })),
  }
}

function watch(gate: Gate, answer: (name: string, look: number) => Observation | undefined) {
  const asked: string[][] = []
  const look = watchGate({
    gate,
    cluster,
    fabric,
    design,
    readSwitch: async () => undefined,
    observe: async (names, each) => {
      asked.push(names)
      for (const name of names) {
        const seen = answer(name, asked.length)
        if (seen) each(seen)
      }
    },
  })
  return { asked, look }
}

describe('a gate', () => {
  it('passes when every node shows every session and block', async () => {
    const { look } = watch(everything, fine)
    expect(await look()).toMatchObject({ missing: [], seen: 12, wanted: 12, blind: false })
  })

  it('asks every node first, then those that were not as forecast', async () => {
    const { asked, look } = watch(everything, (name, at) =>
      name === 'r1n2' && at === 1 ? { ...fine(name), routes: [] } : fine(name),
    )
    const first = await look()
    expect(first.missing).toHaveLength(2)
    expect(first.missing[0]).toMatch(/^r1n2: route missing /)
    expect((await look()).missing).toEqual([])
    expect(asked).toEqual([['r1n1', 'r1n2', 'r1n3'], ['r1n2']])
  })

  it('takes a node that cannot be read, or that nobody asked, for missing', async () => {
    const { look } = watch(everything, (name) =>
      name === 'r1n1'
        ? fine(name)
        : name === 'r1n2'
          ? { node: name, ok: false, reason: 'no route to host' }
          : undefined,
    )
    const { missing, blind } = await look()
    expect(missing).toEqual(['r1n2 could not be read: no route to host', 'r1n3 could not be read: it was not asked'])
    expect(blind).toBe(false)
  })

  it('says that nobody could look when no node answers', async () => {
    const { look } = watch(everything, (node) => ({ node, ok: false, reason: 'forbidden' }))
    expect((await look()).blind).toBe(true)
  })

  it('asks only the nodes it is about', async () => {
    const { asked, look } = watch(
      { conditions: [{ kind: 'leaf-sessions', nodes: ['r1n1'] }], timeoutSeconds: 90 },
      fine,
    )
    expect((await look()).missing).toEqual([])
    expect(asked).toEqual([['r1n1']])
  })
})
