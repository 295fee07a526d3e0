// FRR on the switches, confd and BIRD on the nodes, started as their own packages and calico-node start them.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partPaths } from '../cache.mjs'
import { must, waitFor } from '../run.mjs'
import { script } from './machine.mjs'

export async function startFrr(machine, config) {
  const parts = partPaths()
  const file = join(machine.dir, 'frr.conf')
  writeFileSync(file, config)
  const common = [
    '-u',
    'root',
    '-g',
    'root',
    '-A',
    '127.0.0.1',
    '-P',
    '0',
    '--vty_socket',
    '/run/frr',
    '-z',
    '/run/frr/zserv.api',
  ]
  machine.daemon('zebra', [parts.zebra, ...common, '-f', '/dev/null', '-i', '/run/frr/zebra.pid'])
  await waitFor(
    `zebra of ${machine.name}`,
    async () => (await machine.exec(['test', '-S', '/run/frr/zserv.api'])).exitCode === 0,
  )
  machine.daemon('bgpd', [parts.bgpd, ...common, '-f', file, '-i', '/run/frr/bgpd.pid'])
  await waitFor(
    `bgpd of ${machine.name}`,
    async () => (await machine.exec(['test', '-S', '/run/frr/bgpd.vty'])).exitCode === 0,
  )
}

/** Asks a switch, as an admin on its command line would. */
export async function vtysh(machine, command) {
  return (await vtyshWith(machine, ['-c', command])).stdout
}

/** Loads a file of configuration; what vtysh says to it is returned, nothing when all was taken. */
export async function vtyshFile(machine, file) {
  const { stdout, stderr } = await vtyshWith(machine, ['-f', file])
  return `${stdout}${stderr}`
}

function vtyshWith(machine, args) {
  return must(
    'nsenter',
    [
      '--target',
      String(machine.pid),
      '--mount',
      '--pid',
      `--net=/run/netns/${machine.namespace}`,
      '--',
      partPaths().vtysh,
      '--vty_socket',
      '/run/frr',
      ...args,
    ],
    { env: machine.env, timeoutMs: 10_000 },
  )
}

/** Programs that a node finds in /usr/local/bin, by name: what the image of calico-node has, and what stands in for it. */
export function nodePrograms() {
  const parts = partPaths()
  return {
    bird: parts.bird,
    bird6: parts.bird6,
    // Debian's package has only birdc; asked with a command line it does what birdcl does.
    birdcl: parts.birdc,
    birdcl6: parts.birdc6,
    sv: script('sv.sh'),
    calicoctl: parts.calicoctl,
  }
}

/**
 * confd's own templates, but for the lines that set `krt_tunnel`: that attribute exists only in Calico's fork of BIRD, and
 * without tunnels it would be set to nothing anyway.
 */
function installTemplates(machine) {
  const parts = partPaths()
  const dir = join(machine.dir, 'etc-calico', 'confd')
  cpSync(parts.confdTemplates, dir, { recursive: true })
  mkdirSync(join(dir, 'config'), { recursive: true })
  for (const file of ['bird_ipam.cfg.template', 'bird6_ipam.cfg.template']) {
    const path = join(dir, 'templates', file)
    const lines = readFileSync(path, 'utf8').split('\n')
    writeFileSync(path, lines.filter((line) => !line.includes('krt_tunnel')).join('\n'))
  }
}

export async function startCalicoNode(machine, { kubeconfig }) {
  installTemplates(machine)
  const parts = partPaths()
  const env = {
    NODENAME: machine.name,
    KUBECONFIG: kubeconfig,
    DATASTORE_TYPE: 'kubernetes',
    CALICO_ROUTER_ID: '',
  }
  // confd reaches the API over the machine's loopback, which is outside the node's network, as a node reaches its API by
  // another network than the pods'.
  machine.daemon('confd', ['sh', script('service.sh'), parts.confd, '-confdir=/etc/calico/confd'], { net: false, env })
  const config = join(machine.dir, 'etc-calico', 'confd', 'config')
  const files = ['bird.cfg', 'bird6.cfg', 'bird_aggr.cfg', 'bird_ipam.cfg', 'bird6_aggr.cfg', 'bird6_ipam.cfg']
  await waitFor(
    `confd of ${machine.name} to write its files`,
    () => files.every((file) => readFileSync(join(config, file), 'utf8')),
    {
      timeoutMs: 30_000,
    },
  )
  for (const daemon of ['bird', 'bird6']) {
    machine.daemon(daemon, [
      'sh',
      script('service.sh'),
      daemon,
      '-R',
      '-s',
      `/var/run/calico/${daemon}.ctl`,
      '-P',
      `/run/calico/${daemon}.pid`,
      '-d',
      '-c',
      `/etc/calico/confd/config/${daemon}.cfg`,
    ])
  }
  // `calicoctl node status` looks for a process of this name before it says a word.
  machine.daemon('felix', ['bash', '-c', 'exec -a calico-felix sleep infinity'])
}

export function birdcl(machine, ...command) {
  return askBird(machine, ['birdcl', '-s', '/var/run/calico/bird.ctl', ...command])
}

/** The same of the daemon that speaks IPv6. */
export function birdcl6(machine, ...command) {
  return askBird(machine, ['birdcl6', '-s', '/var/run/calico/bird6.ctl', ...command])
}

async function askBird(machine, words) {
  const result = await machine.exec(words)
  if (result.exitCode !== 0) throw new Error(`${words[0]} on ${machine.name}: ${result.stderr || result.stdout}`)
  return result.stdout
}
