import type { ObservedRoute } from '../../model/observed.ts'
import { at, type JsonValue, listOf, mapOf, textOf } from './json.ts'
import { asPathOf, switchAddress, switchPrefix } from './paste.ts'
import { RouteList } from './route-list.ts'

/**
 * Reads routes as JSON: FRR and SONiC (route table or BGP table), EOS, NX-OS, Junos. Only what is in use counts.
 * @returns undefined when the JSON is about something else
 */
export function routesFromJson(value: JsonValue): ObservedRoute[] | undefined {
  return frr(value) ?? eos(value) ?? nxos(value) ?? junos(value)
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
      if (!inUse) continue
      const route = list.open(destination, textOf(at(entry, 'protocol')) ?? 'bgp')
      for (const hop of listOf(at(entry, 'nexthops'))) {
        if (at(hop, 'blackhole') === true || at(hop, 'unreachable') === true) route.kind = 'blackhole'
        else if (at(hop, 'active') !== false) list.hop(route, switchAddress(textOf(at(hop, 'ip')) ?? ''))
      }
      const path = asPathOf(textOf(at(entry, 'path')) ?? '')
      // Paths used side by side may differ; the best one stands for them, and it need not be listed first.
      if (path.length > 0 && (at(entry, 'bestpath') === true || route.asPath === undefined)) route.asPath = path
    }
  }
  return list.all
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

function nxos(value: JsonValue): ObservedRoute[] | undefined {
  if (at(value, 'TABLE_vrf', 'ROW_vrf', 'TABLE_addrf') === undefined) return undefined
  const list = new RouteList()
  for (const vrf of listOf(at(value, 'TABLE_vrf', 'ROW_vrf')))
    for (const family of listOf(at(vrf, 'TABLE_addrf', 'ROW_addrf')))
      for (const entry of listOf(at(family, 'TABLE_prefix', 'ROW_prefix'))) {
        const destination = switchPrefix(textOf(at(entry, 'ipprefix')) ?? '')
        if (!destination) continue
        const paths = listOf(at(entry, 'TABLE_path', 'ROW_path'))
        const route = list.open(destination, textOf(at(paths[0], 'clientname'))?.replace(/-.*$/, ''))
        for (const path of paths) list.hop(route, switchAddress(textOf(at(path, 'ipnexthop')) ?? ''))
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
