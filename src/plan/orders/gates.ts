import type { Gate, GateCondition } from '../../model/plan.ts'

/**
 * How long a gate waits before it gives up, in seconds. Sessions were seen to need up to 46 s (lab.md), so a gate waits
 * twice that; it passes as soon as its conditions hold.
 */
const GATE_SECONDS = 90

/**
 * A gate on all nodes, never on a sample (reliability.md, G7 and G8).
 * @param conditions what must be seen before the next stage may start
 */
export function gate(...conditions: GateCondition[]): Gate {
  return { conditions, timeoutSeconds: GATE_SECONDS }
}

/** Every session and every route of the forecast of this moment is there. */
export function gateOnForecast(): Gate {
  return gate({ kind: 'sessions-as-forecast' }, { kind: 'routes-as-forecast' })
}
