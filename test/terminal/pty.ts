import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'

/** Keys as a terminal sends them. */
export const keys = {
  enter: '\r',
  up: '\u001b[A',
  down: '\u001b[B',
  ctrlC: '\u0003',
} as const

/** A program in a real pseudo terminal, and what a person would see on its screen. */
export interface Terminal {
  /** Waits until the text (or pattern) is on the screen or in the scrollback, after what was awaited before. */
  see(what: string | RegExp, timeoutMs?: number): Promise<void>
  /** The next `see` looks at the whole screen again: what was awaited has been erased since. */
  lookAgain(): void
  type(text: string): void
  /** Every line so far, scrollback included. */
  lines(): string[]
  /** Lines that were longer than the screen is wide, as a whole: the terminal had to break them. */
  broken(): string[]
  /** Raw bytes so far. */
  raw(): string
  /** Exit code, once it has ended. */
  exit(timeoutMs?: number): Promise<number>
  kill(): void
  /** Closes the window, as somebody does who is in a hurry: the program gets a hang-up and has no terminal any more. */
  closeWindow(): void
}

function literally(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Starts a program in a pseudo terminal of the given size. */
export function startTerminal(
  argv: string[],
  options: { columns?: number; rows?: number; env?: Record<string, string | undefined>; cwd?: string } = {},
): Terminal {
  const { columns = 80, rows = 24 } = options
  const screen = new headless.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true })
  const env: Record<string, string> = {}
  const wanted = { ...process.env, TERM: 'xterm-256color', LANG: 'en_US.UTF-8', ...options.env }
  // Variables of the machine that runs the tests must not decide how things look.
  const neutral = [
    'CI',
    'NO_COLOR',
    'FORCE_COLOR',
    'LC_ALL',
    'LC_MESSAGES',
    'LANGUAGE',
    'ACCESSIBLE',
    'VITEST',
    'NODE_ENV',
  ]
  for (const [name, value] of Object.entries(wanted))
    if (value !== undefined && (!neutral.includes(name) || name in (options.env ?? {}))) env[name] = value
  const child = spawn(process.execPath, argv, {
    cols: columns,
    rows,
    env,
    cwd: options.cwd ?? fileURLToPath(new URL('../..', import.meta.url)),
  })
  let bytes = ''
  let seen = 0
  let code: number | undefined
  let drawn = Promise.resolve()
  child.onData((data) => {
    bytes += data
    drawn = drawn.then(() => new Promise<void>((resolve) => screen.write(data, resolve)))
  })
  child.onExit(({ exitCode, signal }) => {
    code = signal ? 128 + signal : exitCode
  })

  const lines = (): string[] => {
    const buffer = screen.buffer.active
    const all = Array.from({ length: buffer.length }, (_, y) => buffer.getLine(y)?.translateToString(true) ?? '')
    while (all.length > 0 && all.at(-1) === '') all.pop()
    return all
  }
  const text = () => lines().join('\n')

  const until = async (test: () => boolean, timeoutMs: number, what: string): Promise<void> => {
    const end = Date.now() + timeoutMs
    for (;;) {
      await drawn
      if (test()) return
      if (Date.now() > end) throw new Error(`not seen within ${timeoutMs} ms: ${what}\n--- screen ---\n${text()}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  return {
    async see(what, timeoutMs = 15_000) {
      // A text may be wrapped anywhere between its words.
      const words = typeof what === 'string' ? what.split(' ').map(literally).join('\\s+') : what
      const pattern = new RegExp(words)
      const find = (): number => {
        const match = pattern.exec(text().slice(seen))
        return match ? match.index + match[0].length : -1
      }
      await until(() => find() >= 0 || code !== undefined, timeoutMs, String(what))
      await drawn
      if (find() < 0) throw new Error(`ended (${code}) without ${String(what)}\n--- screen ---\n${text()}`)
      seen += find()
    },
    lookAgain: () => {
      seen = 0
    },
    type: (input) => child.write(input),
    lines,
    broken() {
      const buffer = screen.buffer.active
      const found: string[] = []
      for (let y = 0; y < buffer.length; y++) {
        if (!buffer.getLine(y)?.isWrapped) continue
        const rest = buffer.getLine(y)!.translateToString(true)
        if (buffer.getLine(y - 1)?.isWrapped && found.length > 0) found.push(found.pop() + rest)
        else found.push((buffer.getLine(y - 1)?.translateToString(true) ?? '') + rest)
      }
      return found
    },
    raw: () => bytes,
    async exit(timeoutMs = 15_000) {
      await until(() => code !== undefined, timeoutMs, 'the end of the program')
      return code!
    },
    kill: () => {
      if (code === undefined) child.kill('SIGKILL')
    },
    // Part of every pseudo terminal of node-pty on Unix, and of no interface of it.
    closeWindow: () => (child as unknown as { destroy(): void }).destroy(),
  }
}
