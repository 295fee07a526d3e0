import type { Command } from '../model/plan.ts'
import { widthOf } from './text.ts'

/** Quotes an argument for a POSIX shell, only when it needs it. */
export function quoteArgument(argument: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`
}

/**
 * A command as one can paste it: broken with `\` between arguments where it is too wide, its stdin as a here-document.
 * One argument is never broken: pasted, it must stay the same.
 */
export function commandLines(command: Command, width: number): string[] {
  const words = [command.tool === 'internal' ? '#' : command.tool, ...command.argv.map(quoteArgument)]
  const heredoc = command.stdin === undefined ? [] : [`<<'EOF'`]
  const lines = breakCommand([...words, ...heredoc], width)
  if (command.stdin === undefined) return lines
  return [...lines, ...command.stdin.replace(/\n$/, '').split('\n'), 'EOF']
}

/** Words of a shell as lines of at most `width` cells that are one command when pasted; a word alone may be wider. */
export function breakCommand(words: readonly string[], width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line && widthOf(line) + 1 + widthOf(word) + 2 > width) {
      lines.push(`${line} \\`)
      line = `    ${word}`
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
