import { linkSync, readdirSync, readFileSync, unlinkSync } from 'node:fs'
import { nodeDisk } from './disk-node.ts'
import type { LockHolder, RunLock } from './ports.ts'

/** What a lock file says about its holder. */
interface Ticket {
  runId: string
  host: string
  pid: number
  /** Start of the process in clock ticks since boot: a process id alone is used again one day. */
  started: string
  boot: string
  since: string
  released?: boolean
}

/** Start time of a process (field 22 of /proc/PID/stat), undefined when it is not running. */
export function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie has ended; only its parent has not asked yet.
    return rest[0] === 'Z' ? undefined : rest[19]
  } catch {
    return undefined
  }
}

function isDead(ticket: Ticket, boot: string): boolean {
  return ticket.boot !== boot || processStart(ticket.pid) !== ticket.started
}

const fileName = /^lock\.(\d{1,15})$/

function highest(root: string): number {
  return Math.max(0, ...readdirSync(root).map((name) => Number(fileName.exec(name)?.[1] ?? 0)))
}

function readTicket(path: string): Ticket | undefined {
  try {
    const bytes = nodeDisk.read(path, 4096)
    return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as Ticket)
  } catch {
    return undefined
  }
}

/** Puts a file under a name that must be free; content and name appear together. */
function place(root: string, name: string, ticket: Ticket): boolean {
  const temporary = `${root}/.ticket-${process.pid}-${name}`
  const file = nodeDisk.create(temporary)
  try {
    file.append(new TextEncoder().encode(JSON.stringify(ticket)))
    file.sync()
    linkSync(temporary, `${root}/${name}`)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false
    throw error
  } finally {
    file.close()
    unlinkSync(temporary)
  }
}

/**
 * The lock of this host. Lock files are numbered and the highest number rules: whoever links number N+1 first has it, the
 * others see EEXIST. A number is removed only by the holder of a higher one, so two can never both be right, even when
 * both found the same dead holder.
 */
export class FileLock implements RunLock {
  private readonly root: string
  private readonly who: { host: string; boot: string; pid: number }

  constructor(root: string, who: { host: string; boot: string; pid?: number }) {
    this.root = root
    this.who = { pid: process.pid, ...who }
  }

  async acquire(runId: string, takeOver: boolean): ReturnType<RunLock['acquire']> {
    const { host, boot, pid } = this.who
    const number = highest(this.root)
    const path = `${this.root}/lock.${number}`
    const ticket = number === 0 ? undefined : readTicket(path)
    if (number > 0 && !ticket) return { ok: false, holder: this.unknownHolder(path) }
    if (ticket && !ticket.released) {
      const dead = isDead(ticket, boot)
      if (!dead || (ticket.runId !== runId && !takeOver)) return { ok: false, holder: holderOf(ticket, dead, path) }
    }
    const mine: Ticket = { runId, host, pid, started: processStart(pid) ?? '', boot, since: new Date().toISOString() }
    const name = `lock.${number + 1}`
    const won = place(this.root, name, mine) && highest(this.root) === number + 1
    if (!won) {
      const now = `${this.root}/lock.${highest(this.root)}`
      const winner = readTicket(now)
      return { ok: false, holder: winner ? holderOf(winner, false, now) : this.unknownHolder(now) }
    }
    this.removeBelow(number + 1)
    return {
      ok: true,
      handle: {
        check: async () => highest(this.root) === number + 1,
        release: async () => {
          // The number stays, marked, so that it is never given out twice.
          if (highest(this.root) !== number + 1) return
          place(this.root, `lock.${number + 2}`, { ...mine, released: true })
          this.removeBelow(number + 2)
        },
      },
    }
  }

  private removeBelow(number: number): void {
    for (const name of readdirSync(this.root)) {
      const other = Number(fileName.exec(name)?.[1] ?? Number.POSITIVE_INFINITY)
      if (other < number) unlinkSync(`${this.root}/${name}`)
    }
  }

  private unknownHolder(path: string): LockHolder {
    return { runId: 'unknown', host: this.who.host, pid: 0, since: 'unknown', dead: false, where: `file ${path}` }
  }
}

function holderOf(ticket: Ticket, dead: boolean, path: string): LockHolder {
  const { runId, host, pid, since } = ticket
  return { runId, host, pid, since, dead, where: `file ${path}` }
}
