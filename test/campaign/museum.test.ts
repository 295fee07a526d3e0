import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as HuntModule from './hunt.ts'
import { type Broken, museum } from './museum.ts'
import { madePlans, prepare, topologies } from './topology.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'crrw-museum-'))

/** The engine with the edits of one exhibit, bundled with the part of the campaign that hunts. */
async function engine(broken: Broken | undefined): Promise<typeof HuntModule> {
  const name = broken?.id ?? 'sound'
  const file = join(scratch, `${name}.mjs`)
  let used = 0
  await build({
    entryPoints: [join(root, 'test/campaign/hunt.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
    logLevel: 'silent',
    banner: { js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);" },
    plugins: [
      {
        name: 'break',
        setup({ onLoad }) {
          onLoad({ filter: /src\/apply\/.*\.ts$/ }, ({ path }) => {
            const part = [broken, broken?.also].find((each) => each && path === join(root, 'src/apply', each.file))
            if (!broken || !part) return undefined
            let contents = readFileSync(path, 'utf8')
            for (const [find, put] of part.edits) {
              if (!contents.includes(find)) throw new Error(`${broken.id}: ${part.file} has no ${JSON.stringify(find)}`)
              contents = contents.replace(find, () => put)
              used++
            }
            return { contents, loader: 'ts' }
          })
        },
      },
    ],
  })
  if (broken) expect(used, 'edits made').toBe(broken.edits.length + (broken.also?.edits.length ?? 0))
  return (await import(pathToFileURL(file).href)) as typeof HuntModule
}

describe('engines that are wrong on purpose', () => {
  beforeAll(() => {
    for (const topology of Object.values(topologies)) prepare(topology)
    writeFileSync(join(scratch, 'package.json'), '{"type":"module"}')
  }, 240_000)
  afterAll(() => rmSync(scratch, { recursive: true }))

  it('are at least thirty', () => {
    expect(new Set(museum.map((broken) => broken.id)).size).toBeGreaterThanOrEqual(30)
  })

  it('the sound engine passes where they are hunted', { timeout: 120_000 }, async () => {
    const { hunt, shareplans } = await engine(undefined)
    shareplans(madePlans())
    for (const name of ['guide', 'flat', 'busy', 'guide-order']) expect(await hunt({ topology: name })).toBeUndefined()
    expect(await hunt({ journal: true })).toBeUndefined()
  })

  it.each(museum)('$id: $story', { timeout: 120_000 }, async (broken) => {
    const { hunt, shareplans } = await engine(broken)
    shareplans(madePlans())
    expect(await hunt(broken.hunt), 'the first violation').toBeTypeOf('string')
  })
})
