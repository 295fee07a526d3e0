import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Trusted, trustChecks } from '../../../src/cli/trust.ts'
import { kubeconfigRisks } from '../../../src/cluster/kubeconfig-risks.ts'
import { speaker } from '../../../src/i18n/translate.ts'

const kubeconfig = (cluster: object, user: object): string =>
  JSON.stringify({
    'current-context': 'prod',
    contexts: [
      { name: 'other', context: { cluster: 'o', user: 'o' } },
      { name: 'prod', context: { cluster: 'c', user: 'u' } },
    ],
    clusters: [
      { name: 'o', cluster: { server: 'http://other' } },
      { name: 'c', cluster },
    ],
    users: [{ name: 'u', user }],
  })
const safe = kubeconfig({ server: 'https://10.0.0.1:6443', 'certificate-authority-data': 'x' }, { token: 't' })

describe('what a kubeconfig brings along', () => {
  it.each([
    ['nothing', safe, []],
    ['a program', kubeconfig({ server: 'https://a' }, { exec: { command: 'aws', args: ['eks'] } }), ['exec']],
    ['no check', kubeconfig({ server: 'https://a', 'insecure-skip-tls-verify': true }, {}), ['no-tls-check']],
    ['no TLS', kubeconfig({ server: 'http://a' }, {}), ['plain-http']],
    ['a proxy', kubeconfig({ server: 'https://a', 'proxy-url': 'http://p' }, {}), ['proxy']],
    ['no YAML', '{', ['unreadable']],
    [
      'a bomb',
      `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\ne: &e [*d,*d]\nf: [*e,*e]\ng: [*e,*e]\n`,
      ['unreadable'],
    ],
    ['too much', `# ${'x'.repeat(1024 * 1024)}`, ['unreadable']],
    ['no file of this kind', '- 1', []],
    ['empty', '', []],
  ])('%s', (_, text, risks) => {
    expect(kubeconfigRisks(text as string, undefined).map((risk) => risk.risk)).toEqual(risks)
  })
  it('is looked for in the context that is used', () => {
    expect(kubeconfigRisks(safe, 'other')).toEqual([{ risk: 'plain-http', server: 'http://other' }])
    expect(
      kubeconfigRisks(kubeconfig({ server: 'https://a' }, { exec: { command: 'x', args: ['y'] } }), 'prod'),
    ).toEqual([{ risk: 'exec', command: 'x y' }])
  })
})

describe('before anything is started', () => {
  let dir: string
  let trusted: Trusted
  const uid = process.getuid?.() ?? 0
  const say = speaker('en')
  const found = (self: { uid: number; sudoUid?: number } = { uid }) =>
    trustChecks(trusted, say, self).map((check) => `${check.name} ${check.status} ${check.text}`)
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'crrw-trust-'))
    mkdirSync(join(dir, 'bin'))
    for (const name of ['kubectl', 'calicoctl', 'config']) writeFileSync(join(dir, 'bin', name), safe, { mode: 0o700 })
    chmodSync(join(dir, 'bin/config'), 0o600)
    trusted = {
      kubectl: join(dir, 'bin/kubectl'),
      calicoctl: join(dir, 'bin/calicoctl'),
      ssh: undefined,
      kubeconfig: join(dir, 'bin/config'),
      context: undefined,
      environment: {},
    }
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('a host in order is silent, and so is one without a kubeconfig', () => {
    expect(found()).toEqual([])
    trusted = { ...trusted, kubeconfig: join(dir, 'none') }
    expect(found()).toEqual([])
  })
  it('a program that others may replace is refused by name (S16)', () => {
    chmodSync(join(dir, 'bin/calicoctl'), 0o777)
    expect(found()).toEqual([expect.stringMatching(/^trust fail .*bin\/calicoctl.*writable for everyone/)])
    chmodSync(join(dir, 'bin/calicoctl'), 0o700)
    chmodSync(join(dir, 'bin'), 0o777)
    expect(found()).toHaveLength(2)
  })
  it.each([
    [0o600, undefined],
    [0o640, 'trust warn'],
    [0o604, 'trust warn'],
    [0o620, 'trust fail'],
    [0o602, 'trust fail'],
    [0o666, 'trust fail'],
  ])('a kubeconfig of mode %o (S11)', (mode, said) => {
    chmodSync(join(dir, 'bin/config'), mode)
    expect(found().map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(said === undefined ? [] : [said])
  })
  it('a kubeconfig of somebody else is refused, unless it is ours through sudo', () => {
    // Root's files are nobody else's: root gives one away, anybody else looks on as somebody else.
    const stranger = uid === 0 ? 4711 : uid
    const self = uid === 0 ? 0 : 4711
    if (uid === 0) chownSync(join(dir, 'bin/config'), stranger, stranger)
    expect(found({ uid: self })).toEqual([expect.stringContaining(`belongs to user ${stranger}`)])
    expect(found({ uid: self, sudoUid: stranger })).toEqual([])
  })
  it('a program in a kubeconfig is shown, missing TLS forbids changes, proxies are named without their address', () => {
    const text = kubeconfig({ server: 'http://a' }, { exec: { command: 'sh', args: ['-c', 'x\u001b[2J'] } })
    writeFileSync(join(dir, 'bin/config'), text)
    trusted = { ...trusted, environment: { HTTPS_PROXY: 'http://user:secret@proxy' } }
    const lines = found()
    expect(lines[0]).toMatch(/^trust warn .*sh -c x$/)
    expect(lines[1]).toMatch(/^tls fail .*without TLS/)
    expect(lines[2]).toBe('trust warn a proxy is set by HTTPS_PROXY')
  })
})
