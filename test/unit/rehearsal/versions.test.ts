import { describe, expect, it } from 'vitest'
import { celProblems } from '../../../src/rehearsal/api/cel-rules.ts'
import type { Resource } from '../../../src/rehearsal/standins/calicoctl/decode.ts'
import { decodeResource } from '../../../src/rehearsal/standins/calicoctl/decode.ts'
import { eraOf, sentence } from '../../../src/rehearsal/standins/calicoctl/era.ts'
import { validate } from '../../../src/rehearsal/standins/calicoctl/validate.ts'

const peer = (spec: Record<string, unknown>): Resource => ({
  kind: 'BGPPeer',
  apiVersion: 'projectcalico.org/v3',
  metadata: { name: 'p' },
  spec,
})
const bothNodes = { node: 'a', nodeSelector: 'all()', peerIP: '10.0.0.1', asNumber: 1 }

describe('calicoctl by release (facts/calico-bgp.md section 6)', () => {
  it.each([
    ['v3.17.2', false],
    ['v3.20.0', false],
    ['v3.20.1', false],
    ['v3.20.2', true],
    ['v3.21.0', true],
    ['v3.25.0', true],
    ['v3.31.7', true],
    ['v3.33.0', true],
  ])('%s compares versions: %s', (version, checks) => {
    expect(eraOf(version).checksVersion).toBe(checks)
  })

  it.each([
    ['v3.17.2', 'Hit error'],
    ['v3.25.0', 'Hit error'],
    ['v3.31.7', 'hit error'],
    ['v3.32.0', 'hit error'],
  ])('%s begins texts as in %s', (version, text) => {
    expect(sentence(eraOf(version), 'Hit error')).toBe(text)
  })

  it.each([17, 25, 31, 32])('3.%i checks fields of one peer itself', (minor) => {
    expect(() => validate(peer(bothNodes), minor)).toThrow('Node field must be empty when NodeSelector is specified')
  })

  it('3.33 leaves that to the definitions, which have had some of it since 3.32', () => {
    expect(() => validate(peer(bothNodes), 33)).not.toThrow()
    const texts = (minor: number, spec: Record<string, unknown>) =>
      celProblems('BGPPeer', spec, minor).map(({ message }) => message)
    expect(texts(31, bothNodes)).toEqual([])
    expect(texts(32, bothNodes)).toEqual(['Invalid value: "object": node and nodeSelector cannot both be set'])
    expect(texts(32, { reachableBy: '10.0.0.1' })).toEqual([])
    expect(texts(33, { reachableBy: '10.0.0.1' })).toEqual([
      'Invalid value: "object": reachableBy must be empty when peerIP is empty',
    ])
    const meshOff = { nodeToNodeMeshEnabled: false, nodeMeshMaxRestartTime: '90s' }
    expect(celProblems('BGPConfiguration', meshOff, 33)).toHaveLength(1)
  })

  it('still checks addresses itself, whatever the release', () => {
    const otherFamily = { peerIP: '10.0.0.1', asNumber: 1, reachableBy: 'fd00::1' }
    expect(() => validate(peer(otherFamily), 33)).toThrow('ReachableBy and PeerIP address family mismatched')
  })

  it.each([
    ['ttlSecurity', 24, 25],
    ['filters', 25, 26],
    ['localASNumber', 30, 31],
    ['nextHopMode', 30, 31],
  ])('knows the field %s from 3.%i on', (field, before, since) => {
    const values: Record<string, unknown> = { ttlSecurity: 1, filters: ['f'], localASNumber: 1, nextHopMode: 'Auto' }
    const input = { kind: 'BGPPeer', metadata: { name: 'p' }, spec: { [field]: values[field] } }
    expect(() => decodeResource(input, before, true)).toThrow(`not recognized or is in the wrong location: ${field}`)
    expect(decodeResource(input, before, false).spec).toEqual({})
    expect(decodeResource(input, since, true).spec).toEqual({ [field]: values[field] })
  })
})
