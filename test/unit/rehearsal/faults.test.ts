import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { CommandGate } from '../../../src/rehearsal/faults/command-gate.ts'
import { parseFault } from '../../../src/rehearsal/faults/fault.ts'
import { journalTo, restoreFrom, writeSnapshot } from '../../../src/rehearsal/faults/journal-file.ts'
import { Sandbox } from '../../../src/rehearsal/standins/ssh/sandbox.ts'
import { kindNamed } from '../../../src/rehearsal/store/kinds.ts'
import { Store } from '../../../src/rehearsal/store/store.ts'

const peers = kindNamed('bgppeers')
const directories: string[] = []

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'crrw-faults-'))
  directories.push(directory)
  return directory
}

afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

function makeStore(): Store {
  let ids = 0
  return new Store({ now: () => '2026-01-01T00:00:00Z', uid: () => `uid-${++ids}` })
}

const peer = (name: string) => ({
  apiVersion: 'crd.projectcalico.org/v1',
  kind: 'BGPPeer',
  metadata: { name },
  spec: {},
})
const notice = { tool: 'kubectl' as const, argv: ['label'] }

describe('faults', () => {
  it.each([
    ['3', { at: 3, kind: 'exit' }],
    ['1:lost-ack', { at: 1, kind: 'lost-ack' }],
    ['12:kill', { at: 12, kind: 'kill' }],
    ['0', undefined],
    ['1:nonsense', undefined],
    ['x', undefined],
    ['1:', undefined],
  ])('--fail %s', (text, wanted) => {
    expect(parseFault(text)).toEqual(wanted)
  })

  it('happen at their command and at no other', async () => {
    const gate = new CommandGate([{ at: 2, kind: 'garbage' }], () => undefined)
    expect(await gate.begin(notice)).toEqual({ id: '1', number: 1 })
    expect(await gate.begin(notice)).toEqual({ id: '2', number: 2, fault: 'garbage' })
    expect(await gate.begin(notice)).toEqual({ id: '3', number: 3 })
    expect(gate.count).toBe(3)
  })

  it('a conflict edits the object first, once, and only for its own command', async () => {
    const store = makeStore()
    store.create(peers, peer('a'))
    const gate = new CommandGate([{ at: 1, kind: 'conflict' }], () => undefined)
    const { id } = await gate.begin(notice)
    const write = { verb: 'update' as const, kind: peers, name: 'a' }
    gate.beforeWrite(store, write)
    expect(store.revision).toBe(1)
    expect(() => gate.beforeWrite(store, { ...write, command: id })).toThrow('has been modified')
    expect(store.get(peers, undefined, 'a').metadata).toMatchObject({ resourceVersion: '2' })
    gate.beforeWrite(store, { ...write, command: id })
    expect(store.revision).toBe(2)
  })

  it('kill strikes before the change, kill-after behind it', async () => {
    const strikes: string[] = []
    const gate = new CommandGate(
      [
        { at: 1, kind: 'kill' },
        { at: 2, kind: 'kill-after' },
      ],
      () => strikes.push('kill'),
    )
    await gate.begin(notice)
    expect(strikes).toHaveLength(1)
    const { id } = await gate.begin(notice)
    expect(strikes).toHaveLength(1)
    gate.afterWrite({ verb: 'create', kind: peers, name: 'a', command: id })
    expect(strikes).toHaveLength(2)
  })

  it('hooks see each command with its number', async () => {
    const gate = new CommandGate([], () => undefined)
    const seen: number[] = []
    gate.onCommand((number) => {
      seen.push(number)
    })
    await gate.begin(notice)
    await gate.begin(notice)
    expect(seen).toEqual([1, 2])
  })
})

describe('the journal of the cluster', () => {
  it('brings back every object with its ids, and drops a torn last line', () => {
    const file = join(scratch(), 'cluster.ndjson')
    const store = makeStore()
    store.create(peers, peer('a'))
    writeSnapshot(store, store.list(peers), file)
    journalTo(store, file)
    store.create(peers, peer('b'))
    store.delete(peers, undefined, 'a')
    appendFileSync(file, '{"type":"ADDED","revi')
    const again = makeStore()
    expect(restoreFrom(again, file)).toBe(true)
    expect(again.list(peers)).toEqual(store.list(peers))
    expect(again.revision).toBe(store.revision)
  })

  it('is nothing where there is none', () => {
    expect(restoreFrom(makeStore(), join(scratch(), 'absent'))).toBe(false)
  })
})

describe('a node behind ssh', () => {
  it('keeps routes and rules as ip does', () => {
    const node = new Sandbox(scratch())
    expect(node.routes('10179')).toMatchObject({ code: 2 })
    const batch = [
      'route replace 10.233.65.0/26 via 172.20.0.12 table 10179',
      'rule add pref 10178 lookup main suppress_prefixlength 0',
      'rule add pref 10179 lookup 10179',
    ].join('\n')
    expect(node.ipBatch(batch)).toMatchObject({ code: 0 })
    expect(node.routes('10179').stdout).toBe('10.233.65.0/26 via 172.20.0.12 dev eth0 \n')
    expect(node.rules().stdout).toContain('10178:\tfrom all lookup main suppress_prefixlength 0\n')
    expect(node.ipBatch('rule add pref 10179 lookup 10179').stderr).toContain('File exists')
    expect(node.ipBatch('rule del pref 1 lookup 1\nroute flush table 10179')).toMatchObject({ code: 1 })
    expect(node.ipBatch('route flush table 10179\nrule del pref 10179 lookup 10179')).toMatchObject({ code: 0 })
    expect(node.ipBatch('nonsense')).toMatchObject({ code: 1 })
  })

  it('keeps files inside its own directory', () => {
    const node = new Sandbox(scratch())
    expect(node.hash('/usr/local/bin/calicoctl')).toMatchObject({ code: 0, stdout: '' })
    node.install('/usr/local/bin/calicoctl', Buffer.from('x'))
    expect(node.hash('/usr/local/bin/calicoctl').stdout).toMatch(/^[0-9a-f]{64} {2}\/usr/)
    node.install('/../../etc/y', Buffer.from('z'))
    expect(node.read('/etc/y').stdout).toBe('z')
    node.remove('/usr/local/bin/calicoctl')
    expect(node.has('/usr/local/bin/calicoctl')).toBe(false)
  })
})
