// The wizard on a real kube-apiserver with real kubectl and calicoctl: the guide's migration beside a bash script of the very
// commands it ran and beside the guide's own commands as a person types them, and 500 nodes. Needs the lab's parts
// (scripts/lab/parts.mjs); without them it says NOT RUN and exits with 3. Only ratios and counts are judged. `--only guide` or
// `--only mesh` runs one half.

import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import YAML from 'yaml'
import { labAnswers } from '../scripts/lab/answers.mjs'
import { partPaths } from '../scripts/lab/cache.mjs'
import { startControlPlane } from '../scripts/lab/control-plane.mjs'
import { seedGuideCluster, wipeCluster } from '../scripts/lab/guide-cluster.mjs'
import { missingParts } from '../scripts/lab/parts.mjs'
import { guideCommands } from '../scripts/lab/reference-script.mjs'
import { cleanLeftovers } from '../scripts/lab/workdir.mjs'
import { seedMesh } from './mesh-on-real-api.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const NEEDS = ['kube-apiserver', 'kubectl', 'etcd', 'calico files', 'calicoctl']
const RUNS = 3
const LIMIT_MS = 600_000

let failed = false
const say = (text) => process.stdout.write(`${text}\n`)
const judge = (name, value, limit, unit) => {
  const ok = value <= limit
  if (!ok) failed = true
  say(`${ok ? 'ok  ' : 'FAIL'}  ${name}: ${value.toFixed(2)}${unit} (limit ${limit}${unit})`)
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

const only = process.argv[process.argv.indexOf('--only') + 1]
const missing = await missingParts(NEEDS)
if (missing.length > 0) {
  say(`NOT RUN: the wizard on a real API: without ${missing.join(', ')}`)
  process.exitCode = 3
} else {
  await cleanLeftovers({ log: console.error })
  const scratch = mkdtempSync(join(tmpdir(), 'crrw-bench-api-'))
  const plane = await startControlPlane()
  try {
    if (only !== 'mesh') await guideBesideBash(plane, scratch)
    if (only !== 'guide') await fiveHundred(plane, scratch)
  } finally {
    await plane.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
  process.exitCode = failed ? 1 : 0
}

async function freshGuide({ client }) {
  await wipeCluster(client)
  await seedGuideCluster(client, {
    bgpConfiguration: { logSeverityScreen: 'Info', nodeToNodeMeshEnabled: true, asNumber: 64512 },
  })
}

/** Runs the wizard and says how long it took, how much memory it had at most, and what commands it ran. */
async function migrate(plane, scratch, answers) {
  const parts = partPaths()
  const args = [
    ...['apply', '--yes', '--json', '--debug', '--answers', answers, '--order', 'guide', '--unverified'],
    ...['--kubeconfig', plane.kubeconfigs.admin, '--kubectl', parts.kubectl, '--calicoctl', parts.calicoctl],
    ...['--state-dir', mkdtempSync(join(scratch, 'state-'))],
  ]
  const main = JSON.stringify(join(root, 'dist', 'main.js'))
  const report = "process.on('exit',()=>process.stderr.write('\\nPEAK '+process.resourceUsage().maxRSS+'\\n'))"
  const probe = join(scratch, 'probe.mjs')
  writeFileSync(probe, `import{main}from${main};${report};await main(${JSON.stringify(args)})`)
  const start = performance.now()
  const child = await run(process.execPath, [probe], { PATH: process.env.PATH, HOME: scratch, LANG: 'C.UTF-8' })
  const ms = performance.now() - start
  const result = JSON.parse(child.stdout.trim().split('\n').at(-1) || '{}')
  if (result.outcome !== 'applied') throw new Error(`apply ended with ${child.status}: ${child.stderr.slice(-2000)}`)
  const commands = child.stderr
    .split('\n')
    .filter((line) => line.startsWith('{"type":"debug"'))
    .map((line) => JSON.parse(line))
    .filter((command) => command.file && command.file !== 'calico-rr-wizard')
  return { ms, result, commands, peakMiB: Number(/PEAK (\d+)/.exec(child.stderr)?.[1] ?? 0) / 1024 }
}

/**
 * Runs a program to its end. This process must go on meanwhile: a client whose connections the API server closes while nobody
 * listens finds out when it writes into one of them.
 */
function run(file, argv, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, argv, {
      env,
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8')
      child[name].on('data', (text) => {
        ended[name] += text
      })
    }
    child.on('error', reject)
    child.on('close', (status) => resolve({ ...ended, status }))
  })
}

function quote(word) {
  return `'${String(word).replaceAll("'", `'\\''`)}'`
}

/** Time of a bash script that runs these commands one after the other. */
async function bash(scratch, commands, env = {}) {
  const lines = commands.map(({ file, argv, stdin }) => {
    const line = [file, ...argv].map(quote).join(' ')
    if (stdin === undefined) return `${line} >/dev/null 2>&1 </dev/null`
    return `printf %s ${quote(stdin)} | ${line} >/dev/null 2>&1`
  })
  const file = join(scratch, 'script.sh')
  writeFileSync(file, lines.join('\n'))
  const start = performance.now()
  await run('bash', [file], { PATH: process.env.PATH, HOME: scratch, ...env })
  return performance.now() - start
}

async function guideBesideBash(plane, scratch) {
  const parts = partPaths()
  const answers = join(scratch, 'guide.yaml')
  writeFileSync(answers, labAnswers({ order: 'guide', kubeconfig: plane.kubeconfigs.admin }))
  const typed = guideCommands().map(([, tool, argv, stdin]) => ({ file: parts[tool], argv, stdin }))
  const env = { KUBECONFIG: plane.kubeconfigs.admin, DATASTORE_TYPE: 'kubernetes' }
  const ratios = { same: [], typed: [] }
  for (let i = 0; i < RUNS; i += 1) {
    await freshGuide(plane)
    const wizard = await migrate(plane, scratch, answers)
    await freshGuide(plane)
    const same = await bash(scratch, wizard.commands, env)
    await freshGuide(plane)
    const byHand = await bash(scratch, typed, env)
    ratios.same.push(wizard.ms / same)
    ratios.typed.push(wizard.ms / byHand)
    const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
    say(
      `guide on a real API: wizard ${seconds(wizard.ms)} (${wizard.commands.length} commands, ${wizard.result.operations} of them writing), ` +
        `bash with the same ${seconds(same)}, bash with the guide's ${typed.length} ${seconds(byHand)}`,
    )
  }
  judge('the guide on a real API, wizard against bash with the same commands', median(ratios.same), 1.3, ' times')
  say(`      wizard against the guide's own commands, nothing checked: ${median(ratios.typed).toFixed(2)} times`)
}

async function fiveHundred(plane, scratch) {
  const counts = {}
  for (const size of [100, 500]) {
    await wipeCluster(plane.client)
    const { racks, serviceCidr } = await seedMesh(plane.client, size)
    const answers = join(scratch, `mesh-${size}.yaml`)
    const shape = YAML.parse(labAnswers({ order: 'guide', kubeconfig: plane.kubeconfigs.admin }))
    const { spines: _spines, ...rest } = shape
    writeFileSync(answers, YAML.stringify({ ...rest, racks, serviceCIDRs: [serviceCidr] }))
    const { ms, result, commands, peakMiB } = await migrate(plane, scratch, answers)
    counts[size] = { ms, operations: result.operations, peakMiB }
    say(
      `${size} nodes on a real API: ${(ms / 1000).toFixed(1)} s, ${commands.length} commands, ${result.operations} of them writing, peak ${peakMiB.toFixed(0)} MiB`,
    )
    const slow = commands.toSorted((a, b) => b.ms - a.ms).slice(0, 3)
    for (const { file, argv, ms: took } of slow)
      say(`      ${(took / 1000).toFixed(1)} s: ${[basename(file), ...argv].join(' ').slice(0, 100)}`)
  }
  judge('writing commands for 500 nodes on a real API', counts[500].operations, 100, '')
  judge('time for 500 nodes against 100', counts[500].ms / counts[100].ms, 5, ' times')
  judge('peak memory of the wizard with 500 nodes on a real API', counts[500].peakMiB, 256, ' MiB')
}
