import { describe, expect, it } from 'vitest'
import { accountOf, describeResult } from '../../../src/apply/core/classify.ts'
import { crc32c } from '../../../src/apply/core/crc32c.ts'
import { emptyHistory, foldRecords } from '../../../src/apply/core/history.ts'
import { judge } from '../../../src/apply/core/judge.ts'
import { exitCodeOf } from '../../../src/apply/core/outcome.ts'
import { parseRecord } from '../../../src/apply/core/record.ts'
import { redact } from '../../../src/apply/core/redact.ts'
import { refKey, showJson } from '../../../src/apply/core/show.ts'
import { decideUndo, holdsNodesOffTheMesh } from '../../../src/apply/core/undo.ts'
import { isWindowOver } from '../../../src/apply/core/window.ts'
import type { CommandResult } from '../../../src/model/command-result.ts'
import type { Change, Json, ReadObject } from '../../../src/model/plan.ts'

const ref = { kind: 'BGPConfiguration' as const, name: 'default' }
const update: Change = {
  action: 'update',
  ref,
  fields: [
    { path: ['spec', 'nodeToNodeMeshEnabled'], before: true, after: false },
    { path: ['spec', 'asNumber'], after: 64512 },
  ],
}
const create: Change = { action: 'create', ref, content: { spec: { nodeToNodeMeshEnabled: false } } }
const present = (spec: Json, uid = 'u1'): ReadObject => ({ ref, status: 'present', uid, content: { spec } })
const absent: ReadObject = { ref, status: 'absent' }
const unreadable: ReadObject = { ref, status: 'unreadable', reason: 'timed out' }

describe('judging a change by the object', () => {
  it.each([
    ['nothing of it', update, present({ nodeToNodeMeshEnabled: true }), 'before'],
    ['all of it', update, present({ nodeToNodeMeshEnabled: false, asNumber: 64512 }), 'after'],
    ['half of it', update, present({ nodeToNodeMeshEnabled: false }), 'partly'],
    ['a third value', update, present({ nodeToNodeMeshEnabled: false, asNumber: 1 }), 'drift'],
    ['another object', update, present({ nodeToNodeMeshEnabled: true }, 'u2'), 'foreign'],
    ['no object', update, absent, 'gone'],
    ['no answer', update, unreadable, 'unreadable'],
    ['not created', create, absent, 'before'],
    ['created', create, present({ nodeToNodeMeshEnabled: false }), 'after'],
    ['created and changed', create, present({ nodeToNodeMeshEnabled: false, x: 1 }), 'drift'],
  ])('%s', (_, change, live, state) => {
    expect(judge(change as Change, live as ReadObject, 'u1').state).toBe(state)
  })
})

describe('undoing', () => {
  it('restores only fields that still hold what was written, and reports the other with three values', () => {
    const decision = decideUndo(update, present({ nodeToNodeMeshEnabled: false, asNumber: 7 }), 'u1')
    expect(decision.restore).toEqual({
      action: 'update',
      ref,
      fields: [{ path: ['spec', 'nodeToNodeMeshEnabled'], before: false, after: true }],
    })
    expect(decision.drift).toEqual([
      { object: 'BGPConfiguration/default', path: 'spec.asNumber', before: '(absent)', ours: '64512', now: '7' },
    ])
  })
  it.each([
    ['never deletes what someone changed', create, present({ nodeToNodeMeshEnabled: false, x: 1 }), 'drift'],
    ['never deletes what someone made anew', create, present({ nodeToNodeMeshEnabled: false }, 'u2'), 'foreign'],
    ['never makes again what someone deleted', update, absent, 'gone'],
    ['has nothing to do where nothing was done', update, present({ nodeToNodeMeshEnabled: true }), 'not-needed'],
    ['does not guess', update, unreadable, 'unreadable'],
    ['leaves a foreign object without our values', update, present({ nodeToNodeMeshEnabled: true }, 'u2'), 'gone'],
  ])('%s', (_, change, live, status) => {
    const decision = decideUndo(change as Change, live as ReadObject, 'u1')
    expect(decision).toMatchObject({ status })
    expect(decision.restore).toBeUndefined()
  })
  it('puts back what it deleted, unless something is there', () => {
    const gone: Change = { action: 'delete', ref, content: { spec: { a: 1 } } }
    expect(decideUndo(gone, absent, undefined).restore).toMatchObject({ action: 'create' })
    expect(decideUndo(gone, present({ a: 1 }), undefined).status).toBe('not-needed')
    expect(decideUndo(gone, present({ a: 2 }), undefined).status).toBe('drift')
  })
  it('knows what keeps nodes off the mesh', () => {
    expect(holdsNodesOffTheMesh(create, present({ nodeToNodeMeshEnabled: false, x: 1 }))).toBe(true)
    expect(holdsNodesOffTheMesh(create, present({ nodeToNodeMeshEnabled: true, x: 1 }))).toBe(false)
    expect(holdsNodesOffTheMesh(update, absent)).toBe(false)
  })
})

describe('the window to confirm', () => {
  const stamp = { at: 1_000_000, up: 50_000, boot: 'a' }
  const history = { ...emptyHistory(), window: { seconds: 60, stamp } }
  it.each([
    ['before its end', { at: 1_059_999, up: 109_999, boot: 'a' }, false],
    ['at its end', { at: 1_060_000, up: 110_000, boot: 'a' }, true],
    ['with the clock set back an hour (M28)', { at: 1_060_000 - 3_600_000, up: 110_000, boot: 'a' }, true],
    ['with the clock set ahead ten years', { at: 1_000_000 + 315_360_000_000, up: 60_000, boot: 'a' }, false],
    ['after a reboot, in time', { at: 1_030_000, up: 10, boot: 'b' }, false],
    ['after a reboot, late', { at: 1_070_000, up: 10, boot: 'b' }, true],
    ['after a reboot with the clock behind', { at: 900_000, up: 10, boot: 'b' }, true],
  ])('%s', (_, now, over) => {
    expect(isWindowOver(history, now)).toBe(over)
  })
  it('counts from the newest sign of life while the run is being applied', () => {
    const applying = {
      ...emptyHistory(),
      armed: { seconds: 60, method: 'systemd' as const, stamp },
      latest: { ...stamp, up: 90_000 },
    }
    expect(isWindowOver(applying, { ...stamp, up: 149_000 })).toBe(false)
    expect(isWindowOver(applying, { ...stamp, up: 150_000 })).toBe(true)
    expect(isWindowOver(emptyHistory(), stamp)).toBe(false)
  })
})

describe('records', () => {
  it('refuses what it does not know', () => {
    expect(parseRecord({ t: 'skipped', op: '1.1' })).toBeDefined()
    for (const value of [
      null,
      [],
      'x',
      {},
      { t: 'run' },
      { t: '__proto__' },
      { t: 'skipped' },
      { t: 'skipped', op: 1 },
      { t: 'skipped', op: '1.1', argv: ['rm'] },
      { t: 'intent', op: '1.1', changes: {}, uids: {}, stamp: {} },
    ])
      expect(parseRecord(value), JSON.stringify(value)).toBeUndefined()
  })
  it('a second intent of an operation adds its fields to the first', () => {
    const stamp = { at: 0, up: 0, boot: '' }
    const one = (path: string): Change => ({ action: 'update', ref, fields: [{ path: ['spec', path], after: 1 }] })
    const history = foldRecords([
      { t: 'intent', op: '1', changes: [one('a')], uids: {}, stamp },
      { t: 'intent', op: '1', changes: [one('b')], uids: {}, stamp },
    ])
    expect(history.operations.get('1')?.intents.get('BGPConfiguration/default')).toMatchObject({
      fields: [{ path: ['spec', 'a'] }, { path: ['spec', 'b'] }],
    })
    expect(history.intended).toEqual(['1'])
  })
})

describe('what a command says', () => {
  const result = (part: Partial<CommandResult>): CommandResult => ({
    command: { tool: 'kubectl', argv: [], effect: 'write' },
    timedOut: false,
    truncated: false,
    stdout: '',
    stderr: '',
    ms: 5,
    ...part,
  })
  it.each([
    [{ exitCode: 0, stderr: 'Warning: deprecated' }, 'ok'],
    [{ exitCode: 1, stderr: 'the object has been modified; please apply' }, 'conflict'],
    [{ exitCode: 1, stdout: 'update conflict: BGPConfiguration(default)' }, 'conflict'],
    [{ exitCode: 1, stderr: 'etcdserver: leader changed' }, 'transient'],
    [{ exitCode: 1, stderr: 'forbidden' }, 'error'],
    [{ timedOut: true, signal: 'SIGTERM' }, 'no-answer'],
    [{ timedOut: true, exitCode: 0 }, 'no-answer'],
    [{ exitCode: 0, signal: 'SIGTERM' }, 'no-answer'],
    [{ exitCode: 0, truncated: true }, 'no-answer'],
    [{ notStarted: 'ENOENT' }, 'no-answer'],
  ])('%j is %s', (part, account) => {
    expect(accountOf(result(part))).toBe(account)
  })
  it('is told in a few words', () => {
    expect(describeResult(result({ notStarted: 'ENOENT' }))).toBe('not started: ENOENT')
    expect(describeResult(result({ timedOut: true }))).toBe('no answer within 5 ms')
    expect(describeResult(result({ signal: 'SIGKILL' }))).toBe('killed by SIGKILL')
    expect(describeResult(result({ truncated: true, exitCode: 0 }))).toBe('more output than allowed')
    expect(describeResult(result({ exitCode: 1, stderr: 'a\nb\nc\nd' }))).toBe('exit 1: b / c / d')
    expect(describeResult(result({ exitCode: 0 }))).toBe('exit 0')
    expect(describeResult(result({}))).toBe('exit ?')
    expect(describeResult(result({ exitCode: 1, stdout: 'said here', stderr: ' and here\n' }))).toBe(
      'exit 1: and here / said here',
    )
    expect(describeResult(result({ exitCode: 1, stderr: 'x'.repeat(900) }))).toBe(`exit 1: ${'x'.repeat(600)}`)
  })
})

describe('every end has one exit code (EXIT-1)', () => {
  const problem = (code: 'E_LOCKED' | 'E_STALE' | 'E_LOCK_LOST' | 'E_NO_RUN') => ({
    problem: { code, what: '', remedies: [] },
  })
  it.each([
    ['applied', {}, 0],
    ['nothing-to-do', {}, 0],
    ['refused', {}, 3],
    ['refused', problem('E_NO_RUN'), 3],
    ['refused', problem('E_LOCKED'), 7],
    ['refused', problem('E_STALE'), 8],
    ['rolled-back', {}, 4],
    ['rollback-incomplete', {}, 5],
    ['interrupted', { signal: 'SIGINT' }, 130],
    ['interrupted', { signal: 'SIGTERM' }, 143],
    ['interrupted', { signal: 'SIGHUP' }, 143],
    ['interrupted', problem('E_LOCK_LOST'), 7],
  ] as const)('%s %j: %i', (outcome, extra, code) => {
    expect(exitCodeOf(outcome, extra)).toBe(code)
  })
})

describe('names and values for people', () => {
  it('an object has one name, with its host where it has one', () => {
    expect(refKey(ref)).toBe('BGPConfiguration/default')
    expect(refKey({ kind: 'File', name: '/etc/x', host: 'node2' })).toBe('File/node2:/etc/x')
  })
  it('a value is shown as it is', () => {
    expect([undefined, null, 'text', 5, { a: [1] }].map(showJson)).toEqual([
      '(absent)',
      'null',
      'text',
      '5',
      '{"a":[1]}',
    ])
  })
})

describe('secrets are taken out (S14)', () => {
  const canary = 'hunter2hunter2'
  it.each([
    `Authorization: Bearer ${canary}`,
    `https://admin:${canary}@proxy.example/`,
    `client-key-data: ${canary}`,
    `{"token":"${canary}"}`,
    `password=${canary}`,
    `kubectl --token=${canary} get nodes`,
    `kubectl --password ${canary}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----`,
    `-----BEGIN EC PRIVATE KEY-----\n${canary}`,
    `aws_secret_access_key = ${canary}`,
    `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI${canary}.${canary}`,
  ])('%j', (text) => {
    expect(redact(text)).not.toContain(canary)
  })
  it('leaves a mark where it was, and what stands around it', () => {
    expect(redact(`a Bearer ${canary} b`)).toBe('a Bearer <redacted> b')
    expect(redact(`https://admin:${canary}@proxy.example/`)).toBe('https://<redacted>@proxy.example/')
    expect(redact('x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc y')).toBe('x <token> y')
    expect(redact('AKIAABCDEFGHIJKLMNOP.')).toBe('<key id>.')
    expect(redact(`{"token": "${canary}", "a": 1}`)).toBe('{"token": <redacted>, "a": 1}')
    expect(redact(`--token ${canary} get`)).toBe('--token <redacted> get')
    expect(redact('-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY----- z')).toBe('<private key> z')
  })
  it('keeps what is none', () => {
    const text = '{"spec":{"nodeSelector":"rr-group == \'rr1\'","asNumber":64512}}'
    expect(redact(text)).toBe(text)
  })
})

it('crc32c is the Castagnoli one (RFC 3720, B.4)', () => {
  expect(crc32c('123456789')).toBe('e3069283')
  expect(crc32c('\0'.repeat(32))).toBe('8a9136aa')
})
