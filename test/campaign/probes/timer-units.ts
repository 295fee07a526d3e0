import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { systemdDeadMan } from '../../../src/apply/dead-man.ts'

/**
 * The timer that takes an unconfirmed run back belongs to the system and not to a login session (which ends with the
 * terminal), comes back after a reboot, and runs a program that an update cannot take away.
 */
export async function timerUnits(): Promise<string | undefined> {
  const home = mkdtempSync(join(tmpdir(), 'crrw-units-'))
  const runId = '20261123-120000-aaaa'
  try {
    const units = join(home, 'units')
    const stateDir = join(home, 'state')
    mkdirSync(units)
    mkdirSync(join(stateDir, runId), { recursive: true })
    mkdirSync(join(home, 'program/bin'), { recursive: true })
    writeFileSync(join(home, 'program/bin/wizard.js'), '')
    const asked: string[][] = []
    const deadMan = systemdDeadMan(
      async (argv) => {
        asked.push(argv)
        return { exitCode: 0, stderr: '' }
      },
      { node: process.execPath, programDir: join(home, 'program'), launcher: 'bin/wizard.js', stateDir, flags: [] },
      { units, running: home, user: 0 },
    )
    await deadMan.arm(runId)
    const words = asked.flat()
    if (words.some((word) => ['--user', '--scope', '--runtime'].includes(word)))
      return `not of the system: systemctl ${words.join(' ')}`
    if (!asked.some((argv) => argv[0] === 'enable' && argv.includes('--now')))
      return 'it does not come back after a reboot'
    const service = readFileSync(join(units, `calico-rr-wizard-${runId}.service`), 'utf8')
    const program = /^ExecStart="([^"]+)" "([^"]+)"/m.exec(service)?.slice(1) ?? []
    if (!program.every(isAbsolute) || !program[1]?.startsWith(`${stateDir}/`)) return `it runs ${program.join(' ')}`
    return undefined
  } finally {
    rmSync(home, { recursive: true })
  }
}
