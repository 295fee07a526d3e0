import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import type * as HuntModule from './hunt.ts'
import { type Broken, museum } from './museum.ts'
import { madePlans, prepare, topologies } from './topology.ts'

const scratch = mkdtempSync(join(tmpdir(), 'crrw-museum-'))

/** The engine with the edits of one exhibit, bundled with the part of the campaign that hunts. */
async function engine(broken: Broken | undefined): Promise<typeof HuntModule> {
  const name = broken?.id ?? 'sound'
  const file = join(scratch, `${name}.mjs`)
  const patches = broken ? [broken, ...(broken.also ? [broken.also] : [])] : []
  await bundle(fileURLToPath(new URL('./hunt.ts', import.meta.url)), file, patches)
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
