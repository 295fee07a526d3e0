import { defineConfig } from 'vitest/config'

/** Templates are imported as their text, as in the bundle; the lab's runner does the same. */
export const textFiles = {
  name: 'text-files',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    return /\/templates\/.*\.(yaml|cfg)$/.test(id)
      ? { code: `export default ${JSON.stringify(code)}`, map: null }
      : undefined
  },
}

export default defineConfig({
  plugins: [textFiles],
  test: {
    include: ['test/{unit,property,contract,terminal,campaign,process}/**/*.test.ts'],
    testTimeout: 30_000,
    // Two cores are the machine we promise to fit; terminal tests start processes of their own.
    maxWorkers: 2,
  },
})
