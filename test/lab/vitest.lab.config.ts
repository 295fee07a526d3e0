import { defineConfig } from 'vitest/config'
import { textFiles } from '../../vitest.config.ts'

// The lab's own runner: real parts, minutes instead of seconds, never part of the everyday `npm test`.
export default defineConfig({
  plugins: [textFiles],
  test: {
    include: ['test/lab/**/*.lab.mjs'],
    testTimeout: 300_000,
    hookTimeout: 240_000,
    // Every suite starts servers of its own; one after the other they fit two cores and do not disturb each other's times.
    fileParallelism: false,
    // Children are tied to the life of the thread that started them, so each file runs in a process, not in a thread.
    pool: 'forks',
  },
})
