import { describe, expect, it } from 'vitest'
import { coreTypeProblem } from '../../../src/rehearsal/api/core-types.ts'

const node = (spec: unknown, status: unknown = {}) =>
  coreTypeProblem({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, spec, status } as never)
const secret = (data: unknown) =>
  coreTypeProblem({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data } as never)

// The sentences are kube-apiserver's; `npm run test:lab contract` compares them with a real one.
describe('fields of core kinds', () => {
  it.each([
    [{ unschedulable: 'yes' }, 'string into Go struct field NodeSpec.spec.unschedulable of type bool'],
    [{ podCIDRs: [1] }, 'number into Go struct field NodeSpec.spec.podCIDRs of type string'],
    [
      { taints: [{ key: 1, effect: 'NoSchedule' }] },
      'number into Go struct field Taint.spec.taints.key of type string',
    ],
  ])('%j: says which and what it should be', (spec, says) => {
    expect(node(spec)).toBe(`json: cannot unmarshal ${says}`)
  })

  it.each([
    [{ a: 'not base64!' }, 3],
    [{ a: 'YWJ' }, 0],
    [{ a: 'YWJjZGVm*' }, 8],
    [{ a: 'Y===' }, 1],
  ])('%j is no base64, from byte %i', (data, at) => {
    expect(secret(data)).toBe(`illegal base64 data at input byte ${at}`)
  })

  it.each([
    [{ unschedulable: 1 }, 'unrecognized type: bool'],
    [{ providerID: 5 }, 'cannot convert int64 to string'],
    [{ providerID: ['a'] }, 'unrecognized type: string'],
    [{ podCIDRs: 5 }, 'cannot restore slice from int64'],
    [{ taints: ['x'] }, 'cannot restore struct from: string'],
  ])('%j: says it as the converter behind a strategic patch does', (spec, says) => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, spec }
    expect(coreTypeProblem(node as never, 'converter')).toBe(says)
  })

  it('leaves alone what is right, empty or not known', () => {
    expect(node({ unschedulable: true, taints: null, podCIDRs: ['10.0.0.0/24'], other: 5 })).toBeUndefined()
    expect(
      node({}, { capacity: { cpu: 4, memory: '8Gi' }, daemonEndpoints: { kubeletEndpoint: { Port: 10250 } } }),
    ).toBe(undefined)
    expect(secret({ a: 'YWI=', b: 'YQ==', c: '', d: 'YWJj\nZGVm' })).toBeUndefined()
  })
})
