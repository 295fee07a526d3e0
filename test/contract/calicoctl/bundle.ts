import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles the stand-ins as scripts/build.mjs does, into a directory of their own, so that tests don't depend on dist/. */
export async function bundleStandins(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'crrw-standins-'))
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}\n')
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  const names = ['kubectl', 'calicoctl', 'ssh']
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`standin-${name}`, `src/rehearsal/standins/${name}-main.ts`])),
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    minify: true,
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
    logLevel: 'error',
  })
  return directory
}
