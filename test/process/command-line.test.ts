import { describe, expect, it } from 'vitest'
import { verbs } from '../../src/cli/verbs.ts'
import { widthOf } from '../../src/views/text.ts'
import { wizard } from './wizard.ts'

// The command line itself, before any command begins. Wrong ones that are told the same way in every language stand in
// bad-input.test.ts; here is what a language or the end of the line decides.

const limit = 60_000
const chinese = /\p{Script=Han}/u
const commands = [[], ...verbs.map(({ name }) => [name]), ['bundle']]

describe.each([
  ['en', { LC_ALL: 'en_GB.UTF-8' }],
  ['zh-CN', { LC_ALL: 'zh_CN.UTF-8' }],
] as const)('--help in %s', (lang, env) => {
  it.each(commands)('of "%s" fits 80 columns and is in that language', { timeout: limit }, async (...words) => {
    const help = await wizard([...words, '--help'], { env })
    expect([help.code, help.stderr]).toEqual([0, ''])
    const lines = help.stdout.split('\n')
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([])
    expect(lines.length).toBeGreaterThan(20)
    const [heading, example] = lines
    expect(heading).toMatch(lang === 'en' ? /^Examples:$/ : /^示例：$/)
    expect(example).toMatch(/^ {2}calico-rr-wizard/)
    if (lang === 'en') expect(help.stdout).not.toMatch(chinese)
    else {
      // Every flag, command and exit code has its words; names, values and words of a shell stay what they are.
      const entries = lines.filter((line) => /^ {2}(-|\d|calico-rr-wizard|[a-z-]+(\|[a-z]+)?( [[<]| {2}))/.test(line))
      expect(entries.length).toBeGreaterThan(20)
      expect(entries.filter((line) => !chinese.test(line))).toEqual([])
      const prose = help.stdout.replace(/^ {2}calico-rr-wizard .*$/gm, '')
      expect(prose).not.toMatch(/[a-z]{2,} [a-z]{2,} [a-z]{2,}/)
    }
    expect(help.stdout).not.toMatch(/\{\w+\}|undefined/)
  })
})

describe('the language of a mistake', () => {
  it.each([
    ['the environment', [], { LC_ALL: '', LANG: 'zh_CN.UTF-8' }, chinese],
    ['--lang before the mistake', ['--lang', 'zh-CN'], { LANG: 'en_US.UTF-8' }, chinese],
    ['--lang=', ['--lang=zh-CN'], {}, chinese],
    ['--lang against the environment', ['--lang', 'en'], { LC_ALL: 'zh_CN.UTF-8' }, /there is no flag/],
  ] as const)('comes from %s', { timeout: limit }, async (_name, before, env, says) => {
    const ended = await wizard([...before, 'plan', '--jsno', '--json'], { env })
    expect(ended.code).toBe(2)
    expect(ended.stderr.split('\n')[0]).toMatch(/^E_USAGE: /)
    expect(ended.stderr.split('\n')[0]).toMatch(says)
    // The last line is for programs and reads the same everywhere.
    expect(ended.result).toMatchObject({
      type: 'result',
      outcome: 'refused',
      error: { code: 'E_USAGE', message: 'there is no flag "--jsno"', where: '--jsno' },
    })
    expect((ended.result['error'] as { remedies: string[] }).remedies[0]).toBe('did you mean --json?')
  })

  it('of a language that is none comes from the environment', { timeout: limit }, async () => {
    const ended = await wizard(['status', '--lang', 'fr', '--json'], { env: { LC_ALL: 'zh_CN.UTF-8' } })
    expect([ended.code, ended.result['outcome']]).toEqual([2, 'refused'])
    expect(ended.result['error']).toMatchObject({ code: 'E_USAGE', where: '--lang' })
    expect(ended.stderr).toMatch(chinese)
  })
})

describe('a flag at the end without its value', () => {
  it.each([
    ['--answers', ['apply', '--json', '--yes', '--answers']],
    ['--switch', ['--json', 'verify', '--switch']],
  ])('%s is refused', { timeout: limit }, async (flag, args) => {
    const ended = await wizard(args)
    expect(ended.code).toBe(2)
    expect(ended.result).toMatchObject({ outcome: 'refused', error: { code: 'E_USAGE', where: flag } })
    expect(ended.stderr).toContain('needs a value')
  })
})

describe('a command with a slip in it', () => {
  it('is refused with the nearest one, in both languages', { timeout: limit }, async () => {
    const args = ['rehaerse', '--yes', '--json']
    const [english, zh] = [await wizard(args), await wizard(args, { env: { LC_ALL: 'zh_CN.UTF-8' } })]
    for (const ended of [english, zh]) {
      expect(ended.code).toBe(2)
      expect(ended.result).toMatchObject({
        outcome: 'refused',
        error: { code: 'E_USAGE', message: 'there is no command "rehaerse"', where: 'the first word' },
      })
    }
    expect(english.stderr).toContain('did you mean "rehearse"?')
    expect(zh.stderr).toMatch(/没有命令“rehaerse”[\s\S]*第一个词[\s\S]*“rehearse”[\s\S]*命令：rehearse, plan/)
  })
})

describe('the wizard itself without a terminal', () => {
  it('shows help, exits 2, and has a result for programs', { timeout: limit }, async () => {
    const [text, json] = [await wizard([]), await wizard(['--json'], { env: { LC_ALL: 'zh_CN.UTF-8' } })]
    expect([text.code, json.code]).toEqual([2, 2])
    expect(text.stdout).toBe('')
    expect(text.stderr).toMatch(/^Examples:[\s\S]*Usage: calico-rr-wizard[\s\S]*E_NO_TERMINAL: /)
    expect(json.result).toMatchObject({ type: 'result', outcome: 'refused', error: { code: 'E_NO_TERMINAL' } })
    expect(json.stderr).toMatch(/^示例：[\s\S]*E_NO_TERMINAL: .*终端/)
  })
})

describe('shared flags', () => {
  const shared: [flag: string, ...value: string[]][] = [
    ['--answers', 'guide'],
    ['--yes'],
    ['--dry-run'],
    ['--json'],
    ['--order', 'guide'],
    ['--lang', 'en'],
    ['--kubeconfig', 'none'],
    ['--context', 'none'],
    ['--calicoctl', '/none'],
    ['--kubectl', '/none'],
    ['--state-dir', '/none'],
    ['--color', 'never'],
    ['--debug'],
  ]

  it.each(verbs.map(({ name }) => name))(
    'are taken by %s, or refused with a reason',
    { timeout: limit },
    async (name) => {
      for (const [flag, ...value] of shared) {
        // The wrong order of colours is refused before anything begins, and behind the parsing of every flag.
        const ended = await wizard([
          name,
          flag,
          ...value,
          '--color',
          'none',
          ...(name === 'forecast' ? ['x.yaml'] : []),
          '--json',
        ])
        expect(ended.code).toBe(2)
        const error = ended.result['error'] as { code: string; message: string; where: string; remedies: string[] }
        expect(error.code).toBe('E_USAGE')
        if (error.where === '--color') continue
        expect([error.where, error.message]).toEqual([flag, `${name} does not take ${flag}`])
        expect(error.remedies[0]).toMatch(new RegExp(`^${name} .{20,}`))
      }
    },
  )
})
