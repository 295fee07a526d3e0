import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Served, serve } from '../process/served.ts'
import { launcher } from '../process/wizard.ts'
import { keys, startTerminal } from './pty.ts'

let cluster: Served
beforeAll(async () => {
  cluster = await serve()
}, 60_000)
afterAll(() => cluster.close())

/** A kubectl that lets nobody look into a pod once something was written: the next gate waits for answers. */
function blindKubectl(home: string): string {
  const file = join(home, 'kubectl')
  const real = cluster.tool('kubectl')
  const lines = [
    '#!/bin/sh',
    'case " $* " in',
    `  *" label nodes "*) mkdir ${home}/written ;;`,
    `  *" exec "*) if [ -d ${home}/written ]; then mkdir ${home}/gate 2>/dev/null; exec sleep 60; fi ;;`,
    'esac',
    `exec ${real} "$@"`,
    '',
  ]
  writeFileSync(file, lines.join('\n'), { mode: 0o755 })
  return file
}

it('Ctrl-C while a gate waits stops the run, and says nothing of a gate that nobody checked', {
  timeout: 120_000,
}, async () => {
  const home = join(cluster.directory, 'blind')
  mkdirSync(home)
  const flags = [...cluster.flags, '--state-dir', join(home, 'state')]
  flags[flags.indexOf('--kubectl') + 1] = blindKubectl(home)
  const terminal = startTerminal([launcher, 'apply', '--answers', cluster.answers, '--yes', ...flags])
  try {
    while (!existsSync(join(home, 'gate'))) await new Promise((resolve) => setTimeout(resolve, 50))
    terminal.type(keys.ctrlC)
    await terminal.see('calico-rr-wizard resume', 30_000)
    expect(await terminal.exit(30_000)).toBe(130)
    const screen = terminal.lines().join('\n')
    expect(screen).toMatch(/Stopped/)
    // Each time it is told, the command is complete: pasted, it finds this run and this cluster.
    const pasted = screen.replace(/ \\\n +/g, ' ')
    const told = pasted.match(/calico-rr-wizard resume .*/g) ?? []
    expect(told).toHaveLength(2)
    for (const command of told)
      for (const flag of ['--state-dir', '--kubeconfig', '--kubectl']) {
        const value = flags[flags.indexOf(flag) + 1]
        expect(command).toContain(`${flag} ${value}`)
      }
    expect(screen).not.toContain('nobody checked')
    expect(screen).not.toMatch(/not seen within|Failed/)
  } finally {
    terminal.kill()
  }
  // What was interrupted is finished by anybody who can look.
  const resumed = await cluster.run(['resume', '--state-dir', join(home, 'state')])
  expect([resumed.code, resumed.result['outcome']], resumed.stderr).toEqual([0, 'applied'])
})
