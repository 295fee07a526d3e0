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

/** The everyday tests take about five minutes on two cores; what plays many variants of one thing is a long test. */
const long = 'test/**/*.long.test.ts'

export default defineConfig({
  plugins: [textFiles],
  test: {
    testTimeout: 30_000,
    // Two cores are the machine we promise to fit; terminal tests start processes of their own.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'everyday',
          include: ['test/{unit,property,contract,terminal,campaign,process}/**/*.test.ts'],
          exclude: [long],
        },
      },
      { extends: true, test: { name: 'long', include: [long] } },
    ],
  },
})
