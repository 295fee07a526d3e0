// Mutation score of journal, engine, plan and lock: every small change to them must be noticed by a test or by a bounded
// campaign. All mutants are compiled in, each behind a switch; two processes play them (test/mutation).
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = join(root, 'node_modules/.cache/mutation')
const apply = ['journal', 'lock', 'file-lock', 'lease', 'drive', 'operation', 'forward', 'backward', 'undo-operation']
const targets = [
  ...readdirSync(join(root, 'src/apply/core')).map((name) => `src/apply/core/${name}`),
  ...apply.map((name) => `src/apply/${name}.ts`),
  ...['changes', 'commands', 'make'].map((name) => `src/plan/${name}.ts`),
]
const testFiles = ['test/unit/apply', 'test/unit/plan']
  .flatMap((dir) => readdirSync(join(root, dir)).map((name) => `${dir}/${name}`))
  .filter((file) => file.endsWith('.test.ts'))
  .concat('test/property/journal.test.ts')
  // Without the campaign a run takes a fraction of the time, and its score is a lower bound.
  .concat(process.argv.includes('--units') ? [] : 'test/mutation/hunts.mutation.ts')

const banner = { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" }
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.17',
  loader: { '.yaml': 'text', '.cfg': 'text' },
  logLevel: 'error',
  banner,
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
await build({
  ...common,
  entryPoints: ['mutants', 'instrument', 'play', 'main'].map((name) => `test/mutation/${name}.ts`),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  external: ['typescript'],
})
const { mutantsOf } = await import(join(out, 'mutants.mjs'))
const { instrument } = await import(join(out, 'instrument.mjs'))
const mutants = targets
  .flatMap((file) => mutantsOf(file, readFileSync(join(root, file), 'utf8')))
  .map((mutant, index) => ({ ...mutant, id: index + 1 }))
writeFileSync(join(out, 'mutants.json'), JSON.stringify(mutants))

// Each file of tests is a bundle of its own: a mutant of what runs while a module is loaded needs only some of them anew.
await build({
  ...common,
  entryPoints: testFiles.map((file, index) => ({ in: `tests:${file}`, out: `tests-${index}` })),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  alias: { vitest: join(root, 'test/mutation/stand-in.ts') },
  plugins: [
    {
      name: 'mutants',
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /^tests:/ }, ({ path }) => ({ path: path.slice('tests:'.length), namespace: 'tests' }))
        onLoad({ filter: /.*/, namespace: 'tests' }, ({ path }) => ({
          contents: `import './${path}'\nexport { tests } from './test/mutation/stand-in.ts'`,
          resolveDir: root,
        }))
        // A test finds what lies beside it from where it is, not from where its bundle is.
        onLoad({ filter: /\.test\.ts$/ }, ({ path }) => ({
          contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
          loader: 'ts',
        }))
        onLoad({ filter: /src\/(apply|plan)\/.*\.ts$/ }, ({ path }) => {
          const file = path.slice(root.length)
          if (!targets.includes(file)) return undefined
          const here = mutants.filter((mutant) => mutant.file === file)
          return { contents: instrument(readFileSync(path, 'utf8'), here), loader: 'ts' }
        })
      },
    },
  ],
})
const bundles = join(out, 'bundles.json')
writeFileSync(bundles, JSON.stringify(testFiles.map((_, index) => join(out, `tests-${index}.mjs`))))
const args = [join(out, 'main.mjs'), join(out, 'play.mjs'), bundles, join(out, 'mutants.json')]
const { status } = spawnSync(process.execPath, [...args, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = status ?? 1
