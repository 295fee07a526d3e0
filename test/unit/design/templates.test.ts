import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { leafPeerName, nodePeerName } from '../../../src/design/names.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { fillTemplate } from '../../../src/design/templates.ts'
import * as planNames from '../../../src/plan/names.ts'
import { guideCluster } from './clusters.ts'

const read = (name: string) => readFileSync(new URL(`../../../templates/${name}`, import.meta.url), 'utf8')

describe('templates', () => {
  it('calicoctl.cfg keeps its comment and takes any path as a value', () => {
    const path = '/root/a "b": #c'
    const text = fillTemplate(read('calicoctl.cfg'), [{ path: ['spec', 'kubeconfig'], value: path }])
    expect(text).toMatch(/^# Tells calicoctl/)
    expect(parse(text).spec).toEqual({ datastoreType: 'kubernetes', kubeconfig: path })
  })

  it('makes the guide’s peers', () => {
    const text = fillTemplate(read('bgppeer-node.yaml'), [
      { path: ['metadata', 'name'], value: 'rr1-to-node-peer' },
      { path: ['spec', 'nodeSelector'], value: "rr-group == 'rr1'" },
      { path: ['spec', 'peerSelector'], value: '!has(rr-id)' },
    ])
    expect(text).toContain('# Which nodes')
    expect(parse(text)).toMatchObject({ metadata: { name: 'rr1-to-node-peer' }, spec: { peerSelector: '!has(rr-id)' } })
  })

  it('all parse and stay as they are when nothing is set', () => {
    for (const name of ['calicoctl.cfg', 'bgpconfiguration.yaml', 'bgppeer-leaf.yaml', 'bgppeer-node.yaml']) {
      expect(parse(fillTemplate(read(name), []))).toEqual(parse(read(name)))
    }
    expect(() => fillTemplate('- a', [])).toThrow()
  })
})

describe('names of BGPPeers', () => {
  it('are the ones the plan uses', () => {
    for (const rack of proposeDesign(guideCluster()).racks) {
      expect(nodePeerName(rack)).toBe(planNames.nodePeerName(rack))
      for (const leaf of rack.leafs) expect(leafPeerName(rack, leaf)).toBe(planNames.leafPeerName(rack, leaf))
      for (const name of ['leaf10', 'Leaf_07', 'tor-a', 'leaf']) {
        const leaf = { ...rack.leafs[0]!, name }
        expect(leafPeerName(rack, leaf)).toBe(planNames.leafPeerName(rack, leaf))
      }
    }
  })
})
