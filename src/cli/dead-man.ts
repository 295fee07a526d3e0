import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { foregroundDeadMan, systemdDeadMan } from '../apply/dead-man.ts'
import type { DeadMan } from '../apply/ports.ts'
import { systemctl } from '../tools/systemctl.ts'
import type { Options } from './options.ts'
import type { World } from './world.ts'

/**
 * What takes an unconfirmed run back: a timer of systemd, which outlives logout and reboot; in a rehearsal, or where the
 * admin settles for it (--confirm-foreground), this process itself, which does not.
 */
export function chooseDeadMan(world: World, options: Options): DeadMan {
  if (world.rehearsal || options.confirmForeground) return foregroundDeadMan
  const { tools, stateDir } = world
  const flags = [
    ...(tools.kubeconfig ? ['--kubeconfig', resolve(tools.kubeconfig)] : []),
    ...(tools.context ? ['--context', tools.context] : []),
    ...(tools.kubectl ? ['--kubectl', tools.kubectl] : []),
    ...(options.statusVia ? ['--status-via', options.statusVia] : []),
  ]
  // The bundle lies in dist/, the launcher beside it.
  const programDir = fileURLToPath(new URL('..', import.meta.url))
  return systemdDeadMan((argv) => systemctl(argv, tools.environment), {
    node: process.execPath,
    programDir,
    launcher: 'bin/calico-rr-wizard.js',
    stateDir,
    flags,
  })
}
