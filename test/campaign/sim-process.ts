import { hash as digest } from 'node:crypto'
import type { EnginePorts, GateRequest, GateResult, StopRequest } from '../../src/apply/ports.ts'
import { RunStore } from '../../src/apply/run-store.ts'
import type { CommandResult } from '../../src/model/command-result.ts'
import type { Command, Operation, ReadObject } from '../../src/model/plan.ts'
import { adminActs } from './admin.ts'
import { nodesWithoutSessions } from './by-configuration.ts'
import { clusterFaults, type FaultKind } from './faults.ts'
import { checkIntent, checkMeshOrder, isGoingBack } from './invariants.ts'
import { keyOf } from './sim-cluster.ts'
import type { World } from './world.ts'

/** Thrown out of a file operation by a kill: there the engine cannot be left hanging. */
export class Killed extends Error {}

const hash = (text: string) => digest('sha256', text)
const foreignKinds = new Set<FaultKind>(clusterFaults)

/** One process of the wizard in a world: the engine's ports, until it is killed. */
export class SimProcess {
  readonly world: World
  readonly id: number
  readonly killed: Promise<'killed'>
  readonly ports: EnginePorts
  dead = false
  private die: () => void = () => {}
  private signal: string | undefined
  private soon = new AbortController()
  private readonly now = new AbortController()
  private back = false

  constructor(world: World) {
    this.world = world
    this.id = ++world.processes
    this.killed = new Promise((resolve) => {
      this.die = () => resolve('killed')
    })
    this.ports = this.makePorts()
  }

  /** kill -9: from now on nothing of this process has any effect. */
  kill(): Promise<never> {
    this.dead = true
    this.world.log(`kill ${this.id}`)
    this.die()
    return new Promise(() => {})
  }

  powerCut(): void {
    this.world.disk.powerCut(this.world.prng)
    this.world.boot++
    this.world.orphans.length = 0
  }

  private stop(signal: string): void {
    this.world.log(signal)
    if (signal === 'SIGHUP' && this.back) return
    if (this.signal === undefined) {
      this.signal = signal
      this.soon.abort()
    }
  }

  private readonly stopRequest = (): StopRequest => {
    const self = this
    return {
      requested: () => self.signal,
      insisted: () => false,
      get soon() {
        return self.soon.signal
      },
      now: this.now.signal,
      rollingBack: () => {
        this.back = true
        if (this.signal === 'SIGHUP') {
          this.signal = undefined
          this.soon = new AbortController()
        }
      },
    }
  }

  /** What is common to all effects: death, signals, sleep, what others do. */
  private async common(kind: FaultKind | undefined, operations: readonly Operation[]): Promise<void> {
    const { world } = this
    if (this.dead) await this.kill()
    if (kind === undefined) return
    if (kind === 'kill-before') await this.kill()
    if (kind === 'power-cut') {
      this.powerCut()
      await this.kill()
    }
    if (kind === 'sigint' || kind === 'sigterm' || kind === 'sighup') this.stop(kind.toUpperCase())
    if (kind === 'sleep') world.advance(600_000)
    if (kind === 'clock-back') world.wallOffset -= 3_600_000
    if (kind === 'clock-forward') world.wallOffset += 10 * 365 * 86_400_000
    if (foreignKinds.has(kind)) adminActs(world, kind, operations)
  }

  private makePorts(): EnginePorts {
    const { world } = this
    const stop = this.stopRequest()
    return {
      run: (command) => this.command(command),
      read: (refs) => this.read(refs.map((ref) => () => world.cluster.read(ref))),
      gate: (request) => this.gate(request),
      nodes: async () => world.nodes(),
      identify: async () => world.plan.cluster,
      stale: async () => [],
      children: {
        alive: () => world.orphans.length > 0,
        stop: (_, signal) => {
          // Some children do not listen to the polite word.
          if (signal === 'SIGKILL') world.log(`orphans killed: ${world.orphans.splice(0).length}`)
        },
      },
      store: new RunStore(
        world.disk.view((effect, path) => this.disk(effect, path)),
        '/state',
        hash,
      ),
      lock: {
        acquire: async (runId, takeOver) => {
          if (this.dead) await this.kill()
          const holder = world.lockHolder
          if (holder && !(holder.process !== this.id && (holder.runId === runId || takeOver))) {
            return {
              ok: false,
              holder: { runId: holder.runId, host: 'sim', pid: holder.process, since: '', dead: true, where: 'sim' },
            }
          }
          world.lockHolder = { process: this.id, runId }
          return {
            ok: true,
            handle: {
              check: async () => {
                const kind = world.strike('lock')
                await this.common(kind, [])
                if (kind === 'lock-throws') throw new Error('no answer')
                if (kind === 'lock-lost') world.lockHolder = { process: 0, runId }
                return world.lockHolder?.process === this.id
              },
              release: async () => {
                if (this.dead) await this.kill()
                if (world.lockHolder?.process === this.id) world.lockHolder = undefined
              },
            },
          }
        },
      },
      clock: {
        stamp: () => ({ at: world.wallOffset + world.up, up: world.up, boot: `boot-${world.boot}` }),
        sleep: async (ms) => {
          if (this.dead) await this.kill()
          world.advance(ms)
        },
      },
      random: world.prng.float,
      hash,
      emit: (event) => {
        if (this.dead) return
        if (world.traceLines) world.told.push(event)
        if (event.type === 'drift') world.log(`drift ${event.drift.object} ${event.drift.path}`)
        // A closed pipe: views may throw at any time.
        if (world.prng.chance(0.02)) throw Object.assign(new Error('EPIPE'), { code: 'EPIPE' })
      },
      stop,
      host: { name: 'sim', user: 0, pid: this.id, wizard: 'campaign' },
    }
  }

  private async read(reads: (() => ReadObject)[]): Promise<ReadObject[]> {
    const { world } = this
    const kind = world.strike('read')
    await this.common(kind, [])
    world.advance(50)
    world.log(`read ${reads.length}`)
    if (kind === 'read-throws') throw new Error('connection refused')
    const objects = reads.map((read) => read())
    if (kind === 'unreadable') return objects.map(({ ref }) => ({ ref, status: 'unreadable', reason: 'timed out' }))
    if (kind === 'short-list') return objects.slice(1)
    return objects
  }

  private disk(effect: 'append' | 'sync' | 'create' | 'other', path: string): void {
    const { world } = this
    if (this.dead) throw new Killed()
    if (path.endsWith('.ndjson')) return
    const kind = world.strike('disk')
    world.log(`${effect} ${path}`)
    if (kind === undefined) return
    if (kind === 'kill-before' || kind === 'power-cut') {
      if (kind === 'power-cut') this.powerCut()
      void this.kill()
      throw new Killed()
    }
    if (kind === 'ENOSPC' && effect === 'append') world.disk.free = 0
    if (kind === 'EIO' || (kind === 'EIO-sync' && effect === 'sync')) {
      throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
    }
  }

  private async gate({ direction, signal, stage }: GateRequest): Promise<GateResult> {
    const { world } = this
    const kind = world.strike('gate')
    const all = world.plan.stages.flatMap((stage) => stage.operations)
    await this.common(kind === 'node-joins' ? undefined : kind, all)
    world.advance(15_000)
    // On the way back a gate asks for what the configuration of the moment gives, and no more.
    const missing = direction === 'back' ? [] : nodesWithoutSessions(world.cluster, world.meshSkipsReflectors)
    const nodes = world.nodes()
    const status =
      kind === 'gate-fails' || signal.aborted || missing.length > 0
        ? 'failed'
        : kind === 'gate-blind'
          ? 'unverified'
          : 'passed'
    world.log(`gate ${direction} ${status}`)
    if (status !== 'passed' || kind === 'gate-throws') world.lastGate = undefined
    if (kind === 'gate-throws') throw new Error('exec into pod failed')
    const looked = kind === 'gate-misses-node' ? nodes.slice(1) : nodes
    // The node joins right behind the gate's back.
    if (kind === 'node-joins') await this.common(kind, all)
    if (status === 'passed') {
      world.lastGate = { direction, nodes: looked, up: world.up }
      if (direction === 'back') {
        world.backGates.add(stage.id)
        world.meshBackSeen = true
      }
    }
    return { status, seen: nodes.length - missing.length, wanted: nodes.length, missing, nodes: looked }
  }

  private async command(command: Command): Promise<CommandResult> {
    const { world } = this
    const kind = world.strike('command')
    const parts = world.cluster.parse(command)
    const keys = new Set(parts.map((part) => part.key))
    const touched = world.plan.stages
      .flatMap((stage) => stage.operations)
      .filter((operation) => operation.changes.some((change) => keys.has(keyOf(change.ref))))
    if (!this.dead) {
      if (world.lockHolder?.process !== this.id) world.violate(`command without the lock: ${command.argv.join(' ')}`)
      checkIntent(world, keys)
      checkMeshOrder(world, command, keys)
    }
    // A delete names no version: what somebody changes between our look and our delete is lost, with calicoctl, for
    // everyone (docs/engine.md). Elsewhere the commands compare and set, so the edit may come at the last moment.
    const deletes = command.argv[0] === 'delete' || command.tool === 'internal' || command.tool === 'ssh'
    // An object made anew between our look and our command has the same name and values: no command can tell.
    // Commands that start together were all looked for before the first of them: only what this one has written is made
    // anew, never what a command beside it is about to write.
    const here = touched.map((operation) => ({
      ...operation,
      changes: operation.changes.filter((change) => keys.has(keyOf(change.ref))),
    }))
    const later = kind === 'admin-recreate' || (deletes && kind !== undefined && foreignKinds.has(kind))
    if (!later) await this.common(kind, touched)
    world.commands++
    world.log(`command ${command.tool} ${command.argv.join(' ')}`)
    if (kind === 'kill-child-lives' || kind === 'kill-child-hangs') {
      const argv = command.argv.join(' ')
      const due = world.up + world.prng.below(40_000) + (kind === 'kill-child-hangs' ? 65_000 : 0)
      // It does what it was started for, whichever way the run goes by then.
      const back = isGoingBack(world)
      world.orphans.push({ due, argv, run: () => this.effect(command, { back }) })
      await this.kill()
    }
    const result = this.answer(command, kind)
    world.advance(100)
    // Nor can anyone tell an object made anew right behind a create from the one that was created.
    if (later && command.argv[0] !== 'create') await this.common(kind, kind === 'admin-recreate' ? here : touched)
    if (kind === 'kill-after') await this.kill()
    return result
  }

  /** Does the work, and looks whether a node lost its last session by it (G7). */
  private effect(command: Command, how: { back?: boolean; only?: (index: number) => boolean } = {}) {
    const { world } = this
    const back = how.back ?? isGoingBack(world)
    const before = new Set(nodesWithoutSessions(world.cluster, world.meshSkipsReflectors))
    const said = world.cluster.execute(command, how.only)
    if (world.edits.length === 0 && (world.plan.order === 'safe' || back)) {
      const netted = (node: string) => world.cluster.objects.has(`HostRoutes/${node}:safety-net`)
      const lost = nodesWithoutSessions(world.cluster, world.meshSkipsReflectors).filter(
        (node) => !before.has(node) && !netted(node),
      )
      if (lost.length > 0) world.violate(`no session left by configuration: ${lost.join(', ')}`)
    }
    const spec = world.cluster.objects.get('BGPConfiguration/default')?.content['spec'] as
      | Record<string, unknown>
      | undefined
    if (spec?.['nodeToNodeMeshEnabled'] === false) {
      world.meshWentOff = true
      world.meshBackSeen = false
    }
    return said
  }

  /** Does what a command does under a fault of its kind, and says what it would say. */
  answer(command: Command, kind: FaultKind | undefined): CommandResult {
    const base = { command, timedOut: false, truncated: false, ms: 100 }
    const nothing = { ...base, stdout: '', stderr: '' }
    const half = (index: number) => index % 2 === 1
    switch (kind) {
      case 'exit':
        return { ...nothing, exitCode: 1, stderr: 'error: something nobody has seen before' }
      case 'exit-silent':
        return { ...nothing, exitCode: 1 }
      case 'stdout-error':
        return { ...nothing, exitCode: 1, stdout: 'Failed to create Calico API client: no idea' }
      case 'lying-success':
        return { ...nothing, exitCode: 0, stdout: 'Successfully did it' }
      case 'lost-ack':
        this.effect(command)
        return { ...nothing, exitCode: 1, stderr: 'unexpected EOF' }
      case 'timeout':
        this.world.advance(60_000)
        return { ...nothing, timedOut: true, signal: 'SIGTERM' }
      case 'timeout-done':
        this.effect(command)
        this.world.advance(60_000)
        return { ...nothing, timedOut: true, signal: 'SIGTERM' }
      case 'killed-child':
        return { ...nothing, signal: 'SIGKILL' }
      case 'killed-child-done':
        this.effect(command)
        return { ...nothing, signal: 'SIGKILL' }
      case 'garbage': {
        const { exitCode } = this.effect(command)
        return { ...nothing, exitCode, stdout: '<html>\u0000{{{' }
      }
      case 'truncated':
        this.effect(command)
        return { ...nothing, signal: 'SIGTERM', truncated: true }
      case 'warnings': {
        const said = this.effect(command)
        return { ...base, ...said, stderr: `Warning: deprecated\nE0101 throttling request\n${said.stderr}` }
      }
      case 'conflict':
        return { ...nothing, exitCode: 1, stderr: 'Operation cannot be fulfilled: the object has been modified' }
      case 'throttled':
        return { ...nothing, exitCode: 1, stderr: 'Error from server: too many requests' }
      case 'partial':
        this.effect(command, { only: half })
        return { ...nothing, exitCode: 1, stderr: 'Partial success: applied the first 1 out of 2 resources' }
      case 'partial-ok':
        this.effect(command, { only: half })
        return { ...nothing, exitCode: 0, stdout: 'Successfully did it' }
      case 'not-started':
        return { ...nothing, notStarted: 'ENOENT' }
      case 'throws':
        throw new Error('spawn EAGAIN')
      default:
        return { ...base, ...this.effect(command) }
    }
  }
}
