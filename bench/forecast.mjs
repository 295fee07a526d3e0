// Time and memory of plan + forecast at 50, 500 and 5,000 nodes, each in a process of its own, and the growth between.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const work = mkdtempSync(join(tmpdir(), 'crrw-bench-'))
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
      const text = execFileSync(process.execPath, [outfile, String(nodes), String(racks), version, leafs], {
        encoding: 'utf8',
      })
      const row = JSON.parse(text)
      const total = row.planMs + row.forecastMs
      const growth = former
        ? `  x${(total / former.total).toFixed(1)} time, x${(row.mebibytes / former.mebibytes).toFixed(1)} memory`
        : ''
      console.log(
        `  ${String(row.nodes).padStart(5)} nodes ${String(racks).padStart(3)} racks  ${row.strategy} (${row.stages} stages)  plan ${row.planMs} ms  forecast ${row.forecastMs} ms  peak ${row.mebibytes} MiB  sessions ${row.sessions.join(' -> ')}  lost pairs ${row.lostPairs}${growth}`,
      )
      former = { total, mebibytes: row.mebibytes }
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
