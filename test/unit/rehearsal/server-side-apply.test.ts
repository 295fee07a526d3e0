import { describe, expect, it } from 'vitest'
import { entriesOf } from '../../../src/rehearsal/store/managed-fields.ts'
import type { KubeObject } from '../../../src/rehearsal/store/object.ts'
import { firstApplied, serverSideApply } from '../../../src/rehearsal/store/server-side-apply.ts'

const now = '2026-01-01T00:00:00Z'
const by = (manager: string) => ({ manager, now })
const peer = (spec: Record<string, unknown>): KubeObject => ({
  apiVersion: 'crd.projectcalico.org/v1',
  kind: 'BGPPeer',
  metadata: { name: 'a' },
  spec,
})
const owners = (object: KubeObject) => entriesOf(object).map(({ manager, operation }) => `${manager} ${operation}`)

describe('server-side apply', () => {
  const made = firstApplied(peer({ peerIP: '10.0.0.1', asNumber: 1 }), by('one'))

  it('takes away what the manager no longer applies', () => {
    const next = serverSideApply(made, peer({ peerIP: '10.0.0.1' }), by('one'), false)
    expect(next['spec']).toEqual({ peerIP: '10.0.0.1' })
  })

  it('shares a field that two apply alike, and keeps it until both let go', () => {
    const shared = serverSideApply(made, peer({ asNumber: 1 }), by('two'), false)
    expect(owners(shared).sort()).toEqual(['one Apply', 'two Apply'])
    const dropped = serverSideApply(shared, peer({ peerIP: '10.0.0.1' }), by('one'), false)
    expect(dropped['spec']).toEqual({ peerIP: '10.0.0.1', asNumber: 1 })
    const gone = serverSideApply(dropped, peer({}), by('two'), false)
    expect(gone['spec']).toEqual({ peerIP: '10.0.0.1' })
  })

  it("refuses another manager's field, or takes it by force", () => {
    const wanted = peer({ asNumber: 2, peerIP: '10.0.0.2' })
    expect(() => serverSideApply(made, peer({ asNumber: 2 }), by('two'), false)).toThrow(
      'Apply failed with 1 conflict: conflict with "one": .spec.asNumber',
    )
    expect(() => serverSideApply(made, wanted, by('two'), false)).toThrow(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.asNumber\n- .spec.peerIP',
    )
    const forced = serverSideApply(made, wanted, by('two'), true)
    expect(forced['spec']).toEqual({ asNumber: 2, peerIP: '10.0.0.2' })
    expect(owners(forced)).toEqual(['two Apply'])
  })

  it('merges keyed lists of core kinds by key', () => {
    const node: KubeObject = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n' },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    }
    const own = { ...node, status: { conditions: [{ type: 'Mine', status: 'True' }] } }
    const both = serverSideApply(node, own, by('one'), false)
    expect(both['status']).toEqual({
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Mine', status: 'True' },
      ],
    })
    const without = serverSideApply(both, { ...node, status: {} }, by('one'), false)
    expect(without['status']).toEqual({ conditions: [{ type: 'Ready', status: 'True' }] })
  })

  it('writes nothing when nothing changes', () => {
    const again = serverSideApply(
      made,
      peer({ peerIP: '10.0.0.1', asNumber: 1 }),
      { manager: 'one', now: 'later' },
      false,
    )
    expect(again).toEqual(made)
  })
})
