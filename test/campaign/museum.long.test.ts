import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle, bundleProgram } from './bundle.ts'
import type * as HuntModule from './hunt.ts'
import { type Broken, museum } from './museum.ts'
import { dryRunWrites } from './probes/dry-run.ts'
import { probes } from './probes/index.ts'
import { madePlans, prepare, topologies } from './topology.ts'

const scratch = mkdtempSync(join(tmpdir(), 'crrw-museum-'))

/** The edits of one exhibit; none for the sound engine. */
const patchesOf = (broken: Broken | undefined) => (broken ? [broken, ...(broken.also ? [broken.also] : [])] : [])

/** The engine with the edits of one exhibit, bundled with the part of the campaign that hunts. */
async function engine(broken: Broken | undefined): Promise<typeof HuntModule> {
  const file = join(scratch, `${broken?.id ?? 'sound'}.mjs`)
  await bundle(fileURLToPath(new URL('./hunt.ts', import.meta.url)), file, patchesOf(broken))
  const made = (await import(pathToFileURL(file).href)) as typeof HuntModule
  if (!broken?.hunt.ownPlans) made.shareplans(madePlans())
  return made
}

/** What was seen of an exhibit. */
async function seenOf(broken: Broken | undefined, hunt: Broken['hunt']): Promise<string | undefined> {
  if (hunt.program)
    return dryRunWrites(await bundleProgram(join(scratch, `program-${broken?.id ?? 'sound'}`), patchesOf(broken)))
  return (await engine(broken)).hunt(hunt)
}

describe('engines that are wrong on purpose', () => {
  const caught: string[] = []
  beforeAll(() => {
    for (const topology of Object.values(topologies)) prepare(topology)
    writeFileSync(join(scratch, 'package.json'), '{"type":"module"}')
  }, 240_000)
  afterAll(() => {
    rmSync(scratch, { recursive: true })
    if (process.env['CRRW_SHOW'] === '1') console.log(caught.join('\n'))
    console.log(`${caught.length} of ${museum.length} engines that are wrong on purpose were caught`)
  })

  it('are at least thirty, every one of the known stories among them', () => {
    const ids = museum.map((broken) => broken.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThanOrEqual(30)
    expect(ids).toEqual(expect.arrayContaining(Array.from({ length: 30 }, (_, i) => `M${i + 1}`)))
  })

  it('the sound engine passes where they are hunted', { timeout: 240_000 }, async () => {
    const { hunt } = await engine(undefined)
    for (const topology of Object.keys(topologies)) expect(await hunt({ topology }), topology).toBeUndefined()
    expect(await hunt({ journal: true })).toBeUndefined()
    expect(await hunt({ neighbours: ['conflict', 'node-joins'] })).toBeUndefined()
    for (const probe of Object.keys(probes) as (keyof typeof probes)[])
      expect(await hunt({ probe }), probe).toBeUndefined()
    expect(await seenOf(undefined, { program: 'dry-run' })).toBeUndefined()
  })

  it.each(museum)('$id: $story', { timeout: 120_000 }, async (broken) => {
    const seen = await seenOf(broken, broken.hunt)
    expect(seen, 'the first violation').toBeTypeOf('string')
    caught.push(`${broken.id}: ${seen}`)
  })
})
