// Bundles the program: one entry with lazily loaded chunks, and the stand-ins of the rehearsal as entries of their own.
// The published package then needs no other package at run time.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))

const entries = {
  main: 'src/cli/main.ts',
  'standin-kubectl': 'src/rehearsal/standins/kubectl-main.ts',
  'standin-calicoctl': 'src/rehearsal/standins/calicoctl-main.ts',
  'standin-ssh': 'src/rehearsal/standins/ssh-main.ts',
  campaign: 'test/campaign/main.ts',
}
const entryPoints = Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(`${root}${file}`)))

/** Commander loads what it would start other programs with; the wizard's commands are all its own. */
const withoutChildProcess = {
  name: 'without-child-process',
  setup({ onResolve }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('/commander/') ? { path: `${root}scripts/no-child-process.mjs` } : undefined,
    )
  },
}

const result = await build({
  absWorkingDir: root,
  entryPoints,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  minify: true,
  legalComments: 'none',
  metafile: true,
  loader: { '.yaml': 'text', '.cfg': 'text' },
  // Chinese as it is: escaped, every character takes twice the room.
  charset: 'utf8',
  alias: {
    // The editor prompt is never used and would bring half a megabyte of character sets along.
    '@inquirer/editor': `${root}scripts/no-editor.mjs`,
    'cli-spinners': `${root}scripts/few-spinners.mjs`,
    // One library measures texts, here and in what draws with them; the other brings a table of emoji along.
    'string-width': `${root}node_modules/fast-string-width/dist/index.js`,
    // The same library as ES modules, of which the bundle takes what is used.
    yaml: `${root}node_modules/yaml/browser/dist/index.js`,
  },
  define: { 'globalThis.CRRW_VERSION': JSON.stringify(version) },
  plugins: [withoutChildProcess],
  logLevel: 'warning',
})
// CommonJS packages inside an ESM bundle still call require() for Node's own modules: the one chunk through which they do
// gets it, without the loading that createRequire() would cost at every start.
for (const name of Object.keys(result.metafile.outputs)) {
  const file = `${root}${name}`
  const text = readFileSync(file, 'utf8')
  if (/\btypeof require\b/.test(text)) writeFileSync(file, `const require=process.getBuiltinModule;${text}`)
}
// A program that is running loads its chunks from here when it needs them: what an earlier build left goes only after a while.
const KEEP_MS = 10 * 60 * 1000
const made = new Set([...Object.keys(result.metafile.outputs), 'dist/THIRD_PARTY_NOTICES.md'])
for (const name of readdirSync(`${root}dist`))
  if (
    !made.has(`dist/${name}`) &&
    name !== 'meta.json' &&
    Date.now() - statSync(`${root}dist/${name}`).mtimeMs > KEEP_MS
  )
    rmSync(`${root}dist/${name}`, { recursive: true, force: true })
writeFileSync(`${root}dist/THIRD_PARTY_NOTICES.md`, notices(result.metafile))
writeFileSync(`${root}dist/meta.json`, JSON.stringify(result.metafile))

/** Names, versions and licence texts of everything that is inside the bundle. */
function notices(metafile) {
  const names = new Set()
  for (const input of Object.keys(metafile.inputs)) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input)
    if (match) names.add(input.slice(0, match.index + match[0].length - 1))
  }
  const parts = [...names].sort().map((directory) => {
    const { name, version: of, license } = JSON.parse(readFileSync(`${root}${directory}/package.json`, 'utf8'))
    const file = readdirSync(`${root}${directory}`).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file ? readFileSync(`${root}${directory}/${file}`, 'utf8').trim() : ''
    return `## ${name} ${of} (${license})\n\n${text}\n`
  })
  return `# Third-party software inside calico-rr-wizard\n\n${parts.join('\n')}`
}
