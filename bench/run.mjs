// Prints what the README claims about speed: start-up, the guide's rehearsal beside a bash script of the same commands,
// 500 nodes, memory, size. Times are compared side by side in one run, and only their ratios are judged.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { distSize } from '../scripts/dist-size.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const wizard = join(root, 'bin/calico-rr-wizard.js')
const scratch = mkdtempSync(join(tmpdir(), 'crrw-bench-'))
const lines = []
let failed = false
const say = (text) => {
  lines.push(text)
  process.stdout.write(`${text}\n`)
}
const judge = (name, value, limit, unit) => {
  const ok = value <= limit
  if (!ok) failed = true
  say(`${ok ? 'ok  ' : 'FAIL'}  ${name}: ${value.toFixed(2)}${unit} (limit ${limit}${unit})`)
}
const GUIDE_RUNS = Number(process.env.CRRW_BENCH_RUNS ?? 3)
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const time = (work) => {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** All parts, or those named: `npm run bench -- start guide large size`. */
const parts = { start: startUp, guide: guideBesideBash, large: fiveHundred, size: sizeOfAll }
const chosen = process.argv.slice(2)
try {
  for (const [name, part] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) await part()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
process.exitCode = failed ? 1 : 0

/** `--help` against an empty Node, alternating, so that noise hits both alike. */
function startUp() {
  const empty = join(scratch, 'empty.mjs')
  writeFileSync(empty, '')
  const runs = { empty: [], help: [] }
  for (let i = 0; i < 15; i++) {
    runs.empty.push(time(() => execFileSync(process.execPath, [empty])))
    runs.help.push(time(() => execFileSync(process.execPath, [wizard, '--help'])))
  }
  const [e, h] = [median(runs.empty), median(runs.help)]
  say(`start: empty Node ${e.toFixed(0)} ms, --help ${h.toFixed(0)} ms (median of 15, alternating)`)
  judge('--help above an empty Node', h - e, 25, ' ms')
}

/** The guide's rehearsal, then the very same commands from a bash script on the same stand-ins. */
async function guideBesideBash() {
  const ratios = []
  for (let i = 0; i < GUIDE_RUNS; i++) {
    const run = rehearse(['--answers', 'guide', '--yes', '--json', '--debug'])
    const commands = run.stderr
      .split('\n')
      .filter((line) => line.startsWith('{"type":"debug"'))
      .map((line) => JSON.parse(line))
      .filter((command) => command.file && command.file !== 'calico-rr-wizard')
    const bash = await replay(commands)
    ratios.push(run.ms / bash)
    say(
      `guide: wizard ${run.ms.toFixed(0)} ms, bash ${bash.toFixed(0)} ms, ${commands.length} commands, peak ${run.peakMiB.toFixed(0)} MiB`,
    )
  }
  judge('the guide, wizard against bash', median(ratios), 1.3, ' times')
}

/** Serves the embedded cluster and runs the commands against it, one after the other. @returns ms */
async function replay(commands) {
  const directory = mkdtempSync(join(scratch, 'serve-'))
  const server = spawn(process.execPath, [wizard, 'rehearse', '--serve', '--json', '--state-dir', directory], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const serving = await new Promise((resolve, reject) => {
    let text = ''
    server.stdout.on('data', (chunk) => {
      text += chunk
      const line = text.split('\n').find((entry) => entry.includes('"serving"'))
      if (line) resolve(JSON.parse(line))
    })
    server.on('exit', () => reject(new Error('the embedded cluster ended early')))
    setTimeout(() => reject(new Error('the embedded cluster did not come up')), 20_000).unref()
  })
  const quote = (word) => `'${String(word).replaceAll("'", `'\\''`)}'`
  const old = commands.find((command) => command.argv.some((word) => word.startsWith('--kubeconfig=')))
  const oldConfig = old?.argv.find((word) => word.startsWith('--kubeconfig='))?.slice('--kubeconfig='.length)
  const oldDirectory = oldConfig?.replace(/\/[^/]*$/, '')
  const newDirectory = serving.kubeconfig.replace(/\/[^/]*$/, '')
  // The wizard put calicoctl onto its rehearsed host and wrote itself a configuration: the script takes the same program
  // from where it lies, and a configuration of the same content.
  const config = join(newDirectory, 'calicoctl.cfg')
  writeFileSync(
    config,
    JSON.stringify({
      apiVersion: 'projectcalico.org/v3',
      kind: 'CalicoAPIConfig',
      metadata: {},
      spec: { datastoreType: 'kubernetes', kubeconfig: serving.kubeconfig },
    }),
  )
  const move = (word) => {
    if (word.startsWith('--config=')) return `--config=${config}`
    if (!oldDirectory) return word
    return word
      .replaceAll(`${oldDirectory}/host/usr/local/bin/calicoctl`, `${newDirectory}/bin/calicoctl`)
      .replaceAll(oldDirectory, newDirectory)
  }
  const script = commands
    .map(({ file, argv, stdin, exitCode }) => {
      const line = [move(file), ...argv.map(move)].map(quote).join(' ')
      const run =
        stdin === undefined
          ? `${line} >/dev/null 2>&1 </dev/null`
          : `printf %s ${quote(stdin)} | ${line} >/dev/null 2>&1`
      return `${run}; [ $? = ${exitCode} ] || echo ${quote(argv.slice(0, 4).join(' '))}`
    })
    .join('\n')
  const file = join(scratch, 'replay.sh')
  writeFileSync(file, script)
  let other = ''
  const ms = time(() => {
    other = spawnSync('bash', [file], { encoding: 'utf8' }).stdout
  })
  server.kill('SIGTERM')
  await new Promise((resolve) => server.on('exit', resolve))
  // A script whose commands fail where the wizard's did not is no measure.
  const differ = other.split('\n').filter(Boolean)
  if (differ.length > 0) say(`      ${differ.length} commands of the script ended otherwise, first: ${differ[0]}`)
  if (differ.length > commands.length / 20) failed = true
  return ms
}

/** 500 nodes: how many commands write, how long it takes, how much memory. */
function fiveHundred() {
  const small = rehearse(['--scenario', 'mesh:100', '--yes', '--json'])
  const large = rehearse(['--scenario', 'mesh:500', '--yes', '--json'])
  const [a, b] = [small, large].map((run) => JSON.parse(run.stdout.trim().split('\n').at(-1)))
  say(
    `mesh:100 ${a.outcome}: ${a.operations} operations, ${(small.ms / 1000).toFixed(1)} s, peak ${small.peakMiB.toFixed(0)} MiB`,
  )
  say(
    `mesh:500 ${b.outcome}: ${b.operations} operations, ${(large.ms / 1000).toFixed(1)} s, peak ${large.peakMiB.toFixed(0)} MiB`,
  )
  if (b.outcome !== 'applied') failed = true
  judge('operations for 500 nodes', b.operations, 100, '')
  judge('peak memory of the wizard with 500 nodes', large.peakMiB, 256, ' MiB')
}

/** How much is published, and which parts of it are the largest. */
function sizeOfAll() {
  const { bytes, parts: made } = distSize(root)
  const kib = (size) => `${(size / 1024).toFixed(0)} KiB`
  const largest = made.slice(0, 8)
  const rest = made.slice(8).reduce((sum, [, size]) => sum + size, 0)
  say(`size: ${[...largest, ['others', rest]].map(([name, size]) => `${name} ${kib(size)}`).join(', ')}`)
  judge('size of all that is published', bytes / 1024, 1000, ' KiB')
}

function rehearse(args) {
  // GNU time is not everywhere; the kernel's own account of the child is.
  const probe = `import{main}from${JSON.stringify(join(root, 'dist/main.js'))};process.on('exit',()=>process.stderr.write('\\nPEAK '+process.resourceUsage().maxRSS+'\\n'));await main(${JSON.stringify(['rehearse', ...args])})`
  const file = join(scratch, 'probe.mjs')
  writeFileSync(file, probe)
  const start = performance.now()
  const child = spawnSync(process.execPath, [file], { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 })
  const ms = performance.now() - start
  if (child.status !== 0)
    throw new Error(`rehearse ${args.join(' ')} ended with ${child.status}\n${child.stderr.slice(-2000)}`)
  const peak = /PEAK (\d+)/.exec(child.stderr)
  return { ms, stdout: child.stdout, stderr: child.stderr, peakMiB: Number(peak?.[1] ?? 0) / 1024 }
}
