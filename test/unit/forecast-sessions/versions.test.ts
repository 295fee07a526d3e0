import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rulesFor, supportedVersion } from '../../../src/forecast/versions.ts'
import { at } from './clusters.ts'

const rules = (version: string) => rulesFor(at(version))

describe('the table of versions', () => {
  it.each([
    ['reflectorsLeaveMesh', 'v3.20.5', 'v3.21.0'],
    ['poolExportSwitch', 'v3.21.6', 'v3.22.0'],
    ['globalPeersMayBePassive', 'v3.22.2', 'v3.23.0'],
    ['mirrorKeepsFamily', 'v3.23.5', 'v3.24.0'],
    ['tunnelRoutesStayLocal', 'v3.26.4', 'v3.27.0'],
    ['reflectorPassesLoadBalancerIps', 'v3.27.3', 'v3.28.0'],
    ['meshIsSingleHop', 'v3.30.3', 'v3.31.0'],
    ['keepNextHopOnSelectors', 'v3.30.3', 'v3.31.0'],
    ['meshFallbackIsOwnAs', 'v3.31.7', 'v3.32.0'],
    ['protocolsSortedByName', 'v3.31.7', 'v3.32.0'],
    ['calicoctlChecksums', 'v3.22.0', 'v3.22.5'],
    ['felixProgramsIpip', 'v3.32.9', 'v3.33.0'],
  ] as const)('%s: not in %s, in %s', (rule, before, first) => {
    expect([rules(before)[rule], rules(first)[rule]]).toEqual([false, true])
  })

  it('the mesh has two eras, and IPv6 an older one of its own', () => {
    expect(rules('v3.14.0').reflectorInMesh).toEqual({ 4: 'none', 6: 'own-side' })
    expect(rules('v3.20.4').reflectorInMesh).toEqual({ 4: 'none', 6: 'own-side' })
    expect(rules('v3.21.0').reflectorInMesh).toEqual({ 4: 'both-sides', 6: 'both-sides' })
  })

  it('fields by kind; what is not listed is old, whatever it is called', () => {
    expect(rules('v3.30.0').knowsField('BGPPeer', 'nextHopMode')).toBe(false)
    expect(rules('v3.31.0').knowsField('BGPPeer', 'nextHopMode')).toBe(true)
    expect(rules('v3.14.0').knowsField('BGPPeer', 'peerIP')).toBe(true)
    expect(rules('v3.14.0').knowsField('BGPPeer', 'constructor')).toBe(true)
    expect(rules('v3.14.0').fieldSince('BGPConfiguration', 'nodeMeshPassword')).toBe('v3.23.0')
  })

  it('every patch from 3.14 to 3.33 is supported, nothing else', () => {
    expect(supportedVersion('v3.33.99').status).toBe('supported')
    expect(supportedVersion('3.14').status).toBe('supported')
    for (const text of ['v3.13.9', 'v3.34.0', 'v2.99.0', 'v4.0.0'])
      expect(supportedVersion(text).status).toBe('unsupported')
    for (const text of ['', 'latest', '3', 'v3.x']) expect(supportedVersion(text).status).toBe('unreadable')
  })

  it('every rule is read by something', () => {
    const root = new URL('../../../src/', import.meta.url)
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const others = files.filter((file) => file !== 'forecast/versions.ts')
    const text = others.map((file) => readFileSync(new URL(file, root), 'utf8')).join('\n')
    // This one is read through `reflectorInMesh` as well.
    const idle = Object.keys(rules('v3.25.0')).filter((rule) => !new RegExp(`\\b${rule}\\b`).test(text))
    expect(idle).toEqual([])
  })

  it('no other file of the forecast compares versions', () => {
    const folder = new URL('../../../src/forecast/', import.meta.url)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
    const comparing = files.filter((file) =>
      /compareVersions|\.minor\b/.test(readFileSync(new URL(file, folder), 'utf8')),
    )
    expect(comparing).toEqual(['versions.ts'])
  })
})
