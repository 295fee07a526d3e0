import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { emptyReport, exhaustive, type Report, record } from './exhaustive.ts'
import { damageJournal } from './journal-damage.ts'
import { playSeed, randomTopologies, scenarioOf } from './random.ts'
import { madePlans, prepare, topologies, usePlans } from './topology.ts'

interface Job {
  shard: number
  of: number
  /** Of the exhaustive part, every n-th case. */
  every: number
  seeds: number
  plans: ReturnType<typeof madePlans>
}

interface Summary {
  exhaustive: Record<string, Flat>
  random: Flat
}

interface Flat {
  runs: number
  struck: number
  outcomes: [string, number][]
  failures: Report['failures']
}

function flat(report: Report): Flat {
  return { ...report, outcomes: [...report.outcomes] }
}

async function work(job: Job): Promise<Summary> {
  usePlans(job.plans)
  const summary: Summary = { exhaustive: {}, random: flat(emptyReport()) }
  for (const [name, topology] of Object.entries(topologies)) {
    const report = emptyReport()
    await exhaustive(name, topology, report, { every: job.every * job.of, from: job.shard * job.every })
    summary.exhaustive[name] = flat(report)
  }
  const random = emptyReport()
  for (let seed = job.shard; seed < job.seeds; seed += job.of) {
    const { recovery, faults } = await scenarioOf(seed)
    // A seed stands for several faults: no single end is expected of it.
    const what = { topology: `seed ${seed}`, recovery, faults: [...faults, ...faults], seed }
    record(random, what, await playSeed(seed))
  }
  summary.random = flat(random)
  return summary
}

function add(total: Flat, part: Flat): void {
  total.runs += part.runs
  total.struck += part.struck
  total.failures.push(...part.failures)
  const outcomes = new Map(total.outcomes)
  for (const [outcome, count] of part.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count)
  total.outcomes = [...outcomes]
}

function tell(title: string, part: Flat): void {
  const ends = part.outcomes.map(([outcome, count]) => `${outcome} ${count}`).join(', ')
  console.log(`${title}: ${part.runs} runs, ${part.struck} struck; ${ends}; violations ${part.failures.length}`)
}

async function replay(seed: number): Promise<number> {
  const scenario = await scenarioOf(seed)
  console.log(
    JSON.stringify({ seed, topology: scenario.topology, recovery: scenario.recovery, faults: scenario.faults }),
  )
  const first = await playSeed(seed, { keepTrace: true })
  const second = await playSeed(seed)
  for (const line of first.trace ?? []) console.log(line)
  console.log(
    `outcome ${first.outcome}, trace ${first.hash}${first.hash === second.hash ? '' : ` but ${second.hash} the second time`}`,
  )
  for (const violation of first.violations) console.log(`violation: ${violation}`)
  return first.violations.length === 0 && first.hash === second.hash ? 0 : 1
}

async function main(): Promise<number> {
  const args = process.argv.slice(2)
  const option = (name: string, otherwise: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise
  if (args.includes('--seed')) return replay(option('--seed', 0))
  const quick = args.includes('--quick')
  const of = option('--workers', Math.min(4, availableParallelism()))
  for (const topology of [...Object.values(topologies), ...randomTopologies]) prepare(topology)
  const job = {
    of,
    plans: madePlans(),
    every: option('--every', quick ? 40 : 1),
    seeds: option('--seeds', quick ? 300 : 10_000),
  }
  const started = performance.now()

  const journal = damageJournal(quick ? 4 : 30, quick ? 5 : 1)
  console.log(
    `journal of ${journal.bytes} bytes: ${journal.cuts} cuts, ${journal.flips} bits, ${journal.moves} moves; wrong ${journal.wrong.length}`,
  )

  const parts = await Promise.all(
    Array.from({ length: of }, (_, shard) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { ...job, shard } })
      return new Promise<Summary>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    }),
  )
  const total = flat(emptyReport())
  for (const name of Object.keys(topologies)) {
    const sum = flat(emptyReport())
    for (const part of parts) add(sum, part.exhaustive[name] as Flat)
    tell(`single faults, ${name}`, sum)
    add(total, sum)
  }
  const random = flat(emptyReport())
  for (const part of parts) add(random, part.random)
  tell(`random seeds 0..${job.seeds - 1}`, random)
  add(total, random)

  for (const { what, violations } of total.failures.slice(0, 20)) {
    console.log(
      `FAILED ${what.topology} ${what.recovery} seed ${what.seed} ${JSON.stringify(what.faults)}\n  ${violations.slice(0, 3).join('\n  ')}`,
    )
  }
  for (const wrong of journal.wrong.slice(0, 20)) console.log(`FAILED journal: ${wrong}`)
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  const violations = total.failures.length + journal.wrong.length
  const { user, system } = process.cpuUsage()
  const cpu = ((user + system) / 1e6).toFixed(0)
  console.log(`${total.runs} runs in ${seconds} s (${cpu} s of CPU), violations: ${violations}`)
  return violations === 0 ? 0 : 1
}

if (isMainThread) process.exitCode = await main()
else parentPort?.postMessage(await work(workerData as Job))
