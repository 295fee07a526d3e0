import type { CommandResult, RunCommand } from '../model/command-result.ts'
import type { Command } from '../model/plan.ts'
import type { Clock, LockHolder, RunLock } from './ports.ts'

const NAME = 'calico-rr-wizard'
const NAMESPACE = 'kube-system'
/** A holder renews before each change when its last renewal is older than a third of this. */
const SECONDS = 60

interface Lease {
  metadata: {
    name: string
    namespace: string
    uid?: string
    resourceVersion?: string
    annotations?: Record<string, string>
  }
  spec: { holderIdentity: string; leaseDurationSeconds: number; acquireTime: string; renewTime: string }
}

interface Identity {
  host: string
  pid: number
  /** Directory of the run's journal on that host: where to go on. */
  journal: string
}

function kubectl(effect: Command['effect'], argv: string[], stdin?: Lease): Command {
  const command: Command = { tool: 'kubectl', argv, effect }
  return stdin === undefined
    ? command
    : { ...command, stdin: JSON.stringify({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', ...stdin }) }
}

function parseLease(result: CommandResult): Lease | undefined {
  if (result.exitCode !== 0 || result.truncated)
    throw new Error(`the Lease could not be read: ${result.stderr.trim().slice(-300)}`)
  if (result.stdout.trim() === '') return undefined
  const lease = JSON.parse(result.stdout) as Lease
  if (typeof lease?.spec?.holderIdentity !== 'string') throw new Error('the Lease has no holder')
  return lease
}

/** Kubernetes writes MicroTime, six digits. */
function microTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '000Z')
}

/**
 * The lock of the cluster: a Lease that names run, host, process and journal, so that a second wizard on another master
 * sees who is at work, and where a dead one's journal lies. It is removed when the run ends.
 */
export class ClusterLease implements RunLock {
  private readonly run: RunCommand
  private readonly clock: Clock
  private readonly me: Identity
  private readonly isDead: (holder: Identity & { runId: string }) => boolean

  /** @param isDead whether a holder on this very host is known to have ended */
  constructor(run: RunCommand, clock: Clock, me: Identity, isDead: (holder: Identity) => boolean) {
    this.run = run
    this.clock = clock
    this.me = me
    this.isDead = isDead
  }

  async acquire(runId: string, takeOver: boolean): ReturnType<RunLock['acquire']> {
    const found = await this.get()
    if (found) {
      const holder = this.holderOf(found)
      if (!holder.dead || (holder.runId !== runId && !takeOver)) return { ok: false, holder }
    }
    const lease = this.mine(runId, found)
    // `replace` carries the resourceVersion that was read, `create` fails when there is one: only one wizard can win.
    const result = await this.run(kubectl('write', found ? ['replace', '-f', '-'] : ['create', '-f', '-'], lease))
    const now = await this.get()
    if (!now || now.metadata.annotations?.['run'] !== runId || !this.isMine(now)) {
      if (!now) throw new Error(`the Lease could not be made: ${result.stderr.trim().slice(-300)}`)
      return { ok: false, holder: { ...this.holderOf(now), dead: false } }
    }
    let renewed = this.clock.stamp().up
    return {
      ok: true,
      handle: {
        check: async () => {
          const current = await this.get()
          if (!current || !this.isMine(current) || current.metadata.annotations?.['run'] !== runId) return false
          if (this.clock.stamp().up - renewed < (SECONDS * 1000) / 3) return true
          const again = await this.run(kubectl('write', ['replace', '-f', '-'], this.mine(runId, current)))
          renewed = this.clock.stamp().up
          return again.exitCode === 0 || this.isMine((await this.get()) ?? current)
        },
        release: async () => {
          const current = await this.get()
          if (!current || !this.isMine(current)) return
          await this.run(kubectl('write', ['delete', 'lease', NAME, '-n', NAMESPACE, '--ignore-not-found']))
        },
      },
    }
  }

  private async get(): Promise<Lease | undefined> {
    return parseLease(
      await this.run(kubectl('read', ['get', 'lease', NAME, '-n', NAMESPACE, '--ignore-not-found', '-o', 'json'])),
    )
  }

  private identity(): string {
    return `${this.me.host}/${this.me.pid}`
  }

  private isMine(lease: Lease): boolean {
    return lease.spec.holderIdentity === this.identity()
  }

  private mine(runId: string, old: Lease | undefined): Lease {
    const now = microTime(this.clock.stamp().at)
    const { uid, resourceVersion } = old?.metadata ?? {}
    return {
      metadata: {
        name: NAME,
        namespace: NAMESPACE,
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        annotations: { run: runId, journal: this.me.journal },
      },
      spec: {
        holderIdentity: this.identity(),
        leaseDurationSeconds: SECONDS,
        acquireTime: old && this.isMine(old) ? old.spec.acquireTime : now,
        renewTime: now,
      },
    }
  }

  /** A holder is dead when its process on this host is gone, or when it has not renewed for long on another host. */
  private holderOf(lease: Lease): LockHolder {
    const [host = 'unknown', pid = '0'] = lease.spec.holderIdentity.split('/')
    const runId = lease.metadata.annotations?.['run'] ?? 'unknown'
    const journal = lease.metadata.annotations?.['journal'] ?? ''
    const age = this.clock.stamp().at - Date.parse(lease.spec.renewTime)
    const expired = !(age < lease.spec.leaseDurationSeconds * 10_000)
    const dead = host === this.me.host ? this.isDead({ host, pid: Number(pid), journal, runId }) : expired
    const since = lease.spec.acquireTime
    const where = `Lease ${NAMESPACE}/${NAME} (journal in ${journal})`
    return { runId, host, pid: Number(pid), since, dead, journal, where }
  }
}
