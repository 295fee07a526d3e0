import type { View, ViewOptions } from './view.ts'

/** One JSON object a line on stdout, without colour; the last line is the result. Keys and codes are never translated. */
export function makeJsonView(options: ViewOptions): View {
  const now = options.now ?? Date.now
  return {
    emit(event) {
      const { type, ...rest } = event
      const time = new Date(now()).toISOString()
      options.stdout.write(`${JSON.stringify({ type, time, ...rest })}\n`)
    },
    async settle() {},
    async close() {},
  }
}
