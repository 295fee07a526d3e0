import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A file, named from src/apply, with pieces replaced. */
export interface Patch {
  file: string
  edits: [find: string, put: string][]
}

const shared: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  loader: { '.yaml': 'text', '.cfg': 'text' },
  logLevel: 'silent',
  banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
}

/** Changes sources on their way into a bundle, and counts the edits. */
function patching(patches: readonly Patch[]): { plugin: Plugin; made: () => number } {
  let made = 0
  const plugin: Plugin = {
    name: 'patch',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const patch = patches.find((each) => path === join(root, 'src/apply', each.file))
        if (!patch) return undefined
        let contents = readFileSync(path, 'utf8')
        for (const [find, put] of patch.edits) {
          if (!contents.includes(find)) throw new Error(`${patch.file} has no ${JSON.stringify(find)}`)
          contents = contents.replace(find, () => put)
          made++
        }
        return { contents, loader: 'ts' }
      })
    },
  }
  return { plugin, made: () => made }
}

async function buildPatched(options: BuildOptions, patches: readonly Patch[]): Promise<void> {
  const { plugin, made } = patching(patches)
  await build({ ...shared, ...options, plugins: [plugin] })
  const wanted = patches.reduce((sum, patch) => sum + patch.edits.length, 0)
  if (made() !== wanted) throw new Error(`${made()} of ${wanted} edits were made`)
}

/** Bundles an entry of the campaign, with sources changed on the way. Every edit must find its text. */
export function bundle(entry: string, outfile: string, patches: readonly Patch[] = []): Promise<void> {
  return buildPatched({ entryPoints: [entry], outfile }, patches)
}

/**
 * Bundles the whole program the same way, with the stand-ins that a rehearsal starts.
 * @returns its launcher
 */
export async function bundleProgram(directory: string, patches: readonly Patch[]): Promise<string> {
  const standins = ['kubectl', 'calicoctl', 'ssh'].map((tool) => [
    `standin-${tool}`,
    join(root, `src/rehearsal/standins/${tool}-main.ts`),
  ])
  const entryPoints = Object.fromEntries([['main', join(root, 'src/cli/main.ts')], ...standins])
  const define = { 'globalThis.CRRW_VERSION': '"0.0.0"' }
  await buildPatched({ entryPoints, outdir: join(directory, 'dist'), splitting: true, define }, patches)
  for (const part of ['bin', 'templates', 'package.json'])
    cpSync(join(root, part), join(directory, part), { recursive: true })
  return join(directory, 'bin/calico-rr-wizard.js')
}
