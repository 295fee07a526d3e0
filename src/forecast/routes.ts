import { type Fabric, noFabric } from '../model/fabric.ts'
import type { ForecastRoute, RouteForecast } from '../model/forecast.ts'
import type { ResourceSet } from '../model/resources.ts'
import type { SessionForecast, Warning } from '../model/session.ts'
import type { CalicoVersion } from '../model/version.ts'
import { reach } from './routes/attributes.ts'
import type { Speaker } from './routes/network.ts'
import type { Solution } from './routes/solve.ts'
import { computeTables, forwardOf, type Tables } from './routes/tables.ts'

/** What the route forecast leaves out; also in docs/forecast-routes.md. */
export const routesNotModelled: readonly string[] = [
  'BGPFilter rules: sessions with filters are treated as if they had none.',
  'Communities and prefix advertisements, MED, local preference set by hand.',
  'Nodes of different versions side by side: local preference changed with 3.32.',
  "Addresses borrowed from another node's block (a /32 of its own), and routes of higher priority inside a block (live migration, from 3.32).",
  'Blocks that are not confirmed yet: before 3.24 their node holds a blackhole route for them.',
  'Routes that Felix programs (VXLAN pools, IPIP pools from 3.33, programClusterRoutes): such pods do not ride on BGP.',
  'Route maps, filters and timers of switches beyond the options of a leaf.',
]

/**
 * Routes at rest: what every node's BIRD and kernel and every switch holds, in both families.
 * @param sessions established sessions decide; from `forecastSessions` for the same resources
 * @param fabric switches as plain BGP speakers
 * @param version decides origination and export policy (facts, sections 4.1 and 4.2)
 * @returns routes by node and switch; `converged` false when they never come to rest
 */
export function forecastRoutes(
  sessions: SessionForecast,
  resources: ResourceSet,
  fabric: Fabric = noFabric,
  version: CalicoVersion,
): RouteForecast {
  const families = [4, 6].map((family) => computeTables(sessions, resources, fabric, version, family as 4 | 6))
  const result: RouteForecast = {
    nodes: Object.fromEntries(resources.nodes.map((node) => [node.metadata.name, { rib: [], kernel: [] }])),
    switches: Object.fromEntries(fabric.switches.map((device) => [device.name, []])),
    converged: families.every((tables) => tables.converged),
    messages: families.reduce((sum, tables) => sum + tables.messages, 0),
    warnings: [],
    notModelled: [...routesNotModelled],
  }
  for (const tables of families) {
    for (const solution of tables.solutions) {
      for (const speaker of tables.network.speakers) addRoutes(result, tables, speaker, solution)
      if (!solution.converged) result.warnings.push(restless(solution))
    }
  }
  return result
}

function addRoutes(result: RouteForecast, tables: Tables, speaker: Speaker, solution: Solution): void {
  const paths = solution.best[speaker.index]!
  if (paths.length === 0) return
  const first = paths[0]!
  const protocols = [
    ...new Set(paths.flatMap((path) => (path.end < 0 ? [] : [tables.network.ends[path.end]!.protocol]))),
  ]
  const forward = forwardOf(speaker, solution)
  const own = result.nodes[speaker.name]
  for (const { text: destination } of solution.group.prefixes) {
    const common = { destination, asPath: [...first.asPath], ...(protocols.length > 0 ? { protocols } : {}) }
    const installed: ForecastRoute | undefined = forward && {
      ...common,
      nextHops: gateways(tables, speaker, forward.nextHops, forward.tunnel),
      kind: forward.kind === 'via' ? 'unicast' : forward.kind === 'local' ? 'blackhole' : 'unreachable',
      ...(forward.tunnel ? { tunnel: true } : {}),
    }
    if (speaker.kind === 'switch') {
      if (installed) result.switches[speaker.name]!.push({ ...installed, kind: 'unicast' })
      continue
    }
    own!.rib.push({
      ...common,
      nextHops: first.end < 0 ? [] : [...new Set(paths.map((path) => path.nextHop))],
      kind: first.end < 0 ? 'blackhole' : first.reach === reach.unreachable ? 'unreachable' : 'unicast',
    })
    if (installed) own!.kernel.push(installed)
  }
}

/** The gateway the kernel is given: a next hop behind the default route becomes the default's own gateway. */
function gateways(tables: Tables, speaker: Speaker, nextHops: readonly string[], tunnel: boolean): string[] {
  if (tunnel || speaker.kind === 'switch') return [...nextHops]
  const found = nextHops.map((hop) => {
    if (tables.resolver(speaker, hop) === reach.direct) return hop
    const device = tables.network.speakers[speaker.defaultVia]
    return device?.addresses.find((address) => tables.resolver(speaker, address) === reach.direct) ?? hop
  })
  return [...new Set(found)].sort()
}

function restless({ group }: Solution): Warning {
  const subject = group.prefixes[0]!.text
  return {
    code: 'W_ROUTES_RESTLESS',
    subject,
    message: `Routes to ${subject} never come to rest in the model; the last state is shown.`,
  }
}
