import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { keys } from './pty.ts'
import { review, seeMenu, shippedProgram, slow, withChanges } from './shipped-program.ts'

const program = shippedProgram()

describe('the guide rehearsed with other answers than its own', () => {
  it(
    'saves answers that run to the end without a question',
    async () => {
      const t = program.start(['rehearse'])
      await withChanges(t)
      t.type(`s${keys.enter}`)
      t.lookAgain()
      await t.see(/Saved: /, slow)
      await seeMenu(t, review)
      t.type(keys.ctrlC)
      expect(await t.exit(slow)).toBe(130)

      const shown = JSON.parse(readFileSync(join(program.state, 'plan.json'), 'utf8')) as Plan
      const answers = join(program.state, 'answers.yaml')
      const again = spawnSync(process.execPath, [program.file, 'rehearse', '--yes', '--answers', answers, '--json'], {
        input: '',
        encoding: 'utf8',
        timeout: 2 * slow,
      })
      expect(again.status).toBe(0)
      expect(again.stdout).not.toContain('\u001b')
      const result = JSON.parse(again.stdout.trimEnd().split('\n').at(-1)!)
      expect(result).toMatchObject({ type: 'result', outcome: 'applied', lostPairs: 0 })
      expect(result.sessions).toHaveLength(16)
      expect(result.operations).toBe(shown.stages.flatMap((stage) => stage.operations).length)
    },
    6 * slow,
  )

  it(
    'reads a switch as step 7 was told to, and says what it shows beside the forecast',
    async () => {
      const saved = join(program.state, 'leaf01 peers.txt')
      const row = (host: number, up: string) => `  172.20.0.${host}          64512     1648     1506    0       4 ${up}`
      const listing = [
        '<leaf01>display bgp peer ipv4',
        ' Local AS number: 65009',
        ' Total number of peers: 2                  Peers in established state: 1',
        '  Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State',
        row(11, '23:51:50 Established'),
        row(12, '00:01:12 Idle(Admin)'),
      ]
      writeFileSync(saved, `${listing.join('\n')}\n`)
      const t = program.start(['rehearse'])
      await withChanges(t, async () => {
        t.type(`s${keys.enter}`)
        await seeMenu(t, /Which switch/)
        t.type(`1${keys.enter}`)
        t.lookAgain()
        await t.see(/How leaf01 is asked/, slow)
        // Words as a shell would split them: the blank needs its quotes. A saved output holds no gate up.
        t.type(`\u0015"@${saved}"${keys.enter}`)
        await seeMenu(t, /Sessions are read by/)
      })
      t.type(`g${keys.enter}`)
      t.lookAgain()
      await t.see(/Run it on the built-in cluster\?/, slow)
      t.type(`y${keys.enter}`)
      t.lookAgain()
      await t.see(/node2 \(172\.20\.0\.12\) is shut\s+down on leaf01/, 2 * slow)
      expect(await t.exit(slow)).toBe(6)
    },
    4 * slow,
  )
})
