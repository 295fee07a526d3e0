import { describe, expect, it } from 'vitest'
import type { Change, FieldChange, Json, ObjectRef } from '../../../src/model/plan.ts'
import { commandsFor, sameCommand } from '../../../src/plan/commands.ts'

const made = (...changes: Change[]) => commandsFor(changes).map(({ command }) => command)
const update = (ref: ObjectRef, ...fields: FieldChange[]): Change => ({ action: 'update', ref, fields })
const node = (name: string): ObjectRef => ({ kind: 'KubeNode', name })
const peer = (name: string): ObjectRef => ({ kind: 'BGPPeer', name })
const file = (name: string, host?: string): ObjectRef => ({
  kind: 'File',
  name,
  ...(host === undefined ? {} : { host }),
})
const create = (ref: ObjectRef, content: Json): Change => ({ action: 'create', ref, content })
const remove = (ref: ObjectRef, content: Json = {}): Change => ({ action: 'delete', ref, content })
const label = (key: string, before?: string, after?: string): FieldChange => ({
  path: ['metadata', 'labels', key],
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})
const annotation = (key: string, before?: string, after?: string): FieldChange => ({
  ...label(key, before, after),
  path: ['metadata', 'annotations', key],
})
const patch = (name: string, operations: Json) => ({
  tool: 'kubectl',
  argv: ['patch', 'nodes', name, '--type=json', '-p', JSON.stringify(operations)],
  effect: 'write',
})

describe('the command of a node', () => {
  it('sets a fresh label with kubectl label, and changes or removes one that is there with a test first', () => {
    expect(made(update(node('a'), label('k', undefined, 'v')))).toEqual([
      { tool: 'kubectl', argv: ['label', 'nodes', 'a', 'k=v'], effect: 'write' },
    ])
    expect(made(update(node('a'), label('k', 'x', 'v')))).toEqual([
      patch('a', [
        { op: 'test', path: '/metadata/labels/k', value: 'x' },
        { op: 'replace', path: '/metadata/labels/k', value: 'v' },
      ]),
    ])
    expect(made(update(node('a'), label('k', 'x')))).toEqual([
      patch('a', [
        { op: 'test', path: '/metadata/labels/k', value: 'x' },
        { op: 'remove', path: '/metadata/labels/k' },
      ]),
    ])
  })
  it('tests for absence what is set anew, and all of it before anything is written', () => {
    expect(made(update(node('a'), annotation('x', undefined, '1'), annotation('y', '2', '3')))).toEqual([
      patch('a', [
        { op: 'test', path: '/metadata/annotations/x', value: null },
        { op: 'test', path: '/metadata/annotations/y', value: '2' },
        { op: 'add', path: '/metadata/annotations/x', value: '1' },
        { op: 'replace', path: '/metadata/annotations/y', value: '3' },
      ]),
    ])
  })
  it('is a fresh label, an AS number and the rest apart, each with the change it carries', () => {
    const as = 'projectcalico.org/ASNumber'
    const fields = [
      label('k', undefined, 'v'),
      label('l', 'x', 'y'),
      annotation(as, '1', '2'),
      annotation('z', '3', '4'),
    ]
    const parts = commandsFor([update(node('a'), ...fields)])
    expect(parts.map(({ changes }) => changes)).toEqual([
      [update(node('a'), fields[0]!)],
      [update(node('a'), fields[2]!)],
      [update(node('a'), fields[1]!, fields[3]!)],
    ])
    // The AS number of something else is no AS number of a node.
    expect(made(update(node('a'), label(as, '1', '2'), annotation('z', '3', '4'))).length).toBe(1)
    expect(made(update(node('a'), label(as, '1', '2'), label('z', '3', '4'))).length).toBe(1)
  })
  it('is shared by nodes that get the same from the same, and by no others', () => {
    const names = (...changes: Change[]) =>
      commandsFor(changes).map((part) => part.changes.map(({ ref }) => ref.name).join(' '))
    const from = (before: string) => annotation('x', before, '9')
    expect(names(update(node('a'), from('1')), update(node('b'), from('2')), update(node('c'), from('1')))).toEqual([
      'a c',
      'b',
    ])
    expect(names(update(node('a'), from('1')), update(node('b'), annotation('x', '1', '8')))).toEqual(['a', 'b'])
  })
  it('names at most 100 nodes, as many as kubectl writes within its time, one of peers at most 50', () => {
    const counts = (changes: Change[]) => commandsFor(changes).map((part) => part.changes.length)
    const many = (count: number, change: (name: string) => Change) =>
      Array.from({ length: count }, (_, n) => change(`n${n}`))
    const labels = (name: string) => update(node(name), label('k', undefined, 'v'))
    const peers = (name: string) => create(peer(name), { spec: {} })
    expect(counts(many(100, labels))).toEqual([100])
    expect(counts(many(101, labels))).toEqual([100, 1])
    expect(counts(many(50, peers))).toEqual([50])
    expect(counts(many(51, peers))).toEqual([50, 1])
    expect(commandsFor([])).toEqual([])
  })
})

describe('the command of Calico objects', () => {
  it('creates many peers with documents of their own, and removes them by name', () => {
    const [created] = made(create(peer('a'), { spec: { asNumber: 1 } }), create(peer('b'), { spec: { asNumber: 2 } }))
    expect(created).toMatchObject({ tool: 'calicoctl', argv: ['create', '-f', '-'], effect: 'write' })
    expect(created?.stdin?.split('---\n').map((text) => /name: (.+)/.exec(text)?.[1])).toEqual(['a', 'b'])
    expect(made(remove(peer('a')), remove(peer('b')))).toEqual([
      { tool: 'calicoctl', argv: ['delete', 'bgppeer', 'a', 'b'], effect: 'write' },
    ])
  })
  it('creates and deletes apart, and a configuration apart from peers', () => {
    const configuration: ObjectRef = { kind: 'BGPConfiguration', name: 'default' }
    expect(
      made(create(peer('a'), {}), remove(peer('b')), create(configuration, {}), remove(configuration)).map(({ argv }) =>
        argv.join(' '),
      ),
    ).toEqual(['create -f -', 'delete bgppeer b', 'create -f -', 'delete bgpconfiguration default'])
  })
  it('patches each object by itself, null removing a field, guarded by its own version', () => {
    const fields = [
      { path: ['spec', 'a'], before: 1, after: 2 },
      { path: ['spec', 'b'], before: 1 },
    ]
    const changes = [update(peer('p'), ...fields), update(peer('q'), ...fields)]
    const argv = (name: string, patch: Json) => ['patch', 'bgppeer', name, '--patch', JSON.stringify(patch)]
    expect(made(...changes).map((command) => command.argv)).toEqual([
      argv('p', { spec: { a: 2, b: null } }),
      argv('q', { spec: { a: 2, b: null } }),
    ])
    expect(
      commandsFor(changes, { 'BGPPeer/q': '7', 'BGPConfiguration/p': '8' }).map(({ command }) => command.argv),
    ).toEqual([
      argv('p', { spec: { a: 2, b: null } }),
      argv('q', { metadata: { resourceVersion: '7' }, spec: { a: 2, b: null } }),
    ])
    expect(made(...changes)[0]).toMatchObject({ tool: 'calicoctl', effect: 'write' })
  })
})

describe('the command of a file', () => {
  const hash = 'a'.repeat(64)
  it.each([
    ['removed', remove(file('/f'), { text: 'x' }), { argv: ['remove-file', '/f'] }],
    [
      'written',
      create(file('/f'), { text: 'x', mode: '0644' }),
      { argv: ['write-file', '/f', '--mode', '0644'], stdin: 'x' },
    ],
    ['written without a mode', create(file('/f'), { text: '' }), { argv: ['write-file', '/f'], stdin: '' }],
    [
      'written over',
      update(file('/f'), { path: ['text'], before: 'a', after: 'b' }),
      { argv: ['write-file', '/f'], stdin: 'b' },
    ],
    [
      'given another mode',
      update(file('/f'), { path: ['mode'], before: '0600', after: '0644' }),
      { argv: ['write-file', '/f', '--mode', '0644'] },
    ],
    [
      'a program',
      create(file('/f'), { sha256: hash, mode: '0755' }),
      { argv: ['install-file', '/f', '--mode', '0755', '--sha256', hash] },
    ],
  ] as [string, Change, object][])('on this host, %s', (_, change, command) => {
    expect(made(change)).toEqual([{ tool: 'internal', effect: 'write', ...command }])
  })
  it('on other nodes, is calicoctl put or taken away by constant words, its bytes on stdin', () => {
    const [put] = made(create(file('/usr/local/bin/calicoctl', 'node2'), { sha256: hash }))
    expect(put).toMatchObject({ tool: 'ssh', stdinFile: `sha256:${hash}`, effect: 'write' })
    expect([put?.argv[0], put?.argv.length]).toEqual(['node2', 2])
    const [away] = made(remove(file('/usr/local/bin/calicoctl', 'node2')))
    expect(away).toEqual({ tool: 'ssh', argv: ['node2', 'rm -f /usr/local/bin/calicoctl'], effect: 'write' })
    for (const change of [
      create(file('/f', 'node2'), { text: 'x' }),
      update(file('/f', 'node2'), { path: ['sha256'], after: hash }),
    ])
      expect(() => made(change)).toThrow('/f on node2 can be created or removed, not changed')
  })
  it('is made host by host', () => {
    const hosts = made(...['a', 'b'].map((host) => create(file('/usr/local/bin/calicoctl', host), { sha256: hash })))
    expect(hosts.map(({ argv }) => argv[0])).toEqual(['a', 'b'])
  })
})

describe('the command of a host’s routes', () => {
  const content = { routes: ['10.0.0.0/26 via 1.1.1.1'], rules: ['pref 1 lookup main', 'pref 2 lookup 10179'] }
  const ref: ObjectRef = { kind: 'HostRoutes', name: 'safety-net', host: 'node1' }
  it('is iproute2 in batch on that host, and nothing where there is no host', () => {
    expect(made(create(ref, content))).toEqual([
      {
        tool: 'ssh',
        argv: ['node1', 'ip', '-batch', '-'],
        stdin:
          'route replace 10.0.0.0/26 via 1.1.1.1 table 10179\nrule add pref 1 lookup main\nrule add pref 2 lookup 10179\n',
        effect: 'write',
      },
    ])
    expect(made(remove(ref, content))[0]?.stdin).toBe(
      'rule del pref 2 lookup 10179\nrule del pref 1 lookup main\nroute flush table 10179\n',
    )
    expect(() => made(update(ref))).toThrow(/never changed/)
  })
})

it('two commands are the same only to the letter', () => {
  const [command] = made(update(node('a'), label('k', undefined, 'v')))
  expect(sameCommand(command!, structuredClone(command!))).toBe(true)
  expect(sameCommand(command!, { ...command!, argv: [...command!.argv, 'b'] })).toBe(false)
  expect(sameCommand(command!, { ...command!, stdin: '' })).toBe(false)
})
