import type { Operation, ReadObject, Stage } from '../model/plan.ts'
import { turnsMeshOff } from '../plan/mesh.ts'
import { type RunContext, RunFailed } from './context.ts'
import { asStored } from './core/added.ts'
import { checkClaim, claimsOf } from './core/claims.ts'
import { nextForward } from './core/next.ts'
import { refKey } from './core/show.ts'
import { type Ending, makeOperations } from './operation.ts'
import { settleOrphans } from './orphans.ts'
import type { GateResult } from './ports.ts'

/**
 * Goes forward until everything is made and verified. Throws RunFailed when the run has to turn back, RunStopped when it
 * stops where it is.
 */
export async function goForward(context: RunContext): Promise<void> {
  context.startBudget(context.options.applyBudgetMs)
  await settleOrphans(context)
  for (;;) {
    if (context.isOutOfTime()) throw new RunFailed('out-of-time', 'the time for the way forward is used up')
    if (context.journal.reserveUsed) throw new RunFailed('disk-full', 'the disk is full')
    if (context.seen.gate && context.gate) context.seen.gate.fresh = isFresh(context)
    const step = nextForward(context.plan, context.history, context.seen)
    if (step.do === 'operations') stopUnlessHalfMade(context, step.stage)
    else context.checkStop()
    if (step.do === 'finish') return
    if (step.do === 'start-stage') startStage(context, step.index, step.stage)
    else if (step.do === 'operations') await operate(context, step.stage, step.operations)
    else if (step.do === 'gate') await passGate(context, step.index, step.stage)
    else await verifyEnd(context)
  }
}

/**
 * A stage with a gate changes sessions, and its operations belong together: with the mesh off and no cluster ids yet nodes
 * would be without routes for as long as somebody takes to decide how to go on.
 */
function stopUnlessHalfMade(context: RunContext, stage: Stage): void {
  const begun = stage.operations.some(({ id }) => {
    const status = context.history.operations.get(id)?.status
    return status === 'done' || status === 'intended'
  })
  if (stage.gate && begun) context.stopLater()
  else context.checkStop()
}

function isFresh(context: RunContext): boolean {
  return context.gate !== undefined && context.stamp().up - context.gate.up <= context.options.gateMaxAgeMs
}

function startStage(context: RunContext, index: number, stage: Stage): void {
  context.seen.stage = index
  const { id, guideStep, title } = stage
  context.emit({ type: 'stage-start', stage: id, of: context.plan.stages.length, guideStep, title })
}

async function operate(context: RunContext, stage: Stage, operations: Operation[]): Promise<void> {
  const meshOff = operations.find(({ changes }) => turnsMeshOff(changes))
  if (meshOff) await lookAtNewNodes(context, meshOff)
  const started = context.stamp().up
  const tell = (operation: Operation, ending: Ending): void => {
    const failed = ending instanceof RunFailed
    const status = failed ? (ending.code === 'outcome-unknown' ? 'unknown' : 'failed') : ending
    const { id, summary } = operation
    const detail = failed ? { detail: ending.message } : {}
    context.emit({ type: 'operation', operation: id, status, summary, ms: context.stamp().up - started, ...detail })
  }
  const again = async (open: readonly Operation[]): Promise<void> => {
    if (meshOff && open.includes(meshOff)) await refuseUnseenNodes(context, meshOff)
  }
  const endings = await makeOperations(context, operations, again).catch((error: unknown) => {
    const operation = error instanceof RunFailed && operations.find(({ id }) => id === error.operation)
    if (operation) tell(operation, error)
    throw error
  })
  for (const [operation, ending] of endings) tell(operation, ending)
  for (const ending of endings.values()) if (ending instanceof RunFailed) throw ending
  if (!stage.gate && operations.includes(stage.operations.at(-1)!)) endStage(context, stage, 'done')
}

function endStage(context: RunContext, stage: Stage, status: 'done' | 'failed'): void {
  context.emit({ type: 'stage-end', stage: stage.id, status })
}

/** A node that joined after the gate was never looked at: the gate is asked again, and once more only (G7). */
async function lookAtNewNodes(context: RunContext, operation: Operation): Promise<void> {
  if ((await unseenNodes(context, operation)).length === 0) return
  const index = context.seen.gate?.stage
  const stage = index === undefined ? undefined : context.plan.stages[index]
  if (stage && index !== undefined) await passGate(context, index, stage)
  await refuseUnseenNodes(context, operation)
}

/**
 * Turns back when a node joined that the gate never looked at. Where the mesh's command has to be tried again nothing else
 * is left: what starts together with it may be done already, and a gate of the stage before would ask for what is gone.
 */
async function refuseUnseenNodes(context: RunContext, operation: Operation): Promise<void> {
  const still = await unseenNodes(context, operation)
  if (still.length > 0) {
    throw new RunFailed('nodes-changed', `joined meanwhile: ${still.join(', ')}`, { operation: operation.id })
  }
}

/** Nodes that are there now and were not when the newest gate passed; none where the order has no gate at all. */
async function unseenNodes(context: RunContext, operation: Operation): Promise<string[]> {
  if (!context.gate) return []
  const seen = new Set(context.gate.nodes)
  const nodes = await context.ports.nodes().catch((error: unknown) => {
    throw new RunFailed('gate-unverified', `nodes: ${String(error)}`, { operation: operation.id })
  })
  return nodes.filter((node) => !seen.has(node))
}

async function passGate(context: RunContext, index: number, stage: Stage): Promise<void> {
  if (!stage.gate) return
  await refuseFlapping(context)
  const started = context.stamp().up
  const result = await askGate(context, stage)
  // A gate that somebody interrupted has not failed, nor is it one that nobody could look at: it says nothing.
  if (result.status !== 'passed') context.checkStop()
  context.write({ t: 'gate', stage: stage.id, direction: 'forward', status: result.status })
  const { status, seen, wanted, missing } = result
  const seconds = Math.round((context.stamp().up - started) / 1000)
  const { conditions } = stage.gate
  context.emit({ type: 'gate', stage: stage.id, status, conditions, seen, wanted, missing, seconds })
  const passed = status === 'passed' || (status === 'unverified' && context.options.unverified)
  endStage(context, stage, passed ? 'done' : 'failed')
  if (!passed) {
    const code = status === 'failed' ? 'gate-failed' : 'gate-unverified'
    throw new RunFailed(code, missing.slice(0, 5).join(', '), { stage: stage.id })
  }
  context.seen.gate = { stage: index, fresh: true }
  context.gate = { up: context.stamp().up, nodes: result.nodes }
}

async function askGate(context: RunContext, stage: Stage): Promise<GateResult> {
  const gate = stage.gate!
  try {
    return await context.ports.gate({
      plan: context.plan,
      stage,
      gate,
      direction: 'forward',
      signal: context.ports.stop.soon,
    })
  } catch (error) {
    // A verifier that breaks has verified nothing (M11).
    const missing = [error instanceof Error ? error.message : String(error)]
    return { status: 'unverified', seen: 0, wanted: 0, missing, nodes: [] }
  }
}

/**
 * Reads back everything made so far: an operator, GitOps or an admin may have put other values there meanwhile (fault
 * matrix 2.3). Called before each gate and at the end; success is what was read (G13).
 */
async function refuseFlapping(context: RunContext): Promise<void> {
  const made = [...context.operations.values()].flatMap((operation) => {
    const status = context.history.operations.get(operation.id)?.status
    if (status !== 'done' && status !== 'skipped') return []
    const changes = operation.changes.map((change) => asStored(change, context.history.added))
    return { id: operation.id, changes }
  })
  // What an operation in flight when a process died has done is judged when its turn comes, not here.
  const open = [...context.history.operations.values()].filter((known) => known.status === 'intended')
  const inFlight = new Set(open.flatMap((known) => [...known.intents.keys()]))
  const claims = claimsOf(made).filter((claim) => !inFlight.has(refKey(claim.ref)))
  if (claims.length === 0) return
  const objects = await context.read(claims.map((claim) => claim.ref))
  for (const [index, claim] of claims.entries()) {
    const live = objects[index] as ReadObject
    const { holds, drift } = checkClaim(claim, live, context.history.uids.get(refKey(claim.ref)))
    if (holds) continue
    const at = { operation: claim.op }
    const key = refKey(claim.ref)
    if (live.status === 'unreadable') throw new RunFailed('outcome-unknown', `${key}: ${live.reason}`, at)
    for (const item of drift) context.emit({ type: 'drift', drift: item })
    throw new RunFailed('drift', `${key} does not hold what was written any more`, at)
  }
}

async function verifyEnd(context: RunContext): Promise<void> {
  await refuseFlapping(context)
  context.write({ t: 'verified', stamp: context.stamp() })
}
