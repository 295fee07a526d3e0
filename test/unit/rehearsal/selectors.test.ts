import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../src/rehearsal/store/object.ts'
import { fieldSelector, labelSelector } from '../../../src/rehearsal/store/selectors.ts'

const object = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'kube-system', labels: { 'k8s-app': 'calico-node', tier: 'x' } },
  spec: { nodeName: 'node1' },
} as KubeObject

describe('label selectors', () => {
  it.each([
    ['', true],
    ['k8s-app=calico-node', true],
    ['k8s-app==calico-node,tier', true],
    ['k8s-app!=calico-node', false],
    ['absent!=x', true],
    ['!absent', true],
    ['!tier', false],
    ['tier in (x, y)', true],
    ['tier notin (x, y)', false],
    ['tier in (y),k8s-app', false],
  ])('%s -> %s', (text, wanted) => {
    expect(labelSelector(text)(object)).toBe(wanted)
  })

  it('refuses what is none', () => {
    expect(() => labelSelector('a=b=c')).toThrow("found '='")
    expect(() => labelSelector('a,,b')).toThrow()
  })
})

describe('field selectors', () => {
  it.each([
    ['metadata.name=p', true],
    ['spec.nodeName=node1,metadata.namespace!=default', true],
    ['spec.nodeName!=node1', false],
  ])('%s -> %s', (text, wanted) => {
    expect(fieldSelector(text, 'pods')(object)).toBe(wanted)
  })

  it('refuses fields that cannot be selected', () => {
    expect(() => fieldSelector('spec.other=1')).toThrow('field label not supported: spec.other')
  })
})
