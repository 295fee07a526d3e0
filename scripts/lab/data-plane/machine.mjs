// One machine of the lab: a network namespace plus mount, pid, uts and time namespaces held by one process.

import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { partPaths } from '../cache.mjs'
import { debEnv } from '../deb-env.mjs'
import { run, waitFor } from '../run.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))

/**
 * Every machine of the lab stands for one with processors of its own; what else runs here must not look like a slow
 * switch. What they use is little.
 */
export const OWN_MACHINE = '-10'

/**
 * Lets a program and all it starts have the processor as machines of their own would. The kernel shares it out by sessions
 * first (autogroups), and every daemon here leads one: there `nice` alone changes nothing.
 */
export function asOwnMachine(child) {
  try {
    writeFileSync(`/proc/${child.pid}/autogroup`, OWN_MACHINE)
  } catch {
    // A kernel without autogroups goes by nice, or the program has ended already.
  }
  return child
}

/** Environment of every program inside: nothing of ours but the way to the unpacked libraries. */
export function insideEnv(parts = partPaths()) {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    LD_LIBRARY_PATH: debEnv(parts).LD_LIBRARY_PATH,
    HOME: '/root',
    LANG: 'C.UTF-8',
  }
}

/**
 * @param clock path of the program that sets a clock (see tools/clock.go)
 * @param clockOffsetMs added to this machine's monotonic clock. BIRD's timers fire on whole seconds of it, so machines whose
 *                      clocks share the fraction of a second connect, collide and retry in step for as long as 46 s, which
 *                      machines of their own never do
 */
export async function startMachine({ workdir, name, namespace, clock, clockOffsetMs, programs = {} }) {
  const parts = partPaths()
  const dir = workdir.mkdir('machines', name)
  for (const sub of ['etc-calico', 'bin']) mkdirSync(join(dir, sub), { recursive: true })
  for (const [as, target] of Object.entries(programs)) symlinkSync(target, join(dir, 'bin', as))
  const unshare = workdir.start(`holder-${name}`, clock, [
    String(Math.floor(clockOffsetMs / 1000)),
    String((clockOffsetMs % 1000) * 1_000_000),
    'unshare',
    '--mount',
    '--propagation',
    'private',
    '--pid',
    '--uts',
    '--fork',
    '--kill-child=SIGKILL',
    'sh',
    join(HERE, 'holder.sh'),
    dir,
    name,
  ])
  await waitFor(`machine ${name}`, () => {
    if (unshare.exitCode !== null) throw new Error(`holder of ${name} ended: ${workdir.logTail(`holder-${name}`)}`)
    return existsSync(join(dir, 'ready'))
  })
  const pid = Number(readFileSync(`/proc/${unshare.pid}/task/${unshare.pid}/children`, 'utf8').trim().split(' ')[0])
  const into = (command, { net = true } = {}) => [
    '--target',
    String(pid),
    '--mount',
    '--pid',
    '--uts',
    '--time',
    ...(net ? [`--net=/run/netns/${namespace}`] : []),
    '--',
    ...command,
  ]
  const env = insideEnv(parts)
  return {
    name,
    dir,
    pid,
    namespace,
    env,
    /** Runs a command inside to its end. */
    exec: (command, options = {}) => run('nsenter', into(command, options), { env, timeoutMs: 10_000, ...options }),
    /** Starts a daemon inside; it dies with the machine. */
    daemon: (label, command, options = {}) =>
      asOwnMachine(
        workdir.start(`${name}-${label}`, 'nice', ['-n', OWN_MACHINE, 'nsenter', ...into(command, options)], {
          env: { ...env, ...options.env },
        }),
      ),
  }
}

export function script(name) {
  const path = join(HERE, name)
  chmodSync(path, 0o755)
  return path
}
