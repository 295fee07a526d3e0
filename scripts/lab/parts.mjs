#!/usr/bin/env node
// Builds or fetches every real part of the lab into the cache and proves its version by running it.
//
// A part that a registry no longer has is named in a `NOT RUN:` line together with what then cannot be tested, and the
// exit status is 3: a lab that quietly shrinks is worse than none.
//
//   node scripts/lab/parts.mjs [--only control|calico|data]

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { labCache, partPaths } from './cache.mjs'
import { debEnv } from './deb-env.mjs'
import { must, run, sleep } from './run.mjs'
import { CALICO_MODULE, VERSIONS } from './versions.mjs'

const BUILD_LIMIT_MS = 30 * 60_000

/** What stays untested when a part is missing; printed in the NOT RUN line. */
const NEEDED_FOR = {
  'kube-apiserver': 'everything on a real Kubernetes API: contract suite, wizard, oracle, data plane',
  kubectl: 'everything that runs real kubectl',
  etcd: 'everything on a real Kubernetes API',
  calicoctl: 'stand-in against real calicoctl; the wizard on the real API',
  confd: 'the forecast oracle and the data plane lab',
  'calico files': 'everything that needs Calico resource definitions or confd templates',
  bird: 'the data plane lab',
  frr: 'the data plane lab',
}

const GROUPS = {
  control: ['kube-apiserver', 'kubectl', 'etcd'],
  calico: ['calicoctl', 'confd', 'calico files'],
  data: ['bird', 'frr'],
}

export async function ensureParts({ only, log = console.error } = {}) {
  const paths = partPaths()
  mkdirSync(paths.bin, { recursive: true })
  const wanted = only ? GROUPS[only] : Object.values(GROUPS).flat()
  if (!wanted) throw new Error(`unknown group of parts: ${only}`)
  const release = await buildLock(paths.cache, log)
  const missing = []
  try {
    for (const part of wanted) {
      try {
        await ensurePart(part, paths, log)
      } catch (error) {
        missing.push(part)
        log(`NOT RUN: ${part} could not be had, so this is not tested: ${NEEDED_FOR[part]}`)
        log(
          String(error.message ?? error)
            .split('\n')
            .map((line) => `  ${line}`)
            .join('\n'),
        )
      }
    }
  } finally {
    release()
  }
  return { paths, missing }
}

/** Which of these parts are not there now; builds nothing. */
export async function missingParts(names) {
  const paths = partPaths()
  const found = await Promise.all(names.map(async (name) => ((await versionOf(name, paths)).ok ? [] : [name])))
  return found.flat()
}

async function ensurePart(part, paths, log) {
  const before = await versionOf(part, paths)
  if (before.ok) {
    log(`${part} ${before.version}: present`)
    return
  }
  const started = Date.now()
  log(`${part}: building (${before.version || 'not there yet'})`)
  await BUILDERS[part](paths)
  const after = await versionOf(part, paths)
  if (!after.ok) throw new Error(`built, but its version is ${JSON.stringify(after.version)}`)
  log(`${part} ${after.version}: built in ${Math.round((Date.now() - started) / 1000)} s`)
}

const BUILDERS = {
  'kube-apiserver': (paths) => buildKubernetes(paths, 'kube-apiserver', paths.kubeApiserver),
  kubectl: (paths) => buildKubernetes(paths, 'kubectl', paths.kubectl),
  etcd: buildEtcd,
  calicoctl: (paths) =>
    buildCalico(paths, 'calicoctl/calicoctl', paths.calicoctl, [
      `-X ${CALICO_MODULE.path}/calicoctl/calicoctl/commands.VERSION=${VERSIONS.calico}`,
      `-X ${CALICO_MODULE.path}/calicoctl/calicoctl/commands.GIT_REVISION=3f7fe4d29`,
      `-X ${CALICO_MODULE.path}/calicoctl/calicoctl/commands/common.VERSION=${VERSIONS.calico}`,
      `-X main.VERSION=${VERSIONS.calico}`,
    ]),
  confd: (paths) =>
    buildCalico(paths, 'confd', paths.confd, [
      `-X ${CALICO_MODULE.path}/confd/pkg/buildinfo.GitVersion=${VERSIONS.calico}`,
    ]),
  'calico files': copyCalicoFiles,
  bird: (paths) => unpackDebian(paths, 'bird'),
  frr: (paths) => unpackDebian(paths, 'frr'),
}

async function versionOf(part, paths) {
  const deb = debEnv(paths)
  const probes = {
    'kube-apiserver': [paths.kubeApiserver, ['--version'], VERSIONS.kubernetes],
    kubectl: [paths.kubectl, ['version', '--client'], VERSIONS.kubernetes],
    etcd: [paths.etcd, ['--version'], `etcd Version: ${VERSIONS.etcd}`],
    // This version has no `--client`; asked with a kubeconfig that does not exist it tells its own version and stops.
    calicoctl: [
      paths.calicoctl,
      ['version'],
      `Client Version:    ${VERSIONS.calico}`,
      {
        PATH: process.env.PATH,
        HOME: paths.cache,
        DATASTORE_TYPE: 'kubernetes',
        KUBECONFIG: join(paths.cache, 'none'),
      },
    ],
    confd: [paths.confd, ['-version'], VERSIONS.calico],
    bird: [paths.bird, ['--version'], `BIRD version ${VERSIONS.bird}`, deb],
    frr: [paths.bgpd, ['--version'], `version ${VERSIONS.frr}`, deb],
  }
  if (part === 'calico files') {
    const there = existsSync(join(paths.confdTemplates, 'templates', 'bird.cfg.template'))
    const crds = existsSync(paths.crds) ? readdirSync(paths.crds).length : 0
    return { ok: there && crds > 15, version: `${crds} resource definitions` }
  }
  const [file, args, expected, env] = probes[part]
  if (!existsSync(file)) return { ok: false, version: '' }
  const result = await run(file, args, { timeoutMs: 20_000, env })
  const text = `${result.stdout}${result.stderr}`
  return { ok: text.includes(expected), version: text.includes(expected) ? expected : text.trim().slice(0, 200) }
}

async function buildKubernetes(paths, command, target) {
  const source = await downloadModule('k8s.io/kubernetes', VERSIONS.kubernetes)
  const stagingVersion = VERSIONS.kubernetes.replace(/^v1\./, 'v0.')
  const mod = await readGoMod(source.GoMod)
  const replace = {}
  for (const entry of mod.Replace ?? []) {
    // The repository's own directories; the same code is published as modules of their own under a v0 version.
    if (entry.New.Path.startsWith('./staging/')) replace[entry.Old.Path] = `${entry.Old.Path}@${stagingVersion}`
  }
  const version = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((pkg) => [
    `-X ${pkg}.gitVersion=${VERSIONS.kubernetes}`,
    `-X ${pkg}.gitMajor=1`,
    `-X ${pkg}.gitMinor=${VERSIONS.kubernetes.split('.')[1]}`,
    `-X ${pkg}.gitTreeState=clean`,
  ])
  await goBuild(paths, {
    name: 'kubernetes',
    go: mod.Go,
    mod,
    own: { path: 'k8s.io/kubernetes', version: VERSIONS.kubernetes },
    replace,
    dropRequire: (path) => path in replace,
    sumFrom: join(source.Dir, 'go.sum'),
    pkg: `k8s.io/kubernetes/cmd/${command}`,
    ldflags: version,
    target,
  })
}

async function buildEtcd(paths) {
  const source = await downloadModule('go.etcd.io/etcd/server/v3', `v${VERSIONS.etcd}`)
  const mod = await readGoMod(source.GoMod)
  await goBuild(paths, {
    name: 'etcd',
    go: mod.Go,
    mod,
    own: { path: 'go.etcd.io/etcd/server/v3', version: `v${VERSIONS.etcd}` },
    replace: {},
    // The module's own replacements point at its neighbours in the repository; the published ones do.
    dropRequire: () => false,
    sumFrom: join(source.Dir, 'go.sum'),
    pkg: 'go.etcd.io/etcd/server/v3',
    ldflags: [],
    target: paths.etcd,
  })
}

async function buildCalico(paths, command, target, ldflags) {
  const source = await downloadModule(CALICO_MODULE.path, CALICO_MODULE.version)
  const mod = await readGoMod(source.GoMod)
  const replace = {}
  for (const entry of mod.Replace ?? []) {
    if (entry.New.Path.startsWith('.')) continue
    replace[entry.Old.Path] = `${entry.New.Path}@${entry.New.Version}`
  }
  Object.assign(replace, CALICO_MODULE.replace)
  await goBuild(paths, {
    name: 'calico',
    go: mod.Go,
    mod,
    own: { path: CALICO_MODULE.path, version: CALICO_MODULE.version },
    replace,
    dropRequire: () => false,
    sumFrom: join(source.Dir, 'go.sum'),
    pkg: `${CALICO_MODULE.path}/${command}`,
    ldflags,
    target,
  })
}

async function copyCalicoFiles(paths) {
  const source = await downloadModule(CALICO_MODULE.path, CALICO_MODULE.version)
  const from = [
    [join(source.Dir, 'libcalico-go', 'config', 'crd'), paths.crds],
    [join(source.Dir, 'confd', 'etc', 'calico', 'confd'), paths.confdTemplates],
  ]
  for (const [origin, target] of from) {
    rmSync(target, { recursive: true, force: true })
    mkdirSync(target, { recursive: true })
    cpSync(origin, target, { recursive: true })
    makeWritable(target)
  }
}

/** The module cache is read-only, and a cache that cannot be deleted is a nuisance. */
function makeWritable(directory) {
  chmodSync(directory, 0o755)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) makeWritable(path)
    else if (entry.isFile()) chmodSync(path, 0o644)
  }
}

const goEnv = () => ({
  ...process.env,
  GOTOOLCHAIN: 'local',
  GOFLAGS: '-buildvcs=false',
  CGO_ENABLED: '0',
  GOWORK: 'off',
})

async function downloadModule(path, version) {
  const result = await must('go', ['mod', 'download', '-json', `${path}@${version}`], {
    env: goEnv(),
    cwd: labCache(),
    timeoutMs: 10 * 60_000,
  })
  return JSON.parse(result.stdout)
}

async function readGoMod(file) {
  const result = await must('go', ['mod', 'edit', '-json', file], { env: goEnv() })
  return JSON.parse(result.stdout)
}

/**
 * Builds one command of a published module from a small main module that carries the publisher's requirements and
 * replacements, since a dependency's own replacements do not count. Checksums come from the checksum database.
 */
async function goBuild(paths, { name, go, mod, own, replace, dropRequire, sumFrom, pkg, ldflags, target }) {
  const dir = join(paths.cache, 'build', name)
  mkdirSync(dir, { recursive: true })
  const lines = [`module lab.invalid/${name}`, '', `go ${go}`, '', 'require (', `\t${own.path} ${own.version}`]
  for (const entry of mod.Require ?? []) {
    if (!dropRequire(entry.Path)) lines.push(`\t${entry.Path} ${entry.Version}${entry.Indirect ? ' // indirect' : ''}`)
    else lines.push(`\t${entry.Path} ${replace[entry.Path].split('@')[1]}`)
  }
  lines.push(')', '', 'replace (')
  for (const [from, to] of Object.entries(replace)) lines.push(`\t${from} => ${to.replace('@', ' ')}`)
  lines.push(')', '')
  const goMod = join(dir, 'go.mod')
  const text = lines.join('\n')
  const marker = join(dir, 'go.mod.wanted')
  if (!existsSync(marker) || readFileSync(marker, 'utf8') !== text) {
    writeFileSync(goMod, text)
    if (existsSync(sumFrom)) {
      writeFileSync(join(dir, 'go.sum'), readFileSync(sumFrom))
    }
    writeFileSync(marker, text)
  }
  const draft = `${target}.draft`
  const args = [
    'build',
    '-mod=mod',
    '-trimpath',
    '-p',
    String(cpus().length),
    '-ldflags',
    ['-s', '-w', ...ldflags].join(' '),
    '-o',
    draft,
    pkg,
  ]
  // Builds are the only long work here; they give way to whatever else the machine is doing.
  await must('nice', ['-n', '10', 'go', ...args], { cwd: dir, env: goEnv(), timeoutMs: BUILD_LIMIT_MS })
  renameSync(draft, target)
}

/**
 * Debian packages are unpacked, not installed: nothing is configured, no service starts, two packages that exclude each
 * other live side by side, and the machine is as it was.
 */
async function unpackDebian(paths, name) {
  const pool = join(paths.cache, 'deb', 'pool', name)
  rmSync(pool, { recursive: true, force: true })
  mkdirSync(pool, { recursive: true })
  mkdirSync(paths.debRoot, { recursive: true })
  const simulate = ['-qq', '--print-uris', '--no-install-recommends', '--reinstall', 'install', name]
  let listing = await run('apt-get', simulate, { timeoutMs: 60_000 })
  if (listing.exitCode !== 0) {
    await run('apt-get', ['-qq', 'update'], { timeoutMs: 180_000 })
    listing = await must('apt-get', simulate, { timeoutMs: 60_000 })
  }
  const packages = listing.stdout
    .split('\n')
    .map((line) => /^'[^']*' (\S+)_(\S+)_(\S+)\.deb /.exec(line))
    .filter(Boolean)
    .map((match) => `${match[1]}=${decodeURIComponent(match[2])}`)
  if (packages.length === 0) throw new Error(`apt-get knows no package ${name}`)
  await must('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages], {
    cwd: pool,
    timeoutMs: 300_000,
  })
  for (const file of readdirSync(pool).filter((entry) => entry.endsWith('.deb'))) {
    await must('dpkg-deb', ['-x', join(pool, file), paths.debRoot])
  }
}

/** One builder at a time. The lock names its holder, so one left by a crash is noticed and taken over. */
async function buildLock(cache, log) {
  const lock = join(cache, 'build.lock')
  const end = Date.now() + BUILD_LIMIT_MS
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return () => rmSync(lock, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(readFileSync(lock, 'utf8') || 0)
    if (!holder || !existsSync(`/proc/${holder}`)) {
      rmSync(lock, { force: true })
      continue
    }
    if (Date.now() > end) throw new Error(`process ${holder} has held ${lock} for too long`)
    log(`waiting for process ${holder}, which is building`)
    await sleep(5_000)
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf('--only')
  const { missing } = await ensureParts({ only: at > 0 ? process.argv[at + 1] : undefined })
  if (missing.length > 0) process.exitCode = 3
}
