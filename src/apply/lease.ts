import type { CommandResult, RunCommand } from '../model/command-result.ts'
import type { Command } from '../model/plan.ts'
import type { Clock, LockHolder, RunLock } from './ports.ts'
import { isRunId } from './run-store.ts'

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
  /** Boot and start of the process: its id alone is given out again one day. Absent where that cannot be told. */
  started?: string
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

/** A Lease that nobody holds: it was left behind to name a run that is not finished. */
function isLeft(lease: Lease): boolean {
  return lease.metadata.annotations?.['open'] === 'true'
}

/** The run that a Lease names as its holder's. */
function runOf(lease: Lease | undefined): string | undefined {
  return lease?.metadata.annotations?.['run']
}

/** Another run that is not finished, of which the Lease must still tell when this one has ended. */
function otherOpen(lease: Lease | undefined, runId: string, unfinished: string | undefined): string | undefined {
  const left = lease && isLeft(lease) && runOf(lease) !== runId ? runOf(lease) : undefined
  const other = unfinished ?? left ?? lease?.metadata.annotations?.['alsoOpen']
  return other === runId ? undefined : other
}

/** What a Lease is to say beyond who holds it. */
interface Words {
  /** Another run of this state directory that is not finished. */
  other: string | undefined
  /** Held by nobody: its run is left open. */
  left?: boolean
}

/** What somebody may type: whoever may write a Lease decides what stands in it, and the way out is a command made of it. */
function plain(text: string, pattern: RegExp, otherwise: string): string {
  return pattern.test(text) ? text : otherwise
}

/**
 * The lock of the cluster: a Lease that names run, host, process and journal, so that a second wizard on another master
 * sees who is at work, and where a dead one's journal lies. It is removed when the run ends. A run that is left open leaves
 * the Lease behind, held by nobody: other state directories and other hosts know of that run by it alone.
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

  async acquire(runId: string, takeOver: boolean, unfinished?: string): ReturnType<RunLock['acquire']> {
    const found = await this.get()
    if (found) {
      const holder = this.holderOf(found)
      const mayTake = holder.runId === runId || (takeOver && this.isHere(found))
      if (!holder.dead || !mayTake) return { ok: false, holder }
    }
    const other = otherOpen(found, runId, unfinished)
    const lease = this.mine(runId, found, { other })
    const wasOpen = runOf(found) === runId
    // `replace` carries the resourceVersion that was read, `create` fails when there is one: only one wizard can win.
    const result = await this.run(kubectl('write', found ? ['replace', '-f', '-'] : ['create', '-f', '-'], lease))
    const now = await this.get()
    if (!now || !this.isHeld(now, runId)) {
      if (!now) throw new Error(`the Lease could not be made: ${result.stderr.trim().slice(-300)}`)
      return { ok: false, holder: { ...this.holderOf(now), dead: false } }
    }
    let renewed = this.clock.stamp().up
    return {
      ok: true,
      handle: {
        check: async () => {
          const current = await this.get()
          if (!current || !this.isHeld(current, runId)) return false
          if (this.clock.stamp().up - renewed < (SECONDS * 1000) / 3) return true
          const again = await this.run(kubectl('write', ['replace', '-f', '-'], this.mine(runId, current, { other })))
          renewed = this.clock.stamp().up
          return again.exitCode === 0 || this.isMine((await this.get()) ?? current)
        },
        release: async (open = wasOpen) => {
          const current = await this.get()
          if (!current || !this.isMine(current)) return
          const leave = (run: string, words: Words) =>
            this.run(kubectl('write', ['replace', '-f', '-'], this.mine(run, current, { ...words, left: true })))
          if (open) await leave(runId, { other })
          else if (other !== undefined) await leave(other, { other: undefined })
          else await this.run(kubectl('write', ['delete', 'lease', NAME, '-n', NAMESPACE, '--ignore-not-found']))
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

  /** Held for this run by this very process. */
  private isHeld(lease: Lease, runId: string): boolean {
    return this.isMine(lease) && !isLeft(lease) && runOf(lease) === runId
  }

  /** Whether the run it names lies in this very state directory: of any other this process cannot know how it stands. */
  private isHere(lease: Lease): boolean {
    const [host] = lease.spec.holderIdentity.split('/')
    return host === this.me.host && lease.metadata.annotations?.['journal'] === this.me.journal
  }

  private mine(runId: string, old: Lease | undefined, { other, left = false }: Words): Lease {
    const now = microTime(this.clock.stamp().at)
    const { uid, resourceVersion } = old?.metadata ?? {}
    const { journal, started } = this.me
    return {
      metadata: {
        name: NAME,
        namespace: NAMESPACE,
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        annotations: {
          run: runId,
          journal,
          ...(started === undefined ? {} : { started }),
          ...(left ? { open: 'true' } : {}),
          ...(other === undefined ? {} : { alsoOpen: other }),
        },
      },
      spec: {
        holderIdentity: this.identity(),
        leaseDurationSeconds: SECONDS,
        acquireTime: old && this.isMine(old) ? old.spec.acquireTime : now,
        renewTime: now,
      },
    }
  }

  /**
   * A holder is dead when its process on this host is gone, or when it has not renewed for long on another host. One that
   * left an open run behind is dead at once: it holds nothing any more.
   */
  private holderOf(lease: Lease): LockHolder {
    const [host = '', pid = '0'] = lease.spec.holderIdentity.split('/')
    const { run = '', journal = '', started } = lease.metadata.annotations ?? {}
    const age = this.clock.stamp().at - Date.parse(lease.spec.renewTime)
    const expired = !(age < lease.spec.leaseDurationSeconds * 10_000)
    const who = { host, pid: Number(pid), journal, runId: run, ...(started === undefined ? {} : { started }) }
    const dead = isLeft(lease) || (host === this.me.host ? this.isDead(who) : expired)
    const said = {
      runId: isRunId(run) ? run : 'unknown',
      host: plain(host, /^[A-Za-z0-9._-]{0,253}$/, 'unknown'),
      pid: Math.trunc(Number(pid)) || 0,
      since: plain(lease.spec.acquireTime, /^[0-9A-Za-z:.+-]{0,40}$/, 'unknown'),
      journal: plain(journal, /^(\/[A-Za-z0-9._@+:-]+)+$/, ''),
    }
    return { ...said, dead, where: `Lease ${NAMESPACE}/${NAME} (journal in ${said.journal || 'an unknown place'})` }
  }
}
