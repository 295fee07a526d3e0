#!/usr/bin/env node
// `npm run test:lab`: makes sure of the real parts, then runs every suite that needs them.
//
//   node scripts/test-lab.mjs [SUITE ...]     suites: contract, calicoctl, wizard, rights, copy, oracle, daemons, fabrics (default: all)
//   node scripts/test-lab.mjs --outage [...]  the outage table instead (flags of bench-outage.mjs)
//
// Ends with a line "N passed, N failed". What cannot be run is named in a line that begins with NOT RUN, and makes the
// exit status 3; a failure makes it 1.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataPlaneObstacle } from './lab/data-plane/start.mjs'
import { ensureParts } from './lab/parts.mjs'
import { killGroup, must } from './lab/run.mjs'
import { cleanLeftovers } from './lab/workdir.mjs'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/** file filter, parts that must be there, minutes it may take on a busy two-core machine */
const SUITES = {
  contract: {
    filter: 'test/lab/contract/kubectl',
    needs: ['kube-apiserver', 'kubectl', 'etcd', 'calico files'],
    minutes: 20,
  },
  calicoctl: {
    filter: 'test/lab/contract/calicoctl',
    needs: ['kube-apiserver', 'etcd', 'calico files', 'calicoctl'],
    minutes: 20,
  },
  wizard: {
    filter: 'test/lab/wizard/real-api',
    needs: ['kube-apiserver', 'kubectl', 'etcd', 'calico files', 'calicoctl'],
    minutes: 60,
  },
  rights: {
    filter: 'test/lab/wizard/rbac',
    needs: ['kube-apiserver', 'kubectl', 'etcd', 'calico files', 'calicoctl'],
    minutes: 15,
  },
  copy: {
    filter: 'test/lab/wizard/copy',
    needs: ['kube-apiserver', 'kubectl', 'etcd', 'calico files', 'calicoctl'],
    minutes: 15,
  },
  oracle: { filter: 'test/lab/oracle', needs: ['kube-apiserver', 'etcd', 'calico files', 'confd'], minutes: 60 },
  daemons: {
    filter: 'test/lab/daemons',
    needs: ['kube-apiserver', 'kubectl', 'etcd', 'calico files', 'calicoctl', 'confd', 'bird', 'frr'],
    minutes: 45,
    obstacle: dataPlaneObstacle,
  },
  fabrics: {
    filter: 'test/lab/fabrics',
    needs: ['kube-apiserver', 'etcd', 'calico files', 'calicoctl', 'confd', 'bird', 'frr'],
    minutes: 30,
    obstacle: dataPlaneObstacle,
  },
}

const args = process.argv.slice(2)
if (args.includes('--outage')) process.exitCode = await outage(args.filter((arg) => arg !== '--outage'))
else process.exitCode = await suites(args)

async function prepare() {
  await cleanLeftovers({ log: console.error })
  const { missing } = await ensureParts()
  if (!process.env.CRRW_LAB_CLI) await must('npm', ['run', '-s', 'build'], { cwd: ROOT, timeoutMs: 300_000 })
  return missing
}

async function outage(flags) {
  const missing = await prepare()
  if (missing.length > 0) {
    console.log(`NOT RUN: outage table: without ${missing.join(', ')}`)
    return 3
  }
  const { code } = await inherit(process.execPath, [join(ROOT, 'scripts', 'bench-outage.mjs'), ...flags], 4 * 3600_000)
  await cleanLeftovers({ log: console.error })
  return code
}

async function suites(names) {
  const unknown = names.filter((name) => !(name in SUITES))
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; suites are ${Object.keys(SUITES).join(', ')}`)
    return 2
  }
  const missing = await prepare()
  const total = { passed: 0, failed: 0, notRun: 0 }
  for (const [name, suite] of Object.entries(SUITES)) {
    if (names.length > 0 && !names.includes(name)) continue
    const without = suite.needs.filter((part) => missing.includes(part))
    const why = without.length > 0 ? `without ${without.join(', ')}` : suite.obstacle?.()
    if (why) {
      console.log(`NOT RUN: suite ${name}: ${why}`)
      total.notRun += 1
      continue
    }
    const counted = await runSuite(name, suite)
    total.passed += counted.passed
    total.failed += counted.failed
  }
  await cleanLeftovers({ log: console.error })
  if (total.notRun > 0) console.log(`NOT RUN: ${total.notRun} suites, named above`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  if (total.failed > 0) return 1
  return total.notRun > 0 ? 3 : 0
}

async function runSuite(name, suite) {
  const dir = mkdtempSync(join(tmpdir(), 'crrw-report-'))
  const report = join(dir, 'report.json')
  try {
    console.log(`suite ${name}`)
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const argv = [
      vitest,
      'run',
      '-c',
      'test/lab/vitest.lab.config.ts',
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
      suite.filter,
    ]
    const { timedOut } = await inherit(process.execPath, argv, suite.minutes * 60_000)
    if (timedOut) console.log(`suite ${name} outlived its ${suite.minutes} minutes and was ended`)
    return read(report, timedOut)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Counts from the report; a suite that left none has failed, however it ended. */
function read(report, timedOut) {
  let json
  try {
    json = JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return { passed: 0, failed: 1 }
  }
  const brokenFiles = json.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  return { passed: json.numPassedTests, failed: json.numFailedTests + brokenFiles + (timedOut ? 1 : 0) }
}

function inherit(file, argv, limitMs) {
  return new Promise((resolve) => {
    const child = spawn(file, argv, { cwd: ROOT, stdio: 'inherit', detached: true })
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      killGroup(child.pid, 'SIGKILL')
    }, limitMs)
    const stop = (signal) => {
      killGroup(child.pid, 'SIGKILL')
      cleanLeftovers({ log: console.error }).then(() => process.exit(signal === 'SIGINT' ? 130 : 143))
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
    child.on('close', (code) => {
      clearTimeout(timer)
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
      resolve({ code: timedOut ? 1 : (code ?? 1), timedOut })
    })
  })
}
