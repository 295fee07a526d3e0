import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

// What the README shows is what the program prints. After a change of the views or the forecast:
// CRRW_RECORD=1 npx vitest run test/terminal/readme.test.ts
const root = fileURLToPath(new URL('../..', import.meta.url))
const file = join(root, 'README.md')
const record = process.env['CRRW_RECORD'] !== undefined
const scratch = mkdtempSync(join(tmpdir(), 'crrw-readme-'))
const slow = 300_000
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function run(args: string[]) {
  return spawnSync(process.execPath, [join(root, 'bin/calico-rr-wizard.js'), ...args], {
    input: '',
    encoding: 'utf8',
    cwd: scratch,
    env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: '', NO_COLOR: '1' },
    timeout: slow,
  })
}

/** The block of the README behind `<!-- recorded: NAME -->`; in recording mode it becomes `printed`. */
function recorded(name: string, printed: string): string {
  const readme = readFileSync(file, 'utf8')
  const pattern = new RegExp(`(<!-- recorded: ${name} -->\\n\\n)((?: {4}.*\\n|\\n(?= {4}))+)`)
  const match = pattern.exec(readme)
  if (!match) throw new Error(`the README has no recorded block "${name}"`)
  if (!record) return match[2]!.replace(/^ {4}/gm, '')
  const block = printed.replace(/^(?=.)/gm, '    ')
  writeFileSync(
    file,
    readme.replace(pattern, () => match[1]! + block),
  )
  return printed
}

/** Lines of a text from the first that matches up to, but without, the next that matches `end`. */
function part(text: string, start: RegExp, end: RegExp): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => start.test(line))
  const length = lines.slice(from).findIndex((line) => end.test(line))
  return `${lines
    .slice(from, length < 0 ? undefined : from + length)
    .join('\n')
    .trimEnd()}\n`
}

describe('the README', () => {
  it(
    'shows the plan as it is printed',
    () => {
      const { status, stderr } = run(['plan', '--scenario', 'guide', '--answers', 'guide'])
      expect(status).toBe(0)
      const plan = part(stderr, /spine AS/, /^# 1/)
      expect(recorded('plan', plan)).toBe(plan)
    },
    slow,
  )

  it(
    'shows the end of the rehearsal as it is printed: a log without colour and without redrawing',
    () => {
      const { status, stderr } = run(['rehearse', '--answers', 'guide', '--yes'])
      expect(status).toBe(0)
      expect(stderr).not.toContain('\u001b')
      const proof = part(stderr, /^ {2}node +forecast/, /^ {2}A rehearsal/)
      expect(proof).toContain('6 of 6 nodes, 2 of 2 switches as forecast')
      expect(recorded('proof', proof)).toBe(proof)
    },
    slow,
  )

  it('links to files that are there', () => {
    const links = [...readFileSync(file, 'utf8').matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1]!)
    expect(links.length).toBeGreaterThan(5)
    expect(links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, link)))).toEqual([])
  })

  it('names only commands and flags that there are', () => {
    const text = readFileSync(file, 'utf8')
    const flags = [...text.matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map((match) => match[0])
    const help = ['', 'rehearse', 'plan', 'apply', 'forecast']
      .map((verb) => run([verb, '--help'].filter(Boolean)).stdout)
      .join('\n')
    expect([...new Set(flags)].filter((flag) => !help.includes(flag))).toEqual([])
  })
})
