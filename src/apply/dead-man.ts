import { closeSync, cpSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type DeadManProgram, unitName, unitTexts } from './dead-man-unit.ts'
import { nodeDisk } from './disk-node.ts'
import type { DeadMan } from './ports.ts'

/** Runs systemctl; handed in, because only src/tools starts processes. */
export type Systemctl = (argv: string[]) => Promise<{ exitCode?: number; stderr: string }>

/** Brings everything below a directory to the disk. */
function syncTree(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) syncTree(join(path, entry.name))
    else syncFile(join(path, entry.name))
  }
  nodeDisk.syncDir(path)
}

function syncFile(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/**
 * A timer of the system manager: outside the login session, so it outlives logout and kill; as files under
 * /etc/systemd/system, so it outlives a reboot. It only asks the journal: who is right is decided there, under the lock.
 */
export function systemdDeadMan(
  systemctl: Systemctl,
  program: DeadManProgram,
  where: { units?: string; running?: string; user?: number } = {},
): DeadMan {
  const units = where.units ?? '/etc/systemd/system'
  const must = async (...argv: string[]) => {
    const { exitCode, stderr } = await systemctl(argv)
    if (exitCode !== 0)
      throw new Error(`systemctl ${argv.join(' ')}: ${stderr.trim().slice(-300) || `exit ${exitCode}`}`)
  }
  const write = (name: string, text: string) => {
    const file = nodeDisk.create(join(units, name))
    file.append(new TextEncoder().encode(text))
    file.sync()
    file.close()
  }
  const removeUnits = (name: string) => {
    for (const file of [`${name}.timer`, `${name}.service`]) {
      if (existsSync(join(units, file))) unlinkSync(join(units, file))
    }
  }
  /** Takes back an arming that failed half way: `enable --now` may have made its link, or even have started the timer. */
  const withdraw = async (name: string) => {
    // What fails here fails for the reason that is told already.
    await systemctl(['disable', '--now', `${name}.timer`]).catch(() => undefined)
    removeUnits(name)
    await systemctl(['daemon-reload']).catch(() => undefined)
  }
  return {
    method: 'systemd',
    async impossible() {
      if (!existsSync(where.running ?? '/run/systemd/system')) return 'systemd does not run here'
      if ((where.user ?? process.getuid?.()) !== 0) return 'only root may set up a timer of the system'
      if (!existsSync(units)) return `${units} does not exist`
      const { exitCode, stderr } = await systemctl(['list-timers', '--no-pager'])
      return exitCode === 0 ? undefined : `systemctl does not answer: ${stderr.trim().slice(-200)}`
    },
    async arm(runId) {
      const { name, service, timer } = unitTexts(runId, program)
      const pinned = join(program.stateDir, runId, 'program')
      mkdirSync(pinned, { mode: 0o700 })
      for (const part of ['bin', 'dist', 'templates', 'package.json']) {
        const from = join(program.programDir, part)
        if (existsSync(from)) cpSync(from, join(pinned, part), { recursive: true })
      }
      // After a power cut the timer comes back: what it runs must be there then, and whole.
      syncTree(pinned)
      nodeDisk.syncDir(dirname(pinned))
      try {
        write(`${name}.service`, service)
        write(`${name}.timer`, timer)
        nodeDisk.syncDir(units)
        await must('daemon-reload')
        await must('enable', '--now', `${name}.timer`)
      } catch (error) {
        await withdraw(name)
        throw error
      }
    },
    async disarm(runId) {
      const name = unitName(runId)
      // A run that is taken back after its confirmation was disarmed by that.
      if (![`${name}.timer`, `${name}.service`].some((file) => existsSync(join(units, file)))) return
      await must('disable', '--now', `${name}.timer`)
      removeUnits(name)
      await must('daemon-reload')
    },
  }
}

/**
 * The honest lesser way, where no system timer can be had: this process itself waits for the confirmation
 * (`awaitConfirm`). It does not outlive a logout or a reboot, and whoever offers it has to say so.
 */
export const foregroundDeadMan: DeadMan = {
  method: 'foreground',
  impossible: async () => undefined,
  arm: async () => {},
  disarm: async () => {},
}
