import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readRecordings } from './recording.ts'
import { normalise, Replayer } from './replayer.ts'

const fixtures = fileURLToPath(new URL('../../fixtures/calicoctl', import.meta.url))

// State is carried along: every command runs on what the ones before it left.
describe.each(['v3.17.2', 'v3.31.7'])('stand-ins answer as calicoctl %s and kubectl did', (version) => {
  let replayer: Replayer

  beforeAll(async () => {
    replayer = await Replayer.open(version)
  }, 60_000)
  afterAll(async () => {
    await replayer?.close()
  })

  for (const recording of readRecordings(`${fixtures}/${version}`)) {
    it(recording.name, async () => {
      const outcome = await replayer.run(recording)
      expect({
        stdout: normalise(outcome.stdout),
        stderr: normalise(outcome.stderr),
        code: outcome.code,
      }).toEqual({
        stdout: normalise(recording.stdout),
        stderr: normalise(recording.stderr),
        code: recording.code,
      })
    })
  }
})
