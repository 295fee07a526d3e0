// Networks from addresses: hosts that have an address in the same subnet are on one wire. Two of them get a link, more a bridge
// in a namespace of its own, as a rack with several leafs has. All traffic stays in namespaces made here.

import { randomBytes } from 'node:crypto'
import { must } from '../run.mjs'

/**
 * @param hosts [{ name, addresses: ['172.20.0.11/24', ...], extra: ['ip command', ...] }]; every address of a subnet is
 *              written with the same mask
 * @returns namespace(name) of every host
 */
export async function buildLans(workdir, hosts) {
  const prefix = `crrw-${randomBytes(2).toString('hex')}-`
  const namespace = (name) => `${prefix}${name}`
  const make = async (name) => {
    workdir.noteNamespace(namespace(name))
    await must('ip', ['netns', 'add', namespace(name)])
  }
  for (const host of hosts) await make(host.name)

  const ports = new Map(hosts.map((host) => [host.name, []]))
  let number = 0
  for (const members of subnetsOf(hosts)) {
    const ends = members.map(({ host, address }) => {
      const list = ports.get(host.name)
      const device = `eth${list.length}`
      list.push({ device, address })
      return { ns: namespace(host.name), device }
    })
    if (ends.length === 2) await link(ends[0], ends[1])
    if (ends.length <= 2) continue
    number++
    await make(`lan${number}`)
    const hub = namespace(`lan${number}`)
    await must('ip', ['-n', hub, 'link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'stp_state', '0'])
    for (const [index, end] of ends.entries()) await link(end, { ns: hub, device: `port${index}` })
    const up = ends.flatMap((_, index) => [`link set port${index} master br0`, `link set port${index} up`])
    await batch(hub, [...up, 'link set br0 up'])
  }
  for (const host of hosts) {
    const own = ports.get(host.name).flatMap(({ device, address }) => [
      // An address that is still being checked for a twin is no source yet.
      `addr add ${address} dev ${device}${address.includes(':') ? ' nodad' : ''}`,
      `link set ${device} up`,
    ])
    await batch(namespace(host.name), ['link set lo up', ...own, ...(host.extra ?? [])])
    await must('ip', [
      'netns',
      'exec',
      namespace(host.name),
      'sysctl',
      '-qw',
      'net.ipv4.ip_forward=1',
      'net.ipv6.conf.all.forwarding=1',
      'net.ipv4.conf.all.rp_filter=0',
      'net.ipv4.conf.default.rp_filter=0',
    ])
  }
  return { namespace }
}

/** Members of each subnet that has more than one; a host without a neighbour there gets no interface for it. */
function subnetsOf(hosts) {
  const subnets = new Map()
  for (const host of hosts) {
    for (const address of host.addresses) {
      const key = subnetOf(address)
      subnets.set(key, [...(subnets.get(key) ?? []), { host, address }])
    }
  }
  return [...subnets.values()].filter((members) => members.length > 1)
}

/** The network part of an address in bits, as text. */
function subnetOf(cidr) {
  const [address, length] = cidr.split('/')
  const bits = address.includes(':')
    ? expand(address)
        .map((word) => Number.parseInt(word, 16).toString(2).padStart(16, '0'))
        .join('')
    : address
        .split('.')
        .map((octet) => Number(octet).toString(2).padStart(8, '0'))
        .join('')
  return `${bits.length} ${bits.slice(0, Number(length))}`
}

/** The eight words of an IPv6 address. */
function expand(address) {
  const [left, right] = address.split('::').map((part) => (part ? part.split(':') : []))
  if (right === undefined) return left
  return [...left, ...Array(8 - left.length - right.length).fill('0'), ...right]
}

/** Both ends are born in their namespaces, so no interface of the lab is ever seen outside. */
async function link(a, b) {
  await must('ip', [
    ...['link', 'add', a.device, 'netns', a.ns, 'type', 'veth', 'peer', 'name', b.device, 'netns', b.ns],
  ])
}

async function batch(ns, lines) {
  await must('ip', ['-n', ns, '-batch', '-'], { input: `${lines.join('\n')}\n` })
}
