import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A file, named from src/apply, with pieces replaced. */
export interface Patch {
  file: string
  edits: [find: string, put: string][]
}

/** Bundles an entry of the campaign, with the engine's source changed on the way. Every edit must find its text. */
export async function bundle(entry: string, outfile: string, patches: readonly Patch[] = []): Promise<void> {
  let made = 0
  await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    loader: { '.yaml': 'text', '.cfg': 'text' },
    logLevel: 'silent',
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    plugins: [
      {
        name: 'patch',
        setup({ onLoad }) {
          onLoad({ filter: /src\/(apply|plan)\/.*\.ts$/ }, ({ path }) => {
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
      },
    ],
  })
  const wanted = patches.reduce((sum, patch) => sum + patch.edits.length, 0)
  if (made !== wanted) throw new Error(`${made} of ${wanted} edits were made`)
}
