import type { ObservedRoute } from '../../model/observed.ts'
import { at, type JsonValue, listOf, mapOf, textOf, unwrapped } from './json.ts'
import { asPathOf, switchAddress, switchPrefix } from './paste.ts'
import { RouteList } from './route-list.ts'

/**
 * Reads routes as JSON: the route table or the BGP table of FRR, SONiC, EOS and NX-OS, the route table of Junos. Only what is in
 * use counts.
 * @returns undefined when the JSON is about something else
 */
export function routesFromJson(value: JsonValue): ObservedRoute[] | undefined {
  return frr(value) ?? eos(value) ?? eosBgp(value) ?? nxos(value) ?? nxosBgp(value) ?? junos(unwrapped(value))
}

function frr(value: JsonValue): ObservedRoute[] | undefined {
  const root = mapOf(value)
  if (!root || root['vrfs'] || root['TABLE_vrf'] || root['route-information']) return undefined
  const table = mapOf(root['routes']) ?? root
  const prefixes = Object.entries(table).filter(([key]) => key.includes('/'))
  if (prefixes.length === 0 && !mapOf(root['routes'])) return undefined
  const list = new RouteList()
  for (const [key, entries] of prefixes) {
    const destination = switchPrefix(key)
    if (!destination) continue
    for (const entry of listOf(entries)) {
      const inUse = [at(entry, 'selected'), at(entry, 'bestpath'), at(entry, 'multipath')].includes(true)
      if (!inUse || notInstalled(entry)) continue
      const route = list.open(destination, textOf(at(entry, 'protocol')) ?? 'bgp')
      for (const hop of globalOnes(listOf(at(entry, 'nexthops')))) {
        if (at(hop, 'blackhole') === true || at(hop, 'unreachable') === true) route.kind = 'blackhole'
        // "resolver": by which the next hop before it is reached, no further path.
        else if (at(hop, 'active') !== false && at(hop, 'resolver') !== true)
          list.hop(route, switchAddress(textOf(at(hop, 'ip')) ?? ''))
      }
      const path = asPathOf(textOf(at(entry, 'path')) ?? '')
      // Paths used side by side may differ; the best one stands for them, and it need not be listed first.
      if (path.length > 0 && (at(entry, 'bestpath') === true || route.asPath === undefined)) route.asPath = path
    }
  }
  return list.all
}

/** Selected, but not in the table that packets follow: rejected, still queued, or refused by the hardware. */
function notInstalled(entry: JsonValue): boolean {
  const waits = at(entry, 'failed') === true || at(entry, 'queued') === true
  return at(entry, 'offloaded') === false || (waits && at(entry, 'installed') !== true)
}

/** FRR's BGP table of IPv6 has a next hop twice, with its global and its link-local address. */
function globalOnes(hops: JsonValue[]): JsonValue[] {
  const global = hops.filter((hop) => at(hop, 'scope') === 'global')
  return global.length > 0 ? global : hops
}

function eos(value: JsonValue): ObservedRoute[] | undefined {
  const vrfs = mapOf(at(value, 'vrfs'))
  const tables = Object.values(vrfs ?? {}).filter((vrf) => mapOf(at(vrf, 'routes')))
  if (tables.length === 0) return undefined
  const list = new RouteList()
  for (const vrf of tables) {
    for (const [key, entry] of Object.entries(mapOf(at(vrf, 'routes'))!)) {
      const destination = switchPrefix(key)
      if (!destination) continue
      const route = list.open(destination, textOf(at(entry, 'routeType')))
      if (at(entry, 'routeAction') === 'drop') route.kind = 'blackhole'
      for (const via of listOf(at(entry, 'vias'))) list.hop(route, switchAddress(textOf(at(via, 'nexthopAddr')) ?? ''))
    }
  }
  return list.all
}

/** `show ip bgp | json`: the active path, and those beside it that contribute. */
function eosBgp(value: JsonValue): ObservedRoute[] | undefined {
  const vrfs = Object.values(mapOf(at(value, 'vrfs')) ?? {})
  const tables = vrfs.flatMap((vrf) => mapOf(at(vrf, 'bgpRouteEntries')) ?? [])
  if (tables.length === 0) return undefined
  const list = new RouteList()
  for (const [key, entry] of tables.flatMap((table) => Object.entries(table as { [key: string]: JsonValue }))) {
    const destination = switchPrefix(key)
    if (!destination) continue
    for (const path of listOf(at(entry, 'bgpRoutePaths'))) {
      const active = at(path, 'routeType', 'active') === true
      if (!active && at(path, 'routeType', 'ecmpContributor') !== true) continue
      const route = list.open(destination, 'bgp')
      list.hop(route, switchAddress(textOf(at(path, 'nextHop')) ?? ''))
      const numbers = asPathOf(textOf(at(path, 'asPathEntry', 'asPath')) ?? '')
      if (numbers.length > 0 && (active || route.asPath === undefined)) route.asPath = numbers
    }
  }
  return list.all
}

/** `show bgp ipv4 unicast | json`: the best path, and those that are used beside it. */
function nxosBgp(value: JsonValue): ObservedRoute[] | undefined {
  const vrfs = listOf(at(value, 'TABLE_vrf', 'ROW_vrf'))
  const families = vrfs.flatMap((vrf) =>
    listOf(at(vrf, 'TABLE_afi', 'ROW_afi')).flatMap((family) => listOf(at(family, 'TABLE_safi', 'ROW_safi'))),
  )
  if (families.length === 0) return undefined
  // A table of one VRF may stand a level deeper, in its route distinguisher.
  const tables = families.flatMap((family) => [family, ...listOf(at(family, 'TABLE_rd', 'ROW_rd'))])
  const list = new RouteList()
  for (const entry of tables.flatMap((table) => listOf(at(table, 'TABLE_prefix', 'ROW_prefix')))) {
    const destination = switchPrefix(textOf(at(entry, 'ipprefix') ?? at(entry, 'ipv6prefix')) ?? '')
    if (!destination) continue
    for (const path of listOf(at(entry, 'TABLE_path', 'ROW_path'))) {
      const code = textOf(at(path, 'bestcode') ?? at(path, 'best')) ?? ''
      if (code !== '>' && code !== '|') continue
      const route = list.open(destination, 'bgp')
      list.hop(route, switchAddress(textOf(at(path, 'ipnexthop') ?? at(path, 'ipv6nexthop')) ?? ''))
      const numbers = asPathOf(textOf(at(path, 'path') ?? at(path, 'aspath')) ?? '')
      if (numbers.length > 0 && (code === '>' || route.asPath === undefined)) route.asPath = numbers
    }
  }
  return list.all
}

function nxos(value: JsonValue): ObservedRoute[] | undefined {
  if (at(value, 'TABLE_vrf', 'ROW_vrf', 'TABLE_addrf') === undefined) return undefined
  const list = new RouteList()
  for (const vrf of listOf(at(value, 'TABLE_vrf', 'ROW_vrf')))
    for (const family of listOf(at(vrf, 'TABLE_addrf', 'ROW_addrf')))
      for (const entry of listOf(at(family, 'TABLE_prefix', 'ROW_prefix'))) {
        const destination = switchPrefix(textOf(at(entry, 'ipprefix')) ?? '')
        if (!destination) continue
        const all = listOf(at(entry, 'TABLE_path', 'ROW_path'))
        // What stands ready behind the best ones is listed beside them, without that mark.
        const best = all.filter((path) => textOf(at(path, 'ubest')) === 'true')
        const paths = best.length > 0 ? best : all
        const route = list.open(destination, textOf(at(paths[0], 'clientname'))?.replace(/-.*$/, ''))
        for (const path of paths) {
          if (textOf(at(path, 'ifname')) === 'Null0') route.kind = 'blackhole'
          list.hop(route, switchAddress(textOf(at(path, 'ipnexthop')) ?? ''))
        }
      }
  return list.all
}

function junos(value: JsonValue): ObservedRoute[] | undefined {
  const information = at(value, 'route-information')
  if (information === undefined) return undefined
  const list = new RouteList()
  for (const table of listOf(at(information, 'route-table')))
    for (const entry of listOf(at(table, 'rt'))) {
      const destination = switchPrefix(textOf(at(entry, 'rt-destination', 'data')) ?? '')
      const active = listOf(at(entry, 'rt-entry')).find((path) => at(path, 'current-active') !== undefined)
      if (!destination || !active) continue
      const route = list.open(destination, textOf(at(active, 'protocol-name', 'data')))
      for (const hop of listOf(at(active, 'nh'))) list.hop(route, switchAddress(textOf(at(hop, 'to', 'data')) ?? ''))
      const path = asPathOf(textOf(at(active, 'as-path', 'data')) ?? '')
      if (path.length > 0) route.asPath = path
    }
  return list.all
}
