import { forecastPlan } from '../src/forecast/stages.ts'
import { makePlan } from '../src/plan/make.ts'
import { clusterOf } from '../test/unit/forecast-routes/clusters.ts'

/** One measurement: plan and forecast of all stages for a cluster of `nodes` in `racks`; prints one line of JSON. */
const [nodes, racks, version] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4] ?? 'v3.31.7']
const share = Math.floor(nodes / racks)
const leafs = process.argv[5] === 'strict' ? ({ accepts: 'reflectors', remoteAs: 'exact' } as const) : {}
const { cluster, design } = clusterOf({
  version,
  racks: Array.from({ length: racks }, () => share),
  reflectors: 2,
  leafs,
})
const cpu = process.cpuUsage()
const start = performance.now()
const plan = makePlan(cluster, design, { order: 'safe', madeBy: 'bench', hash: (text) => String(text.length) })
const planned = performance.now()
const forecast = forecastPlan(plan, cluster)
const end = performance.now()
const used = process.cpuUsage(cpu)
console.log(
  JSON.stringify({
    nodes: cluster.resources.nodes.length,
    racks,
    strategy: plan.strategy,
    stages: plan.stages.length,
    planMs: Math.round(planned - start),
    forecastMs: Math.round(end - planned),
    cpuMs: Math.round((used.user + used.system) / 1000),
    // The peak of the whole process, cluster included.
    mebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
    sessions: [forecast.sessionsNow, forecast.sessionsThen],
    lostPairs: forecast.lostPairs,
    worst: forecast.worst,
  }),
)
