import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { foregroundDeadMan, systemdDeadMan } from '../apply/dead-man.ts'
import type { DeadMan } from '../apply/ports.ts'
import { systemctl } from '../tools/systemctl.ts'
import { timerEnvironment } from './dead-man-environment.ts'
import { timerFlags } from './dead-man-flags.ts'
import { whyOutOfReach } from './dead-man-reach.ts'
import type { Options } from './options.ts'
import type { World } from './world.ts'

/** The host's systemd; tests hand in one of their own. */
interface Host {
  systemctl?: Parameters<typeof systemdDeadMan>[0]
  where?: Parameters<typeof systemdDeadMan>[2]
  programDir?: string
}

/**
 * What takes an unconfirmed run back: a timer of systemd, which outlives logout and reboot; in a rehearsal, or where the
 * admin settles for it (--confirm-foreground), this process itself, which does not.
 */
export function chooseDeadMan(
  world: Pick<World, 'rehearsal' | 'tools' | 'stateDir'>,
  options: Options,
  host: Host = {},
): DeadMan {
  // A rehearsal that runs in another process is one by its host: from a unit it would be taken for this machine.
  const rehearsed = world.rehearsal !== undefined || resolve(world.tools.internal.hostRoot) !== '/'
  if (rehearsed || options.confirmForeground) return foregroundDeadMan
  const { tools, stateDir } = world
  const environment = timerEnvironment(tools.environment)
  const timer = systemdDeadMan(
    host.systemctl ?? ((argv) => systemctl(argv, tools.environment)),
    {
      node: process.execPath,
      // The bundle lies in dist/, the launcher beside it.
      programDir: host.programDir ?? fileURLToPath(new URL('..', import.meta.url)),
      launcher: 'bin/calico-rr-wizard.js',
      stateDir,
      flags: timerFlags(tools, options),
      environment,
    },
    host.where,
  )
  return {
    ...timer,
    impossible: async () => (await timer.impossible()) ?? (await whyOutOfReach(tools, options, environment)),
  }
}
