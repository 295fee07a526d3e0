import { spawnSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { widthOf } from '../../src/views/text.ts'
import { bundleApp } from './bundle.ts'
import { keys, startTerminal, type Terminal } from './pty.ts'

let app: Awaited<ReturnType<typeof bundleApp>>
let terminal: Terminal

beforeAll(async () => {
  app = await bundleApp(new URL('./app/wizard-app.ts', import.meta.url))
}, 60_000)
afterAll(() => app?.remove())
afterEach(() => terminal?.kill())

const start = (env: Record<string, string> = {}) => {
  terminal = startTerminal([app.file], { env })
  return terminal
}

/** Accepts the proposals up to the review. */
async function acceptSteps(t: Terminal, text: Record<string, string>): Promise<void> {
  await t.see(text['scheme']!)
  t.type(keys.enter)
  await t.see(text['install']!)
  t.type(`n${keys.enter}`)
  await t.see(text['config']!)
  t.type(`l${keys.enter}`)
  for (const question of ['mesh', 'racks', 'labels', 'leafs', 'verify', 'services']) {
    await t.see(text[question]!)
    t.type(keys.enter)
  }
}

const english = {
  scheme: 'How shall the nodes exchange',
  install: 'Install calicoctl?',
  config: 'Write /etc/calico/calicoctl.cfg?',
  mesh: 'Full mesh off, default AS 64512?',
  racks: 'Racks, AS numbers and reflectors:',
  labels: 'Labels rr-group and rr-id?',
  leafs: 'Leaf switches:',
  verify: 'Sessions are read by',
  services: 'Announce 10.233.0.0/18?',
}

const chinese = {
  scheme: '节点之间如何交换路由',
  install: '是否安装 calicoctl',
  config: '写入 /etc/calico/calicoctl.cfg',
  mesh: '关闭全互联，默认 AS 号 64512',
  racks: '机架、AS 号与路由反射器',
  labels: '使用标签 rr-group 和 rr-id',
  leafs: 'leaf 交换机：',
  verify: '会话的读取方式',
  services: '发布 10.233.0.0/18',
}

describe('the conversation in a terminal of 80x24', () => {
  it('is walked with Enter, in English', async () => {
    const t = start()
    await acceptSteps(t, english)
    await t.see('Nothing has been changed so far.')
    t.type(`g${keys.enter}`)
    await t.see('Run it on the built-in cluster?')
    t.type(`y${keys.enter}`)
    await t.see('RESULT {"action":"apply"')
    expect(await t.exit()).toBe(0)
    expect(t.lines().join('\n')).toContain('node1═══node2')
  })

  it('is walked with Enter, in Chinese, aligned', async () => {
    const t = start({ LANG: 'zh_CN.UTF-8' })
    await acceptSteps(t, chinese)
    await t.see('到目前为止没有做任何变更')
    t.type(`q${keys.enter}`)
    await t.see('未做任何变更')
    expect(await t.exit()).toBe(0)
    for (const line of t.lines()) expect(widthOf(line)).toBeLessThanOrEqual(80)
    const at = t.lines().findIndex((line) => /^ +机架 +子网/.test(line))
    const column = widthOf(t.lines()[at]!.split('子网')[0]!)
    expect(widthOf(t.lines()[at + 1]!.split('172.20')[0]!)).toBe(column)
  })

  it('answers a wrong value at once and takes a right one', async () => {
    const t = start()
    await t.see(english.scheme)
    t.type(keys.enter)
    await t.see(english.install)
    t.type(`n${keys.enter}`)
    await t.see(english.config)
    t.type(`l${keys.enter}`)
    await t.see(english.mesh)
    t.type(`n${keys.enter}`)
    await t.see('Default AS number')
    t.type(`\u00150${keys.enter}`)
    await t.see('An AS number is 1 to 4294967295')
    t.type(`\u00151.10${keys.enter}`)
    t.lookAgain()
    await t.see('Full mesh off, default AS 65546?')
  })

  it('goes back', async () => {
    const t = start()
    await t.see(english.scheme)
    t.type(keys.enter)
    await t.see(english.install)
    t.type(`<${keys.enter}`)
    await t.see(english.scheme)
  })

  it('explains on ? and asks again', async () => {
    const t = start()
    await t.see(english.scheme)
    t.type('?')
    t.lookAgain()
    await t.see('In a full mesh every node keeps a session')
    await t.see(english.scheme)
    t.type(keys.enter)
    await t.see(english.install)
  })

  it('ends at Ctrl-C with 130 and a whole terminal', async () => {
    const t = start()
    await t.see(english.scheme)
    t.type(keys.ctrlC)
    await t.see('Nothing was changed.')
    expect(await t.exit()).toBe(130)
    expect(t.raw().lastIndexOf('\u001b[?25h')).toBeGreaterThan(t.raw().lastIndexOf('\u001b[?25l'))
  })

  it('wants the name of a live cluster', async () => {
    const t = start({ LIVE: '1' })
    await acceptSteps(t, english)
    await t.see('Nothing has been changed so far.')
    t.type(`g${keys.enter}`)
    await t.see('Type the name of the context')
    t.type(`yes${keys.enter}`)
    await t.see('Type test, or < to go back')
    t.type(`\u0015test${keys.enter}`)
    t.lookAgain()
    await t.see('RESULT {"action":"apply"')
  })

  it.each([
    ['lines of yes', 'yes\r'.repeat(40)],
    ['a bracketed paste', `\u001b[200~${'yes\rtest now\ry\n'.repeat(10)}\u001b[201~${keys.enter}`],
  ])('takes no pasted text for the name of a live cluster: %s (S29)', async (_, pasted) => {
    const t = start({ LIVE: '1' })
    await acceptSteps(t, english)
    await t.see('Nothing has been changed so far.')
    t.type(`g${keys.enter}`)
    await t.see('Type the name of the context')
    t.type(pasted)
    await t.see('Type test, or < to go back')
    t.type(keys.ctrlC)
    expect(await t.exit()).toBe(130)
    expect(t.raw()).not.toContain('"action":"apply"')
  })

  it('pasted into from its first question it never comes to a change (S29)', async () => {
    const t = start({ LIVE: '1' })
    await t.see(english.scheme)
    // Line by line, so that every question gets some of it.
    for (let line = 0; line < 80; line++) {
      t.type('y\r')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await t.see('Nothing has been changed so far.')
    t.type(keys.ctrlC)
    expect(await t.exit()).toBe(130)
    expect(t.raw()).not.toContain('"action":"apply"')
  })

  it('takes a pace in the review, and shows the plan at that pace', async () => {
    const t = start()
    await acceptSteps(t, english)
    await t.see('Nothing has been changed so far.')
    t.type(`p${keys.enter}`)
    await t.see('How cautiously?')
    t.type(`c${keys.enter}`)
    await t.see('Which rack or node goes first?')
    t.type(`\u0015rr2${keys.enter}`)
    t.lookAgain()
    await t.see('goes first: rr2')
    t.type(`d${keys.enter}`)
    t.lookAgain()
    await t.see('reflector peers: rr2')
    await t.see('Nothing has been changed so far.')
  })

  it('has no colour with NO_COLOR', async () => {
    const t = start({ NO_COLOR: '1' })
    await t.see(english.scheme)
    t.type(keys.enter)
    await t.see(english.install)
    t.type(keys.ctrlC)
    await t.exit()
    expect(t.raw()).not.toMatch(/\u001b\[[0-9;]*[1-9][0-9;]*m/)
  })

  it('draws only ASCII in the C locale', async () => {
    const t = start({ LANG: 'C' })
    await acceptSteps(t, english)
    await t.see('Nothing has been changed so far.')
    for (const line of t.lines()) expect(line).toMatch(/^[\x20-\x7e’]*$/)
  })
})

describe('the conversation for a screen reader', () => {
  it('numbers its choices and redraws nothing', async () => {
    const t = start({ ACCESSIBLE: '1' })
    await t.see('1 route reflectors')
    await t.see('> ')
    t.type('?\r')
    await t.see('In a full mesh every node')
    t.type('9\r')
    await t.see('not one of the choices')
    t.type('1\r')
    await t.see('Install calicoctl?')
    await t.see('> ')
    t.type('<\r')
    await t.see('1 route reflectors')
    await t.see('> ')
    t.type(keys.ctrlC)
    await t.see('Nothing was changed.')
    expect(await t.exit()).toBe(130)
    expect(t.raw()).not.toMatch(/\u001b\[\d*A/)
  })
})

describe('without a terminal', () => {
  it.each([
    ['nothing', ''],
    ['a pipe that says yes', 'y\ny\ny\n'],
  ])('asks nothing of %s, names the way out and ends with 2', (_name, input) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [app.file], { input, encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toContain('--answers FILE')
    expect(stdout).toBe('')
  })
})
