// Time and memory of plan + forecast of all stages at 50, 500 and 5,000 nodes, each in a process of its own, the least of
// three; the growth between them; and whether they hold. CPU seconds are judged: a busy machine does not change them much.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** At 5,000 nodes; and from one size to the next, which is ten times as large. */
const most = { seconds: 2, mebibytes: 512, growth: 4 }

const here = dirname(fileURLToPath(import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'crrw-bench-'))
let failed = false
try {
  const outfile = join(work, 'forecast-case.mjs')
  await build({
    loader: { '.yaml': 'text', '.cfg': 'text' },
    entryPoints: [join(here, 'forecast-case.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
    // The YAML library is CommonJS and asks for node's own modules.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  })
  for (const [version, leafs] of [
    ['v3.31.7', 'all'],
    ['v3.25.0', 'all'],
    ['v3.31.7', 'strict'],
  ]) {
    console.log(`Calico ${version}, leafs accept ${leafs === 'all' ? 'every node' : 'reflectors only'}`)
    let former
    for (const [nodes, racks] of [
      [50, 2],
      [500, 10],
      [5000, 20],
    ]) {
      const row = leastOf(3, () => measure(outfile, nodes, racks, version, leafs))
      const growth = former
        ? `  x${(row.cpuMs / former.cpuMs).toFixed(1)} time, x${(row.mebibytes / former.mebibytes).toFixed(1)} memory`
        : ''
      console.log(
        `  ${String(row.nodes).padStart(5)} nodes ${String(racks).padStart(3)} racks  ${row.strategy} (${row.stages} stages)  CPU ${row.cpuMs} ms  plan ${row.planMs} ms  forecast ${row.forecastMs} ms  peak ${row.mebibytes} MiB  sessions ${row.sessions.join(' -> ')}  lost pairs ${row.lostPairs}${growth}`,
      )
      if (former) judge('growth of time', row.cpuMs / former.cpuMs, most.growth, ' times')
      former = row
    }
    judge('5,000 nodes: CPU', former.cpuMs / 1000, most.seconds, ' s')
    judge('5,000 nodes: memory', former.mebibytes, most.mebibytes, ' MiB')
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0

function measure(file, nodes, racks, version, leafs) {
  const args = [file, String(nodes), String(racks), version, leafs]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

function leastOf(times, take) {
  const rows = Array.from({ length: times }, take)
  return rows.reduce((least, row) => (row.cpuMs < least.cpuMs ? row : least))
}

function judge(name, value, limit, unit) {
  const ok = value <= limit
  if (!ok) failed = true
  console.log(`    ${ok ? 'ok  ' : 'FAIL'}  ${name}: ${value.toFixed(2)}${unit} (limit ${limit}${unit})`)
}
