import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,property,contract,terminal,campaign,process}/**/*.test.ts'],
    testTimeout: 30_000,
    // Two cores are the machine we promise to fit; terminal tests start processes of their own.
    maxWorkers: 2,
  },
})
