// Network namespaces, links and addresses. All traffic of the lab stays in the namespaces made here.

import { randomBytes } from 'node:crypto'
import { GUIDE_NODES } from '../guide-cluster.mjs'
import { must } from '../run.mjs'
import { LEAFS, SPINE } from './topology.mjs'

export async function buildNetwork(workdir) {
  const prefix = `crrw-${randomBytes(2).toString('hex')}-`
  const namespace = (name) => `${prefix}${name}`
  const names = [SPINE.name, ...LEAFS.map((leaf) => leaf.name), ...GUIDE_NODES.map((node) => node.name)]
  for (const name of names) workdir.noteNamespace(namespace(name))
  await batch(names.map((name) => `netns add ${namespace(name)}`))

  for (const leaf of LEAFS) {
    const ns = namespace(leaf.name)
    // Both ends are born in their namespaces, so no interface of the lab is ever seen outside.
    await batch(
      [
        `link add eth9 netns ${ns} type veth peer name ${leaf.name} netns ${namespace(SPINE.name)}`,
        `-n ${ns} link add br0 type bridge forward_delay 0 stp_state 0`,
      ],
      true,
    )
    for (const node of GUIDE_NODES.filter((one) => one.rack === leaf.rack)) {
      await must('ip', [
        'link',
        'add',
        'eth0',
        'netns',
        namespace(node.name),
        'type',
        'veth',
        'peer',
        'name',
        node.name,
        'netns',
        ns,
      ])
    }
  }
  await configure(namespace(SPINE.name), [
    'link set lo up',
    ...LEAFS.flatMap((leaf) => [`addr add ${leaf.uplink.spine}/30 dev ${leaf.name}`, `link set ${leaf.name} up`]),
  ])
  for (const leaf of LEAFS) {
    const nodes = GUIDE_NODES.filter((one) => one.rack === leaf.rack)
    await configure(namespace(leaf.name), [
      'link set lo up',
      `addr add ${leaf.uplink.leaf}/30 dev eth9`,
      'link set eth9 up',
      ...nodes.flatMap((node) => [`link set ${node.name} master br0`, `link set ${node.name} up`]),
      `addr add ${leaf.address}/24 dev br0`,
      'link set br0 up',
    ])
    for (const node of nodes) {
      await configure(namespace(node.name), [
        'link set lo up',
        `addr add ${node.ip}/24 dev eth0`,
        'link set eth0 up',
        `route add default via ${leaf.address}`,
        // A pod is an address of the node's block.
        `addr add ${node.podIp}/32 dev lo`,
      ])
    }
  }
  return { namespace }
}

async function batch(lines, separately = false) {
  if (!separately) {
    await must('ip', ['-batch', '-'], { input: `${lines.join('\n')}\n` })
    return
  }
  for (const line of lines) await must('ip', line.split(' '))
}

async function configure(ns, lines) {
  await must('ip', ['-n', ns, '-batch', '-'], { input: `${lines.join('\n')}\n` })
  const settings = [
    'net.ipv4.ip_forward=1',
    'net.ipv4.conf.all.rp_filter=0',
    'net.ipv4.conf.default.rp_filter=0',
    // A switch in hardware sends no redirects, and a redirect would hide which way a packet really went.
    'net.ipv4.conf.all.send_redirects=0',
    'net.ipv4.conf.default.send_redirects=0',
    'net.ipv4.conf.all.accept_redirects=0',
  ]
  await must('ip', ['netns', 'exec', ns, 'sysctl', '-qw', ...settings])
  // Interfaces that exist already have a setting of their own.
  await must('ip', [
    'netns',
    'exec',
    ns,
    'sh',
    '-c',
    'for f in /proc/sys/net/ipv4/conf/*/send_redirects /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >"$f"; done',
  ])
}
