import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, serve } from './served.ts'
import { wizard } from './wizard.ts'

const answers = join(tmpdir(), `crrw-tor-${process.pid}.yaml`)
let cluster: Served
beforeAll(async () => {
  const racks = [1, 2].map(
    (n) =>
      `  - {name: rr${n}, subnet: 17${n + 1}.20.0.0/24, nodes: "node[${3 * n - 2}-${3 * n}]", asNumber: ${64511 + n}, leafs: [{name: leaf0${n}, address: 17${n + 1}.20.0.254, asNumber: ${65008 + n}}]}`,
  )
  writeFileSync(answers, ['scheme: top-of-rack', 'calicoctl: {install: none}', 'racks:', ...racks, ''].join('\n'))
  cluster = await serve(['--answers', answers])
}, 60_000)
afterAll(async () => {
  await cluster.close()
  rmSync(answers)
})

it('a served rehearsal whose switches are as the answers say goes to top of rack and back, and says what it undoes', {
  timeout: 180_000,
}, async () => {
  const state = ['--state-dir', join(cluster.directory, 'tor')]
  const applied = await cluster.run(['apply', '--answers', answers, '--yes', ...state])
  expect(applied.result).toMatchObject({ outcome: 'applied', lostPairs: 0 })
  const back = await wizard(['rollback', ...state, ...cluster.flags], { env: { COLUMNS: '80' } })
  expect(back.code).toBe(0)
  const said = `${back.stdout}\n${back.stderr}`
  expect(said).toMatch(/undone 5\.1 .*nodeToNodeMesh/s)
  expect(said).toContain('the cluster is as it was before')
  expect(said.split('\n').filter((line) => line.length > 80)).toEqual([])
  const again = await wizard(['rollback', ...state, ...cluster.flags])
  expect(`${again.stdout}\n${again.stderr}`).toContain('has ended already')
})
