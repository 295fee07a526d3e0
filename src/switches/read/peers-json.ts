import { parseAsn } from '../../model/asn.ts'
import type { ObservedSession } from '../../model/observed.ts'
import { at, type JsonValue, listOf, mapOf, textOf } from './json.ts'
import { stateOf, switchAddress, unreadable } from './paste.ts'

interface RawPeer {
  peer: string | undefined
  asn: JsonValue | undefined
  state: JsonValue | undefined
  since?: JsonValue | undefined
  localAs?: JsonValue | undefined
}

/**
 * Reads the session summary as JSON: FRR and SONiC (`json`), EOS and NX-OS (`| json`), Junos (`| display json`).
 * @returns undefined when the JSON is about something else
 */
export function peersFromJson(node: string, value: JsonValue): ObservedSession[] | undefined {
  const raw = frr(value) ?? eos(value) ?? nxos(value) ?? junos(value)
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
    ...(since === undefined ? {} : { since }),
    ...(localAs === undefined ? {} : { localAs }),
  }
}

/** One family's summary, one for each family, or one VRF around them. */
function frr(value: JsonValue): RawPeer[] | undefined {
  const root = mapOf(value)
  if (!root || root['vrfs'] || root['TABLE_vrf']) return undefined
  const families = root['peers'] ? [root] : Object.values(root).flatMap((inner) => familiesIn(inner))
  const maps = families.filter((family) => mapOf(mapOf(family)?.['peers']))
  if (maps.length === 0) return undefined
  return maps.flatMap((family) =>
    Object.entries(mapOf(mapOf(family)!['peers'])!).map(([peer, entry]) => ({
      peer,
      asn: at(entry, 'remoteAs'),
      state: at(entry, 'state'),
      since: at(entry, 'peerUptime'),
      localAs: at(entry, 'localAs') ?? at(family, 'as'),
    })),
  )
}

function familiesIn(value: JsonValue): JsonValue[] {
  const map = mapOf(value)
  return !map ? [] : map['peers'] ? [map] : Object.values(map)
}

function eos(value: JsonValue): RawPeer[] | undefined {
  const vrfs = mapOf(at(value, 'vrfs'))
  if (!vrfs) return undefined
  const peers = Object.values(vrfs).filter((vrf) => mapOf(at(vrf, 'peers')))
  if (peers.length === 0) return undefined
  return peers.flatMap((vrf) =>
    Object.entries(mapOf(at(vrf, 'peers'))!).map(([peer, entry]) => ({
      peer,
      asn: at(entry, 'asn'),
      state: at(entry, 'peerState'),
      localAs: at(vrf, 'asn'),
    })),
  )
}

function nxos(value: JsonValue): RawPeer[] | undefined {
  if (at(value, 'TABLE_vrf') === undefined) return undefined
  const raw: RawPeer[] = []
  let summaries = 0
  for (const vrf of listOf(at(value, 'TABLE_vrf', 'ROW_vrf')))
    for (const family of listOf(at(vrf, 'TABLE_af', 'ROW_af')))
      for (const summary of listOf(at(family, 'TABLE_saf', 'ROW_saf'))) {
        summaries++
        for (const entry of listOf(at(summary, 'TABLE_neighbor', 'ROW_neighbor'))) {
          raw.push({
            peer: textOf(at(entry, 'neighborid')),
            asn: at(entry, 'neighboras'),
            state: at(entry, 'state'),
            since: at(entry, 'time'),
            localAs: at(vrf, 'vrf-local-as'),
          })
        }
      }
  return summaries > 0 ? raw : undefined
}

function junos(value: JsonValue): RawPeer[] | undefined {
  const information = at(value, 'bgp-information')
  if (information === undefined || at(information, 'group-count') === undefined) return undefined
  return listOf(at(information, 'bgp-peer')).map((entry) => ({
    peer: textOf(at(entry, 'peer-address', 'data'))?.replace(/\+\d+$/, ''),
    asn: at(entry, 'peer-as', 'data'),
    state: at(entry, 'peer-state', 'data'),
    since: at(entry, 'elapsed-time', 'data'),
  }))
}
