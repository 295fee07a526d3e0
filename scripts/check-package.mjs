// Packs the program and runs it from an empty folder: nothing else may be needed, nothing else may be inside. How large all
// of it may be is judged by `npm run bench -- size`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { distSize } from './dist-size.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'crrw-package-'))
const problems = []

/** What may be in the tarball; a file that matches none of these is a mistake. */
const ALLOWED = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^THIRD_PARTY_NOTICES\.md$/,
  /^bin\/[\w-]+\.js$/,
  /^dist\/[\w.-]+\.js$/,
  /^dist\/THIRD_PARTY_NOTICES\.md$/,
  /^templates\//,
  /^docs\/rbac\.yaml$/,
]
const ENTRY_LIMIT = 60 * 1024

// Nothing of an earlier build may get into the package.
rmSync(join(root, 'dist'), { recursive: true, force: true })
// The project's .npmrc forbids life-cycle scripts, so packing does not build by itself.
execFileSync(process.execPath, [join(root, 'scripts/build.mjs')])
try {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', scratch], { cwd: root, encoding: 'utf8' }),
  )
  for (const { path } of packed.files)
    if (!ALLOWED.some((pattern) => pattern.test(path))) problems.push(`unexpected file in the package: ${path}`)
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (Object.keys(manifest.dependencies ?? {}).length > 0) problems.push('the package has run-time dependencies')
  const entry = statSync(join(root, 'dist/main.js')).size
  if (entry > ENTRY_LIMIT) problems.push(`dist/main.js has ${entry} bytes, more than ${ENTRY_LIMIT}`)

  const empty = mkdtempSync(join(scratch, 'empty-'))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', empty, join(scratch, packed.filename)], {
    stdio: 'ignore',
  })
  const others = readdirSync(join(empty, 'node_modules')).filter(
    (name) => !name.startsWith('.') && name !== 'calico-rr-wizard',
  )
  if (others.length > 0) problems.push(`installing it brings in ${others.join(', ')}`)
  const output = execFileSync(
    join(empty, 'node_modules/.bin/calico-rr-wizard'),
    ['rehearse', '--answers', 'guide', '--yes', '--json'],
    { encoding: 'utf8', cwd: empty, maxBuffer: 64 * 1024 * 1024 },
  )
  const result = JSON.parse(output.trim().split('\n').at(-1))
  if (result.outcome !== 'applied') problems.push(`the packed program ended with ${result.outcome}`)
  process.stdout.write(
    `package: ${packed.files.length} files, ${packed.size} bytes packed; entry ${entry} bytes, dist ${distSize(root).bytes} bytes\n`,
  )
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0
