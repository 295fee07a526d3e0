// Passwords of leaf sessions through the program: named by a Secret, checked there, carried into BGPPeers and switches.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withDirectory, wizard } from './wizard.ts'

const limit = 240_000
const answers = (secret: string, key: string) =>
  `calicoctl: {install: this-node}\nleafPassword: {secret: ${secret}, key: ${key}}\nserviceCIDRs: [10.233.0.0/18]\n`

describe('a password of the leaf sessions', () => {
  it('is carried out, proved, saved by name and taken back', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const [file, state] = [join(directory, 'answers.yaml'), join(directory, 'state')]
      writeFileSync(file, answers('bgp-passwords', 'leafs'))
      const run = await wizard(['rehearse', '--answers', file, '--yes', '--json', '--debug', '--state-dir', state])
      expect([run.code, run.result['outcome'], run.result['differences']]).toEqual([0, 'applied', []])
      const checks = run.events.filter((event) => event['name'] === 'passwords')
      expect(checks).toMatchObject([{ type: 'check', status: 'ok' }])
      const sessions = run.result['sessions'] as { peer: string; state: string }[]
      const leafs = sessions.filter(({ peer }) => peer.endsWith('.254'))
      expect(leafs).toHaveLength(4)
      for (const { state: seen } of leafs) expect(seen).toBe('Established')
      expect(run.stderr).toContain('bgp-passwords')
      const back = await wizard(['rollback', '--json', '--state-dir', state])
      expect([back.code, back.result['outcome']]).toEqual([0, 'rolled-back'])
      // The value is nowhere but in the embedded cluster itself: not in what is said, not in what is kept.
      const kept = readdirSync(state, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'cluster.ndjson')
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      const value = Buffer.from('rehearsed').toString('base64')
      for (const text of [run.stdout, run.stderr, back.stdout, back.stderr, ...kept])
        expect(text.includes(value)).toBe(false)
      expect(kept.some((text) => text.includes('PASSWORD-FROM-bgp-passwords-leafs'))).toBe(true)
      expect(kept.some((text) => /password:\s+secret: bgp-passwords\s+key: leafs/.test(text))).toBe(true)
    })
  })

  it('that no Secret holds forbids the move, in both languages, and is forecast as no session', {
    timeout: limit,
  }, async () => {
    await withDirectory(async (directory) => {
      const file = join(directory, 'answers.yaml')
      for (const [secret, key, says, remedy] of [
        [
          'not-there',
          'leafs',
          /no Secret for not-there\/leafs in kube-system/,
          /kubectl create secret generic not-there/,
        ],
        [
          'bgp-passwords',
          'spines',
          /bgp-passwords\/spines is not there; keys of that Secret: leafs/,
          /name another key/,
        ],
      ] as const) {
        writeFileSync(file, answers(secret, key))
        const args = ['rehearse', '--answers', file, '--yes']
        const [text, json] = [await wizard(args), await wizard([...args, '--json', '--lang', 'zh-CN'])]
        expect([text.code, json.code]).toEqual([3, 3])
        expect(text.stderr.replace(/\s+/g, ' ')).toMatch(says)
        expect(text.stderr.replace(/\s+/g, ' ')).toMatch(remedy)
        expect(json.result).toMatchObject({ outcome: 'refused', operations: 0, error: { code: 'E_PREFLIGHT' } })
        expect(json.stderr).toMatch(/密码/)
      }
      // A plan may still be looked at; it says what the switches would refuse.
      writeFileSync(file, answers('not-there', 'leafs'))
      const plan = await wizard(['plan', '--scenario', 'guide', '--answers', file, '--json'])
      expect(plan.code).toBe(0)
      expect(plan.events.find((event) => event['name'] === 'passwords')).toMatchObject({ status: 'fail' })
    })
  })

  it('itself is refused, and not repeated', { timeout: limit }, async () => {
    await withDirectory(async (directory) => {
      const file = join(directory, 'answers.yaml')
      writeFileSync(file, 'leafPassword: correct-horse\n')
      for (const lang of ['en', 'zh-CN']) {
        const run = await wizard(['plan', '--scenario', 'guide', '--answers', file, '--json', '--lang', lang])
        expect(run.code).toBe(2)
        expect(run.result).toMatchObject({ error: { code: 'E_ANSWERS_PASSWORD', where: `${file}:1:15` } })
        expect(run.stdout + run.stderr).not.toContain('correct-horse')
      }
    })
  })
})
