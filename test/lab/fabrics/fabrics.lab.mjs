// Leafs and spines of real FRR, loaded with what the wizard writes for them, beside real confd and BIRD on the nodes: their
// sessions and routes against the forecast, field by field, on the guide's fabric and on others.

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFabricLab } from '../../../scripts/lab/fabrics/start.mjs'
import { baseConfig, noBgp } from '../../../scripts/lab/fabrics/switch-config.mjs'
import { writeSecrets, writeState } from '../../../scripts/lab/fabrics/write-state.mjs'
import { GUIDE_NODES } from '../../../scripts/lab/guide-cluster.mjs'
import { sleep } from '../../../scripts/lab/run.mjs'
import { switchConfiguration } from '../../../src/cli/switch-config.ts'
import { designFromAnswers } from '../../../src/design/answers/merge.ts'
import { parseAnswers } from '../../../src/design/answers/parse.ts'
import { fabricFromDesign } from '../../../src/design/fabric.ts'
import { proposeDesign } from '../../../src/design/propose.ts'
import { forecastRoutes } from '../../../src/forecast/routes.ts'
import { forecastSessions } from '../../../src/forecast/sessions.ts'
import { applyChanges } from '../../../src/plan/changes.ts'
import { makePlan } from '../../../src/plan/make.ts'
import { parsePeers, parseRoutes } from '../../../src/switches/parse.ts'
import { FABRICS, GATEWAYS, SWITCHES } from './fabrics.mjs'
import { labState, withIpv4 } from './state.mjs'

/** Sessions come up within seconds; nodes that collide in step, on a machine that is busy, were seen to take 72 s. */
const UP_LIMIT_MS = 100_000
/** Where to keep what FRR printed (for test/fixtures); nowhere unless asked. */
const KEEP = process.env.CRRW_LAB_KEEP

let lab
beforeAll(async () => {
  lab = await startFabricLab({ switches: SWITCHES, gateways: GATEWAYS })
}, 180_000)
afterAll(async () => {
  await lab?.stop()
}, 60_000)

describe.each(FABRICS)('$name', (spec) => {
  const made = forecastOf(spec)
  const names = made.fabric.switches.map((device) => device.name)
  const configs = Object.fromEntries(
    names.map((name) => [name, switchConfiguration(made.state, made.design, name, 'frr')]),
  )
  const before = {}

  afterAll(async () => {
    for (const { name, asn } of made.fabric.switches) await lab.load(name, noBgp(asn))
  }, 60_000)

  it("loads the wizard's configuration as it is", { timeout: 60_000 }, async () => {
    await writeSecrets(lab.client, spec.secrets)
    await writeState(lab.client, made.state)
    for (const device of made.fabric.switches) {
      expect(await lab.load(device.name, baseConfig(device, made.links))).toBe('')
      before[device.name] = await lab.vtysh(device.name, 'show running-config')
      expect(await lab.load(device.name, filledIn(configs[device.name].config, spec))).toBe('')
      expect(await lab.vtysh(device.name, 'show running-config')).not.toBe(before[device.name])
    }
  })

  it('has the sessions of the forecast on every node', { timeout: UP_LIMIT_MS + 30_000 }, async () => {
    expect(
      await settled(async () => (await Promise.all(made.nodes.map((name) => nodeDifferences(made, name)))).flat()),
    ).toEqual([])
  })

  it('has the sessions and routes of the forecast on every switch', { timeout: UP_LIMIT_MS + 30_000 }, async () => {
    expect(await settled(async () => (await Promise.all(names.map((name) => differences(made, name)))).flat())).toEqual(
      [],
    )
    if (KEEP) await keep(spec, names)
  })

  it('takes everything away again', { timeout: 60_000 }, async () => {
    for (const name of names) {
      expect(await lab.load(name, configs[name].removal)).toBe('')
      expect(await lab.vtysh(name, 'show running-config')).toBe(before[name])
    }
  })
})

/** The configuration with passwords where their marks were: what the admin of a switch has to do before loading it. */
function filledIn(config, { secrets = {}, passwords = {} }) {
  const known = { ...passwords }
  for (const [secret, keys] of Object.entries(secrets))
    for (const [key, value] of Object.entries(keys)) known[`PASSWORD-FROM-${secret}-${key}`] = value
  const filled = Object.entries(known).reduce((text, [mark, value]) => text.replaceAll(mark, value), config)
  expect(filled).not.toMatch(/password PASSWORD-FROM/)
  return filled
}

/** The design of a fabric, the cluster after the move, and what should be seen then. */
function forecastOf(spec) {
  const family = spec.family ?? 4
  const start = labState(
    GUIDE_NODES.filter((node) => node.rack <= (spec.racks ?? 2)),
    family,
  )
  start.resources.secrets = Object.entries(spec.secrets ?? {}).map(([name, keys]) => ({
    namespace: 'kube-system',
    name,
    keys: Object.keys(keys),
  }))
  const design = designFromAnswers(parseAnswers(spec.answers, spec.name), start, proposeDesign(start))
  const hash = (text) => createHash('sha256').update(text).digest('hex')
  const plan = makePlan(start, design, { order: 'guide', madeBy: 'lab', hash })
  const changes = plan.stages.flatMap((stage) => stage.operations.flatMap((operation) => operation.changes))
  const moved = applyChanges(start, changes)
  const state = family === 6 ? withIpv4(moved) : moved
  const fabric = fabricFromDesign(design, state.resources)
  const sessions = forecastSessions(state.resources, { version: state.version, fabric })
  const routes = forecastRoutes(sessions, state.resources, fabric, state.version)
  const addresses = (device) => device.addresses.map((text) => text.split('/')[0])
  const links = new Set(fabric.switches.flatMap((device) => addresses(device)))
  // Spines get their leafs from the wizard; leafs have their uplinks already.
  const spines = new Set(fabric.switches.filter((device) => device.role === 'spine').flatMap(addresses))
  return {
    design,
    family,
    state,
    fabric,
    sessions,
    routes,
    links: spines,
    switches: links,
    nodes: start.kubeNodes.map((n) => n.metadata.name),
  }
}

/** Peers that should be established on a switch: "address AS". */
function expectedPeers({ fabric, family, sessions, state }, name) {
  const device = fabric.switches.find((one) => one.name === name)
  const own = new Set(device.addresses.map((text) => text.split('/')[0]))
  const nodes = state.resources.nodes.flatMap((node) => {
    const protocols = sessions.nodes[node.metadata.name][`ip${family}`].protocols
    const up = protocols.filter((one) => own.has(one.neighbor) && one.state.cause === 'established')
    return up.map((one) => `${node.spec.bgp[`ipv${family}Address`].split('/')[0]} AS ${one.localAS}`)
  })
  const at = (address) => fabric.switches.find((one) => one.addresses.some((text) => text.split('/')[0] === address))
  const switches = device.neighbors.flatMap((one) =>
    at(one.address) ? [`${one.address} AS ${at(one.address).asn}`] : [],
  )
  return [...nodes, ...switches].sort()
}

async function differences(made, name) {
  const summary = await lab.vtysh(name, `show bgp ipv${made.family} unicast summary json`)
  const peers = parsePeers(name, summary)
  const up = peers.filter((one) => one.state === 'Established').map((one) => `${one.peer} AS ${one.remoteAs}`)
  const wanted = expectedPeers(made, name)
  const sessions = unlike(`${name} session`, wanted, up.sort())
  if (sessions.length > 0) return sessions
  const table = parseRoutes(name, await lab.vtysh(name, `show bgp ipv${made.family} unicast json`))
  const held = parseRoutes(
    name,
    await lab.vtysh(name, made.family === 6 ? 'show ipv6 route json' : 'show ip route json'),
  )
  const forecast = made.routes.switches[name].filter((route) => route.destination.includes(':') === (made.family === 6))
  const line = (route) => `${route.destination} via ${[...route.nextHops].sort().join('+') || 'itself'}`
  // The kernel's next hop of IPv6 is a link-local address, which no forecast knows: there as many as forecast are enough.
  const inTable = (route) => (made.family === 6 ? `${route.destination} via ${route.nextHops.length}` : line(route))
  const withPath = (route) => `${line(route)} path ${(route.asPath ?? []).join(' ') || 'none'}`
  return [
    ...unlike(`${name} BGP`, forecast.map(withPath), table.map(withPath)),
    // Networks it is connected to stand in its table as such; the forecast speaks of what came by BGP.
    ...unlike(
      `${name} FIB`,
      forecast.filter((route) => route.nextHops.length > 0).map(inTable),
      held.filter((route) => route.protocol === 'bgp').map(inTable),
    ),
  ]
}

async function nodeDifferences(made, name) {
  const ask = made.family === 6 ? lab.birdcl6 : lab.birdcl
  const text = await ask(name, 'show', 'protocols')
  const up = text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/)
    return words[1] === 'BGP' && words[5] === 'Established' ? [words[0]] : []
  })
  const wanted = made.sessions.nodes[name][`ip${made.family}`].protocols.filter(
    (one) => one.state.cause === 'established',
  )
  return unlike(
    `${name} protocol`,
    wanted.map((one) => one.name),
    up,
  )
}

function unlike(what, wanted, seen) {
  return [
    ...wanted.filter((one) => !seen.includes(one)).map((one) => `${what}: forecast ${one}`),
    ...seen.filter((one) => !wanted.includes(one)).map((one) => `${what}: seen ${one}`),
  ]
}

/** Looks again until nothing differs or time is up, and once more a moment later: at rest it must stay so. */
async function settled(look) {
  const end = Date.now() + UP_LIMIT_MS
  let last = await look()
  while (last.length > 0 && Date.now() < end) {
    await sleep(2000)
    last = await look()
  }
  if (last.length > 0) {
    console.log(last.join('\n'))
    return last
  }
  await sleep(1500)
  return look()
}

async function keep(spec, names) {
  const family = spec.family ?? 4
  const commands = [
    `show bgp ipv${family} unicast summary`,
    'show bgp summary',
    `show bgp ipv${family} unicast`,
    family === 6 ? 'show ipv6 route' : 'show ip route',
    'show bgp neighbors',
  ]
  mkdirSync(KEEP, { recursive: true })
  for (const name of names)
    for (const command of commands)
      for (const form of ['', ' json']) {
        const file = `${spec.name}-${name}-${command}${form}`.replace(/[^\w]+/g, '-')
        writeFileSync(join(KEEP, file), await lab.vtysh(name, `${command}${form}`))
      }
}
