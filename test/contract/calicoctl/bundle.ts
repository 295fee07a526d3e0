import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/**
 * Bundles the stand-ins as scripts/build.mjs does, so that tests don't depend on dist/.
 * @param inside a directory of the test's own, which it removes; the bundles get one inside
 * @returns the directory of the bundles
 */
export async function bundleStandins(inside: string): Promise<string> {
  const directory = join(inside, 'standins')
  mkdirSync(directory)
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
