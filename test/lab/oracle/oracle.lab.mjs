// 2,000 random clusters: the protocols that were forecast beside those that the real confd wrote.

import { expect, it } from 'vitest'
import { runOracle } from '../../../scripts/lab/oracle/run.mjs'

const CLUSTERS = Number(process.env.CRRW_LAB_CLUSTERS ?? 2000)

it(`${CLUSTERS} clusters: no protocol differs from confd's`, { timeout: 3_600_000 }, async () => {
  const differences = []
  const tally = await runOracle({ clusters: CLUSTERS, onDifference: (line) => differences.push(line) })
  console.log(JSON.stringify(tally))
  expect(tally.compared, 'there was no forecast to compare with').toBe(true)
  expect(tally.clusters).toBe(CLUSTERS)
  expect(tally.unexplained).toBe(0)
  expect(differences).toEqual([])
})
