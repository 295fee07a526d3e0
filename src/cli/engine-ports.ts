import { hostname } from 'node:os'
import { systemClock } from '../apply/clock.ts'
import { nodeDisk } from '../apply/disk-node.ts'
import { FileLock, processStart } from '../apply/file-lock.ts'
import { ClusterLease } from '../apply/lease.ts'
import { bothLocks } from '../apply/lock.ts'
import type { EnginePorts } from '../apply/ports.ts'
import { RunStore } from '../apply/run-store.ts'
import { watchSignals } from '../apply/signals.ts'
import { openStateDir } from '../apply/state-dir.ts'
import { listObjects } from '../cluster/kube-json.ts'
import { readCluster, readIdentity } from '../cluster/read.ts'
import { guardsOf, staleness } from '../plan/make.ts'
import { childrenOf, stopChildren } from '../tools/children.ts'
import type { StatusSource } from '../verify/observe.ts'
import { chooseDeadMan } from './dead-man.ts'
import { sha256 } from './hash.ts'
import { makeGate } from './observe-world.ts'
import type { Options } from './options.ts'
import type { Screen } from './screen.ts'
import { makeReadSwitch } from './switches.ts'
import { ownVersion } from './version.ts'
import type { World } from './world.ts'

/** The runs of this host. */
export function openStore(world: Pick<World, 'stateDir'>, options: Options): RunStore {
  const confirm = (options.confirmWithinSeconds ?? 0) > 0
  return new RunStore(nodeDisk, openStateDir(world.stateDir, { confirm }), sha256)
}

/** The engine's ports onto this world: real clock, disk, locks and signals. `close` gives the signals back. */
export async function makePorts(
  world: World,
  screen: Screen,
  options: Options,
  source: StatusSource | undefined,
): Promise<{ ports: EnginePorts; close: () => Promise<void> }> {
  const store = openStore(world, options)
  const host = hostname()
  const { boot } = systemClock.stamp()
  const stop = watchSignals()
  const { emit } = screen.view
  const startOf = (pid: number) => `${boot}/${processStart(pid)}`
  const me = { host, pid: process.pid, started: startOf(process.pid), journal: store.root }
  const lease = new ClusterLease(
    world.run,
    systemClock,
    me,
    ({ pid, started }) => processStart(pid) === undefined || (started ?? startOf(pid)) !== startOf(pid),
  )
  const ports: EnginePorts = {
    run: world.run,
    read: world.read,
    gate: makeGate(world, source, makeReadSwitch(world, options), emit),
    nodes: async () => ((await listObjects(world.run, 'nodes')) ?? []).map((node) => node.metadata.name),
    identify: () => readIdentity(world.run),
    stale: async (plan) => {
      const now = await readCluster(world.run, { versionHint: plan.calicoVersion })
      const differing = staleness(plan.guards, guardsOf(now, sha256)).map(({ subject, what }) => `${subject} (${what})`)
      return [...world.swapped().map((file) => `${file} (changed)`), ...differing]
    },
    children: {
      alive: (runId) => {
        const living = childrenOf(runId)
        return living && living.length > 0
      },
      stop: stopChildren,
    },
    store,
    lock: bothLocks(new FileLock(store.root, { host, boot }), lease),
    clock: systemClock,
    random: Math.random,
    hash: sha256,
    emit,
    stop,
    deadMan: chooseDeadMan(world, options),
    host: { name: host, user: process.getuid?.() ?? -1, pid: process.pid, wizard: ownVersion() },
  }
  return {
    ports,
    close: async () => {
      stop.dispose()
    },
  }
}
