import { parseAsn } from '../../model/asn.ts'
import type { ObservedSession } from '../../model/observed.ts'
import { at, type JsonValue, listOf, mapOf, textOf, unwrapped } from './json.ts'
import { fewerPeers, stateOf, switchAddress, unreadable } from './paste.ts'

interface RawPeer {
  peer: string | undefined
  asn: JsonValue | undefined
  state: JsonValue | undefined
  since?: JsonValue | undefined
  localAs?: JsonValue | undefined
  detail?: string | undefined
}

/**
 * Reads the session summary as JSON: FRR and SONiC (`json`), EOS and NX-OS (`| json`), Junos (`| display json`); of FRR, EOS and
 * NX-OS the neighbours at length, too.
 * @returns undefined when the JSON is about something else
 */
export function peersFromJson(node: string, value: JsonValue): ObservedSession[] | undefined {
  const raw = frr(node, value) ?? frrNeighbors(value) ?? eos(value) ?? nxos(value) ?? junos(unwrapped(value))
  return raw?.map((entry) => session(node, entry))
}

function session(node: string, raw: RawPeer): ObservedSession {
  const state = stateOf(textOf(raw.state) ?? '')
  const remoteAs = parseAsn(textOf(raw.asn) ?? '')
  if (!raw.peer || !state || remoteAs === undefined) {
    throw unreadable(node, `a peer without address, state or AS (${raw.peer ?? '?'})`, 'paste the whole output')
  }
  const since = textOf(raw.since)
  const localAs = parseAsn(textOf(raw.localAs) ?? '')
  return {
    node,
    peer: switchAddress(raw.peer) ?? raw.peer,
    type: 'unknown',
    remoteAs,
    ...state,
    ...(raw.detail === undefined ? {} : { detail: raw.detail }),
    ...(since === undefined ? {} : { since }),
    ...(localAs === undefined ? {} : { localAs }),
  }
}

/** One family's summary, one for each family, or one VRF around them. */
function frr(node: string, value: JsonValue): RawPeer[] | undefined {
  const root = mapOf(value)
  if (!root || root['vrfs'] || root['TABLE_vrf']) return undefined
  const families = root['peers'] ? [root] : Object.values(root).flatMap((inner) => familiesIn(inner))
  const maps = families.filter((family) => mapOf(mapOf(family)?.['peers']))
  if (maps.length === 0) return undefined
  for (const family of maps) requireAll(node, family)
  return maps.flatMap((family) =>
    Object.entries(mapOf(mapOf(family)!['peers'])!).map(([peer, entry]) => ({
      peer,
      asn: at(entry, 'remoteAs'),
      state: at(entry, 'state'),
      since: at(entry, 'peerUptime'),
      localAs: at(entry, 'localAs') ?? at(family, 'as'),
      detail: reason(entry),
    })),
  )
}

/** `summary failed`, `established` and their like show some of the peers, and count them all. */
function requireAll(node: string, family: JsonValue): void {
  const total = Number(textOf(at(family, 'totalPeers')) ?? 0)
  const shown = Object.keys(mapOf(at(family, 'peers'))!).length
  if (total <= shown) return
  throw fewerPeers(node, total, shown)
}

/** `show bgp neighbors json`: a map by address, or by interface, or one for each VRF. */
function frrNeighbors(value: JsonValue): RawPeer[] | undefined {
  const root = mapOf(value)
  if (!root) return undefined
  const maps = [root, ...Object.values(root).flatMap((inner) => mapOf(inner) ?? [])]
  const entries = maps
    .flatMap((map) => Object.entries(map as { [key: string]: JsonValue }))
    .filter(([, entry]) => at(entry, 'bgpState') !== undefined)
  if (entries.length === 0) return undefined
  return entries.map(([peer, entry]) => ({
    peer: peer.replace(/^\*/, ''),
    asn: at(entry, 'remoteAs'),
    state: at(entry, 'bgpState'),
    since: at(entry, 'bgpTimerUpString'),
    localAs: at(entry, 'localAs'),
    ...(at(entry, 'adminShutDown') === true ? { detail: 'Admin' } : {}),
  }))
}

/** FRR says beside the state what its table has in brackets there; a lack of filters is said of sessions that are down, too. */
function reason(entry: JsonValue): string | undefined {
  const text = textOf(at(entry, 'peerState'))
  const up = at(entry, 'state') === 'Established'
  return text === (up ? 'Policy' : text === 'PfxCt' ? 'PfxCt' : 'Admin') ? text : undefined
}

function familiesIn(value: JsonValue): JsonValue[] {
  const map = mapOf(value)
  return !map ? [] : map['peers'] ? [map] : Object.values(map)
}

function eos(value: JsonValue): RawPeer[] | undefined {
  const vrfs = Object.values(mapOf(at(value, 'vrfs')) ?? {})
  // The summary has a map, `show bgp neighbors` a list.
  const found = vrfs.filter((vrf) => mapOf(at(vrf, 'peers')) || Array.isArray(at(vrf, 'peerList')))
  if (found.length === 0) return undefined
  return found.flatMap((vrf) => {
    const summary = Object.entries(mapOf(at(vrf, 'peers')) ?? {}).map(([peer, entry]) => ({
      peer,
      asn: at(entry, 'asn') ?? at(entry, 'peerAsn'),
      state: at(entry, 'peerState'),
      localAs: at(vrf, 'asn'),
      detail: at(entry, 'peerState') === 'Established' ? undefined : textOf(at(entry, 'peerStateIdleReason')),
    }))
    const detail = listOf(at(vrf, 'peerList')).map((entry) => ({
      peer: textOf(at(entry, 'peerAddress')),
      asn: at(entry, 'asn'),
      state: at(entry, 'state'),
      localAs: at(entry, 'localAsn'),
      detail: at(entry, 'state') === 'Established' ? undefined : textOf(at(entry, 'idleReason')),
    }))
    return [...summary, ...detail]
  })
}

/** The summary (by VRF, family and subfamily), `show bgp sessions` (by VRF), or the neighbours at length. */
function nxos(value: JsonValue): RawPeer[] | undefined {
  const detail = at(value, 'TABLE_neighbor', 'ROW_neighbor')
  if (detail !== undefined) return listOf(detail).map((entry) => nxosPeer(entry, at(entry, 'localas')))
  const vrfs = listOf(at(value, 'TABLE_vrf', 'ROW_vrf'))
  const found = vrfs.flatMap((vrf) => {
    const families = listOf(at(vrf, 'TABLE_af', 'ROW_af')).flatMap((family) =>
      listOf(at(family, 'TABLE_saf', 'ROW_saf')),
    )
    const tables = at(vrf, 'TABLE_neighbor') === undefined ? families : [vrf, ...families]
    return tables.map((table) => ({ table, localAs: at(vrf, 'vrf-local-as') ?? at(vrf, 'local-as') }))
  })
  if (found.length === 0) return undefined
  return found.flatMap(({ table, localAs }) =>
    listOf(at(table, 'TABLE_neighbor', 'ROW_neighbor')).map((entry) => nxosPeer(entry, localAs)),
  )
}

function nxosPeer(entry: JsonValue, localAs: JsonValue | undefined): RawPeer {
  const first = (...keys: string[]) => keys.map((key) => at(entry, key)).find((found) => found !== undefined)
  return {
    peer: textOf(first('neighborid', 'neighbor-id', 'neighbor'))?.replace(/^\*/, ''),
    asn: first('neighboras', 'remoteas'),
    state: at(entry, 'state'),
    since: first('time', 'elapsedtime'),
    localAs,
  }
}

/** The summary, or `show bgp neighbor`, which counts no groups. */
function junos(value: JsonValue): RawPeer[] | undefined {
  const information = at(value, 'bgp-information')
  const peers = listOf(at(information, 'bgp-peer'))
  if (peers.length === 0 && at(information, 'group-count') === undefined) return undefined
  return peers.map((entry) => ({
    peer: textOf(at(entry, 'peer-address', 'data'))?.replace(/\+\d+$/, ''),
    asn: at(entry, 'peer-as', 'data'),
    state: at(entry, 'peer-state', 'data'),
    since: at(entry, 'elapsed-time', 'data'),
    localAs: at(entry, 'local-as', 'data'),
  }))
}
