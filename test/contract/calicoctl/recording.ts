import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One command of the real programs, as it was recorded. */
export interface Recording {
  name: string
  argv: string[]
  env: Record<string, string | null>
  files: Record<string, string>
  stdin: string | undefined
  stdout: string
  stderr: string
  code: number
}

/** All recordings of a version, in the order they were made. */
export function readRecordings(directory: string): Recording[] {
  return readdirSync(directory)
    .filter((name) => /^\d+-.*\.txt$/.test(name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((name) => parse(name, readFileSync(join(directory, name), 'utf8')))
}

function parse(name: string, text: string): Recording {
  const [head = '', ...sections] = text.split(/--- (?=file |stdin\n|stdout\n|stderr\n|rc=)/)
  const [command = '', ...settings] = head.trimEnd().split('\n')
  const recording: Recording = {
    name,
    argv: command.replace(/^\$ /, '').split(' '),
    env: {},
    files: {},
    stdin: undefined,
    stdout: '',
    stderr: '',
    code: 0,
  }
  for (const line of settings) {
    for (const match of line.matchAll(/'([A-Z_]+)': (?:None|'([^']*)')/g)) {
      recording.env[match[1] as string] = match[2] ?? null
    }
  }
  for (const section of sections) {
    const at = section.indexOf('\n')
    const title = section.slice(0, at < 0 ? undefined : at)
    const body = at < 0 ? '' : section.slice(at + 1)
    if (title.startsWith('file ')) recording.files[title.slice(5)] = body
    else if (title === 'stdin') recording.stdin = body
    else if (title === 'stdout') recording.stdout = body
    else if (title === 'stderr') recording.stderr = body
    else recording.code = Number(/^rc=(\d+)/.exec(title)?.[1])
  }
  return recording
}
