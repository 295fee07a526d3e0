import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Say } from '../i18n/translate.ts'
import type { ObservedRoute, ObservedSession } from '../model/observed.ts'
import type { DialectName } from '../switches/dialect.ts'
import { parsePeers, parseRoutes } from '../switches/parse.ts'
import { dialects } from '../switches/render.ts'
import { runProgram } from '../tools/program.ts'
import type { Io } from './io.ts'
import type { Options } from './options.ts'
import type { World } from './world.ts'

/** What a switch showed. `problem` says why it could not be read; then nothing of it is known, which is never fine. */
export interface SwitchSeen {
  /** Absent when only its routes were asked for. */
  sessions?: ObservedSession[]
  routes?: ObservedRoute[]
  problem?: string
}

type What = 'peers' | 'routes'

/** Asks the person at the terminal for what a switch shows. */
export type Paste = (name: string, what: What) => Promise<string>

/** The guide's words, for the switches of a rehearsal. */
const REHEARSED = { peers: 'show bgp peer ipv4', routes: 'show ip routing-table' } as const

/** How the admin said that a switch is asked; undefined when nothing was said. */
function wordsFor(options: Options, name: string, what: What): string[] | undefined {
  return options.switches[what === 'peers' ? name : `${name}:routes`]
}

/** True when asking again may give another answer: a saved or pasted output stays what it was. */
export function isLive(world: World, options: Options, name: string): boolean {
  const words = wordsFor(options, name, 'peers') ?? wordsFor(options, name, 'routes')
  return words ? words[0] !== '-' && !words[0]!.startsWith('@') : world.rehearsal !== undefined
}

/**
 * Asks one switch: by the command line that the admin gave (`--switch leaf01='ssh ops@leaf01 ...'`, argv, never a shell),
 * from a saved output (`leaf01=@FILE`), from a paste (`leaf01=-`); in a rehearsal without any of these the embedded one.
 * @returns undefined when nobody said how to ask it
 */
export async function lookAtSwitch(
  world: World,
  options: Options,
  name: string,
  paste?: Paste,
): Promise<SwitchSeen | undefined> {
  try {
    const peers = await textOf(world, options, name, 'peers', paste)
    const routes = await textOf(world, options, name, 'routes', paste)
    if (peers === undefined && routes === undefined) return undefined
    return {
      ...(peers === undefined ? {} : { sessions: parsePeers(name, peers) }),
      ...(routes === undefined ? {} : { routes: parseRoutes(name, routes) }),
    }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

async function textOf(
  world: World,
  options: Options,
  name: string,
  what: What,
  paste: Paste | undefined,
): Promise<string | undefined> {
  const words = wordsFor(options, name, what)
  if (!words) return rehearsed(world, options, name, what)
  const [first = ''] = words
  if (first === '-') return paste?.(name, what)
  if (first.startsWith('@')) return readFileSync(first.slice(1), 'utf8')
  const answer = await runProgram(words, world.tools.environment, world.tools.timeoutMs)
  if (!answer.ok) throw new Error(answer.reason)
  return answer.stdout
}

/** What the embedded switch says; nothing for one whose other half the admin gives. */
function rehearsed(world: World, options: Options, name: string, what: What): string | undefined {
  const known = world.rehearsal?.fabric.switches.some((device) => device.name === name)
  if (!known || wordsFor(options, name, what === 'peers' ? 'routes' : 'peers')) return undefined
  return world.rehearsal!.switchShow(name, REHEARSED[what])
}

/** Lines from the terminal up to one that holds only a dot, or everything that a pipe brings. */
export function pasteFrom(io: Io, dialect: DialectName, say: Say): Paste {
  const terminal = io.stdin.isTTY === true
  return async (name, what) => {
    if (terminal) io.stderr.write(`${say('switch.paste', { name, command: dialects[dialect].commands[what] })}\n`)
    const lines: string[] = []
    const reader = createInterface({ input: io.stdin, terminal: false })
    try {
      for await (const line of reader) {
        if (terminal && line.trim() === '.') break
        lines.push(line)
      }
    } finally {
      reader.close()
    }
    return lines.join('\n')
  }
}
