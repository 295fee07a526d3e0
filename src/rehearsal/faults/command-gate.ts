import type { PendingWrite } from '../api/context.ts'
import { conflict } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import type { Fault, FaultKind } from './fault.ts'

/** A mutating command that is about to run. */
export interface CommandNotice {
  tool: 'kubectl' | 'calicoctl' | 'ssh' | 'internal'
  argv: string[]
}

/** What a command is told before it starts. */
export interface CommandPermit {
  /** Goes along with each request of the command. */
  id: string
  /** Position among the mutating commands, from 1. */
  number: number
  fault?: FaultKind
}

/** Called before a mutating command runs, with its number; what it changes, others changed "just before". */
export type CommandHook = (number: number, notice: CommandNotice) => void | Promise<void>

/** Counts mutating commands and lets the planned faults happen. */
export class CommandGate {
  /** Mutating commands so far. */
  count = 0
  private readonly faults: Fault[]
  private readonly kill: () => void
  private readonly running = new Map<string, FaultKind>()
  private readonly hooks: CommandHook[] = []

  constructor(faults: Fault[], kill: () => void) {
    this.faults = faults
    this.kill = kill
  }

  /** Adds a hook. */
  onCommand(hook: CommandHook): void {
    this.hooks.push(hook)
  }

  /** Registers a mutating command; says which fault it has to play. */
  async begin(notice: CommandNotice): Promise<CommandPermit> {
    this.count += 1
    const number = this.count
    const id = String(number)
    for (const hook of this.hooks) await hook(number, notice)
    const kind = this.faults.find((fault) => fault.at === number)?.kind
    if (kind === 'kill') this.kill()
    if (kind) this.running.set(id, kind)
    return { id, number, ...(kind ? { fault: kind } : {}) }
  }

  /** Before a write of a command: the edit of somebody else that makes it a conflict, once a command. */
  beforeWrite(store: Store, write: PendingWrite): void {
    if (!write.command || this.running.get(write.command) !== 'conflict') return
    this.running.delete(write.command)
    const { kind, namespace, name } = write
    const object = store.find(kind, namespace, name)
    if (object) {
      const annotations = { ...object.metadata.annotations, 'rehearsal.example.com/edited-by': 'somebody-else' }
      store.update(kind, { ...object, metadata: { ...object.metadata, annotations } }, { manager: 'somebody-else' })
    }
    throw conflict(kind, name)
  }

  /** After a write of a command. */
  afterWrite(write: PendingWrite): void {
    if (write.command && this.running.get(write.command) === 'kill-after') this.kill()
  }
}
