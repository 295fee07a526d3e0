import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../../src/model/session.ts'
import type { SmallCluster } from './clusters.ts'
import { byIp, fieldsOf, mesh, secretKeyRef, small, two } from './two-nodes.ts'

const different = { a: { ...two.a, asNumber: 65001 }, b: { ...two.b, asNumber: 65002 } }

/** What is rendered on the last version before a border and on the first one after it. */
const borders: [string, SmallCluster, string, string, Partial<Protocol>, Partial<Protocol>][] = [
  ['password', byIp({ password: { secretKeyRef } }), 'v3.15.5', 'v3.16.0', { password: false }, { password: true }],
  [
    'sourceAddress',
    byIp({ sourceAddress: 'None' }),
    'v3.17.6',
    'v3.18.0',
    { sourceAddress: '10.0.0.1' },
    { sourceAddress: null },
  ],
  [
    'maxRestartTime',
    byIp({ maxRestartTime: '90s' }),
    'v3.19.4',
    'v3.20.0',
    { gracefulRestartTime: null },
    { gracefulRestartTime: 90 },
  ],
  [
    'a global peer that is a node with a greater address',
    small({ peers: { p: { peerIP: '10.0.0.2', asNumber: 64512 } } }),
    'v3.22.5',
    'v3.23.0',
    { type: 'Global', passive: false },
    { type: 'Global', passive: true },
  ],
  [
    'numAllowedLocalASNumbers',
    byIp({ numAllowedLocalASNumbers: 1 }),
    'v3.22.5',
    'v3.23.0',
    { allowLocalAS: 0 },
    { allowLocalAS: 1 },
  ],
  [
    'nodeMeshPassword',
    mesh({ nodeMeshPassword: { secretKeyRef } }),
    'v3.22.5',
    'v3.23.0',
    { password: false },
    { password: true },
  ],
  [
    'nodeMeshMaxRestartTime',
    mesh({ nodeMeshMaxRestartTime: '2m' }),
    'v3.22.5',
    'v3.23.0',
    { gracefulRestartTime: null },
    { gracefulRestartTime: 120 },
  ],
  [
    'ttlSecurity',
    byIp({ ttlSecurity: 2 }),
    'v3.24.6',
    'v3.25.0',
    { ttlSecurity: false, multihop: 64 },
    { ttlSecurity: true, multihop: 2 },
  ],
  [
    'tunnel routes stay out of iBGP',
    mesh({}),
    'v3.26.5',
    'v3.27.0',
    { exportInternalPeer: false },
    { exportInternalPeer: true },
  ],
  [
    'localASNumber',
    byIp({ localASNumber: 65100 }),
    'v3.30.9',
    'v3.31.0',
    { localAS: 64512, ibgp: true },
    { localAS: 65100, ibgp: false },
  ],
  [
    'nextHopMode on iBGP',
    byIp({ nextHopMode: 'Keep' }),
    'v3.30.9',
    'v3.31.0',
    { nextHop: 'default' },
    { nextHop: 'keep' },
  ],
  ['multihop of the mesh goes', mesh({}), 'v3.30.9', 'v3.31.0', { multihop: 64 }, { multihop: null }],
  ['multihop of the mesh comes back', mesh({}), 'v3.31.9', 'v3.32.0', { multihop: null }, { multihop: 64 }],
  [
    'the mesh asks for the AS before it treats a neighbour as internal',
    mesh({}, different),
    'v3.31.9',
    'v3.32.0',
    { exportInternalPeer: true },
    { exportInternalPeer: false },
  ],
  [
    'the AS of a mesh neighbour that has none',
    mesh({ asNumber: 64600 }, { ...different, b: two.b }),
    'v3.31.9',
    'v3.32.0',
    { remoteAS: 64600 },
    { remoteAS: 65001 },
  ],
  [
    'keepaliveTime',
    byIp({ keepaliveTime: '20s' }),
    'v3.31.9',
    'v3.32.0',
    { keepaliveTime: null },
    { keepaliveTime: 20 },
  ],
]

describe('the last version before a border, and the first one after it', () => {
  it.each(borders)('%s', (_what, input, before, first, then, now) => {
    const fields = Object.keys(now) as (keyof Protocol)[]
    expect(fieldsOf(input, before, fields)).toEqual([then])
    expect(fieldsOf(input, first, fields)).toEqual([now])
  })

  it('from a border on the rule stays, but for the multihop of the mesh', () => {
    for (const [what, input, , first, , now] of borders) {
      if (what.startsWith('multihop') || what.startsWith('tunnel routes')) continue
      expect(fieldsOf(input, 'v3.33.0', Object.keys(now) as (keyof Protocol)[]), `${what} since ${first}`).toEqual([
        now,
      ])
    }
  })
})
