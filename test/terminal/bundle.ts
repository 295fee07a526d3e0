import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles a test program as the package is bundled, into a folder of its own. */
export async function bundleApp(app: URL): Promise<{ file: string; remove: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), 'crrw-terminal-'))
  await build({
    entryPoints: [fileURLToPath(app)],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    loader: { '.yaml': 'text', '.cfg': 'text' },
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.17',
    logLevel: 'error',
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  })
  return {
    file: join(directory, basename(app.pathname).replace(/ts$/, 'mjs')),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
