import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { pasteFrom } from '../../../src/cli/ask-switch.ts'
import type { Io } from '../../../src/cli/io.ts'
import { shellWords } from '../../../src/cli/options.ts'
import { speaker } from '../../../src/i18n/translate.ts'

const io = (isTTY: boolean) => {
  const stdin = Object.assign(new PassThrough(), { isTTY })
  let told = ''
  const stderr = {
    write: (text: string) => {
      told += text
    },
  }
  return { stdin, io: { stdin, stderr } as unknown as Io, told: () => told }
}

describe('pasteFrom', () => {
  it('reads up to a dot at a terminal, twice, and says what to paste in both languages', async () => {
    for (const lang of ['en', 'zh-CN'] as const) {
      const world = io(true)
      const paste = pasteFrom(world.io, 'comware7', speaker(lang))
      const first = paste('leaf01', 'peers')
      world.stdin.write(' BGP local router ID: 2.2.2.2\n one\n.\n')
      expect(await first).toBe(' BGP local router ID: 2.2.2.2\n one')
      expect(world.told()).toContain('display bgp peer ipv4')
      expect(world.told()).toContain('leaf01')
      const second = paste('leaf02', 'routes')
      world.stdin.write('two\n.\n')
      expect(await second).toBe('two')
    }
  })

  it('takes all that a pipe brings', async () => {
    const world = io(false)
    const all = pasteFrom(world.io, 'frr', speaker('en'))('leaf01', 'peers')
    world.stdin.end('one\n.\ntwo\n')
    expect(await all).toBe('one\n.\ntwo')
    expect(world.told()).toBe('')
  })
})

describe('shellWords', () => {
  it.each([
    ['ssh ops@leaf01 display bgp peer ipv4', ['ssh', 'ops@leaf01', 'display', 'bgp', 'peer', 'ipv4']],
    [`ssh ops@leaf01 "vtysh -c 'show bgp summary json'"`, ['ssh', 'ops@leaf01', "vtysh -c 'show bgp summary json'"]],
    ["ssh -o 'User Known'=x --opt='a b'c l", ['ssh', '-o', 'User Known=x', '--opt=a bc', 'l']],
    ['cat $(reboot); x | y > z', ['cat', '$(reboot);', 'x', '|', 'y', '>', 'z']],
    ["echo ''", ['echo', '']],
    ["ssh 'open", undefined],
    ['', []],
  ])('%s', (text, words) => {
    expect(shellWords(text)).toEqual(words)
  })
})
