import type { Look } from '../views/look.ts'

/**
 * How prompts look. Inquirer colours with `styleText`, which on Node 20 knows neither NO_COLOR nor pipes, and has Unicode
 * signs of its own: every style and sign is replaced by ours, decided once.
 */
export function promptTheme({ paint, say }: Look) {
  const same = (text: string) => text
  return {
    prefix: { idle: '?', done: paint.good('*') },
    spinner: { interval: 200, frames: ['-', '\\', '|', '/'] },
    icon: { cursor: '>' },
    style: {
      answer: paint.strong,
      message: (text: string) => paint.strong(text),
      error: (text: string) => paint.bad(`! ${text}`),
      defaultAnswer: (text: string) => paint.dim(`(${text})`),
      help: paint.dim,
      highlight: paint.strong,
      key: (text: string) => `<${text}>`,
      disabled: paint.dim,
      description: same,
      keysHelpTip: () => paint.dim(say('ask.keys')),
    },
  }
}
