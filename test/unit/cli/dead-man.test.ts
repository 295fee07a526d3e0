import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseDeadMan } from '../../../src/cli/dead-man.ts'
import { timerEnvironment } from '../../../src/cli/dead-man-environment.ts'
import { timerFlags } from '../../../src/cli/dead-man-flags.ts'
import { checkOptions, type RawOptions } from '../../../src/cli/options.ts'
import type { Toolbox } from '../../../src/tools/runner.ts'
import { readService } from '../../process/systemd-unit.ts'

const runId = '20261129-120000-abcd'
let dir: string
beforeEach(() => {
  // Whoever names directories like this has the right to.
  dir = mkdtempSync(join(tmpdir(), 'crrw dead%h $PATH ${HOME} "x" '))
  for (const name of ['units', 'state', 'home/.kube', 'program/bin', 'bin'])
    mkdirSync(join(dir, name), { recursive: true })
  mkdirSync(join(dir, 'state', runId))
  writeFileSync(join(dir, 'home/.kube/config'), '')
  program('kubectl', 'echo namespace/kube-system')
})
afterEach(() => rmSync(dir, { recursive: true }))

/** A program of a few words of shell. @returns its path */
function program(name: string, text: string): string {
  const path = join(dir, 'bin', name)
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
  return path
}

function toolbox(more: Partial<Toolbox> = {}): Toolbox {
  return {
    kubectl: join(dir, 'bin/kubectl'),
    calicoctl: () => '/opt/calico/calicoctl',
    ssh: '/opt/ssh',
    kubeconfig: undefined,
    context: undefined,
    calicoctlConfig: '',
    allowVersionMismatch: false,
    environment: {
      HOME: join(dir, 'home'),
      PATH: `/usr/bin:relative:${dir}/bin`,
      AWS_SECRET_ACCESS_KEY: 'no',
      SUDO_UID: '1000',
    },
    timeoutMs: 5000,
    internal: { hostRoot: '/', binaries: '' },
    ...more,
  }
}

function choose(raw: RawOptions = {}, tools = toolbox()) {
  const where = { units: join(dir, 'units'), running: dir, user: 0 }
  const systemctl = async () => ({ exitCode: 0, stderr: '' })
  const world = { rehearsal: undefined, tools, stateDir: join(dir, 'state') }
  return chooseDeadMan(world, checkOptions(raw), { systemctl, where, programDir: join(dir, 'program') })
}

async function armed(raw: RawOptions = {}, tools = toolbox()) {
  await choose(raw, tools).arm(runId)
  return readService(readFileSync(join(dir, 'units', `calico-rr-wizard-${runId}.service`), 'utf8'))
}

/** Value of a flag, or undefined. */
const flag = (argv: string[], name: string) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined)

describe('the unit of the timer', () => {
  it('runs the copy of the program beside the journal, whatever the directory is called', async () => {
    const { argv } = await armed()
    expect(argv.slice(0, 7)).toEqual([
      process.execPath,
      join(dir, 'state', runId, 'program/bin/calico-rr-wizard.js'),
      'rollback',
      runId,
      '--if-expired',
      '--state-dir',
      join(dir, 'state'),
    ])
  })

  it('names every program by the path that the run found', async () => {
    const { argv } = await armed({ calicoctl: 'calicoctl' })
    expect(flag(argv, '--kubectl')).toBe(join(dir, 'bin/kubectl'))
    expect(flag(argv, '--calicoctl')).toBe('/opt/calico/calicoctl')
    expect(flag(argv, '--ssh')).toBe('/opt/ssh')
  })

  it('leaves calicoctl open while the run may still put one at its place', () => {
    const tools = toolbox({ internal: { hostRoot: dir, binaries: '' } })
    const named = (raw: RawOptions) => flag(timerFlags(tools, checkOptions(raw)), '--calicoctl')
    expect(named({})).toBeUndefined()
    expect(named({ calicoctl: '/opt/calico/calicoctl' })).toBe('/opt/calico/calicoctl')
    mkdirSync(join(dir, 'usr/local/bin/calicoctl'), { recursive: true })
    expect(named({})).toBe('/opt/calico/calicoctl')
  })

  it.each([undefined, '/etc/kubernetes/admin.conf'])('names the kubeconfig in use: given %s', async (kubeconfig) => {
    const { argv } = await armed({}, toolbox({ kubeconfig }))
    expect(flag(argv, '--kubeconfig')).toBe(kubeconfig ?? join(dir, 'home/.kube/config'))
  })

  it('hands on what else decides how the cluster is asked', async () => {
    const words = ['ssh', 'ops@leaf01', `it's "x" $HOME %h`, 'show bgp']
    const { argv } = await armed(
      {
        commandTimeout: '7m',
        statusVia: 'ssh',
        unverified: true,
        dialect: 'comware7',
        lang: 'zh-CN',
        switch: [`leaf01=ssh ops@leaf01 'it'"'"'s "x" $HOME %h' 'show bgp'`, 'leaf02=@/saved', 'leaf03=-'],
      },
      toolbox({ context: 'a b%c' }),
    )
    expect(flag(argv, '--context')).toBe('a b%c')
    expect(flag(argv, '--status-via')).toBe('ssh')
    expect(flag(argv, '--lang')).toBe('zh-CN')
    expect(argv).toContain('--unverified')
    // As the program itself reads them.
    const given = checkOptions({
      commandTimeout: flag(argv, '--command-timeout')!,
      switch: argv.filter((_, index) => argv[index - 1] === '--switch'),
    })
    expect(given.commandTimeoutMs).toBe(420_000)
    expect(given.switches).toEqual({ leaf01: words })
  })

  it('has the variables that lead to the cluster, and no secret', async () => {
    const { environment } = await armed()
    expect(environment).toEqual({ HOME: join(dir, 'home'), PATH: `/usr/bin:${dir}/bin`, SUDO_UID: '1000' })
    expect(timerEnvironment({ https_proxy: 'http://p:3128', NO_PROXY: '10.0.0.0/8', SSH_AUTH_SOCK: '/tmp/x' })).toEqual(
      {
        https_proxy: 'http://p:3128',
        NO_PROXY: '10.0.0.0/8',
      },
    )
  })
})

describe('a timer is refused', () => {
  const reason = (raw: RawOptions = {}, more: Partial<Toolbox> = {}) => choose(raw, toolbox(more)).impossible()

  it('not where it can do its work', async () => {
    expect(await reason()).toBeUndefined()
  })
  it('where kubectl finds its cluster without a kubeconfig', async () => {
    expect(await reason({}, { environment: { HOME: dir, PATH: '/usr/bin:/bin' } })).toMatch(/^no kubeconfig is in use/)
  })
  it('where kubectl needs a variable of the session', async () => {
    program('kubectl', '[ -n "$AWS_PROFILE" ] || { echo "exec plugin: no profile" >&2; exit 1; }')
    const environment = { ...toolbox().environment, AWS_PROFILE: 'x' }
    expect(await reason({}, { environment })).toMatch(/^kubectl does not reach .*: exec plugin: no profile$/)
  })
  it('where a switch answers only to the session', async () => {
    const ask = program('ask', '[ -n "$SSH_AUTH_SOCK" ] || { echo "Permission denied" >&2; exit 255; }')
    const environment = { ...toolbox().environment, SSH_AUTH_SOCK: '/run/agent' }
    expect(await reason({ switch: [`leaf01='${ask}'`] }, { environment })).toMatch(
      /^switch leaf01 does not answer .*: Permission denied$/,
    )
  })
  it('where it would show a password', async () => {
    const environment = { ...toolbox().environment, HTTPS_PROXY: 'http://me:secret@proxy:3128' }
    const said = await reason({}, { environment })
    expect(said).toMatch(/^HTTPS_PROXY may hold a password/)
    expect(said).not.toContain('secret')
  })
  it('and left to the process itself in a rehearsal that another process runs', () => {
    expect(choose({}, toolbox({ internal: { hostRoot: dir, binaries: '' } })).method).toBe('foreground')
  })
})
