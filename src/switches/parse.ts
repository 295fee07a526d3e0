import type { ObservedRoute, ObservedSession } from '../model/observed.ts'
import { jsonOf } from './read/json.ts'
import { pasteLines, unreadable } from './read/paste.ts'
import { peersFromDetail } from './read/peers-detail.ts'
import { peersFromJson } from './read/peers-json.ts'
import { peersFromJunos } from './read/peers-junos.ts'
import { peersFromSessions } from './read/peers-sessions.ts'
import { peersFromTable } from './read/peers-table.ts'
import { routesFromBgpTable } from './read/routes-bgp-table.ts'
import { routesFromBlocks } from './read/routes-blocks.ts'
import { routesFromDisplay } from './read/routes-display.ts'
import { routesFromEntry } from './read/routes-entry.ts'
import { routesFromJson } from './read/routes-json.ts'
import { routesFromJunos } from './read/routes-junos.ts'
import { routesFromShow } from './read/routes-show.ts'

/** How systems say that BGP itself is missing: that is an answer, but not the one that was asked for. */
const noBgp =
  /BGP (?:(?:process |protocol )?is )?(?:currently )?(?:not (?:active|running|enabled|configured)|inactive)|bgpd is not running|bgp subsystem not running|process currently not running|BGP instance (?:not found|does not exist)|No BGP process/i
/** How systems say that there is nobody. */
const nobody = /No BGP (?:neighbors|peers) (?:found|configured)|BGP instance has no peers?/i
/** How systems, and the ways to them, say that the command was not understood, or may not run. */
const refused =
  /(?:Invalid (?:input|command)|Unknown command|Unrecognized command|No such command|Wrong parameter|Too many parameters|syntax error|Incomplete command|Ambiguous command|Permission denied|Authorization failed|command not found|failed to connect|Connection (?:refused|timed out|closed|reset))/i

/**
 * Reads the BGP sessions of a switch from what `show bgp peer ipv4` or its equal in any of the eight dialects printed, as
 * text (a table, or each peer at length) or JSON. The format is recognised by itself.
 * @param switchName for messages and as the sessions' node
 * @returns every session listed; an empty list only when the switch says that it has none
 * @throws WizardError (E_SWITCH_OUTPUT) when the text is something else, or not whole
 */
export function parsePeers(switchName: string, text: string): ObservedSession[] {
  const lines = pasteLines(switchName, text)
  const json = jsonOf(switchName, lines)
  if (json === undefined) refuseLongLines(switchName, lines)
  const sessions =
    json === undefined
      ? (peersFromTable(switchName, lines) ??
        peersFromSessions(switchName, lines) ??
        peersFromJunos(switchName, lines) ??
        peersFromDetail(switchName, lines))
      : peersFromJson(switchName, json)
  if (sessions !== undefined) return sessions
  if (lines.some((line) => nobody.test(line))) return []
  throw notThat(
    switchName,
    lines,
    'list of BGP peers',
    'paste the output of the command that lists them (docs/switches.md)',
  )
}

/**
 * Reads the routes of a switch: its route table or its BGP table, as text or JSON, in any of the eight dialects.
 * @returns one entry a destination with the next hops in use; an empty list only when the switch says that it has none
 * @throws WizardError (E_SWITCH_OUTPUT) when the text is something else, or not whole
 */
export function parseRoutes(switchName: string, text: string): ObservedRoute[] {
  const lines = pasteLines(switchName, text)
  const json = jsonOf(switchName, lines)
  if (json === undefined) refuseLongLines(switchName, lines)
  const routes =
    json === undefined
      ? (routesFromBlocks(switchName, lines) ??
        routesFromDisplay(switchName, lines) ??
        routesFromBgpTable(switchName, lines) ??
        routesFromJunos(switchName, lines) ??
        routesFromEntry(switchName, lines) ??
        routesFromShow(switchName, lines))
      : routesFromJson(json)
  if (routes !== undefined) return routes
  throw notThat(
    switchName,
    lines,
    'table of routes',
    'paste the output of the command that lists them (docs/switches.md)',
  )
}

/** Longer than any row, with a path of 255 AS numbers and its communities: what never ends is no table (S27). */
const longestLine = 4000

function refuseLongLines(switchName: string, lines: string[]): void {
  if (lines.every((line) => line.length <= longestLine)) return
  const why = `a line of it is longer than ${longestLine} characters`
  throw unreadable(switchName, why, 'paste the output as it was printed')
}

function notThat(switchName: string, lines: string[], wanted: string, remedy: string) {
  if (lines.some((line) => noBgp.test(line))) {
    return unreadable(switchName, 'it says that BGP does not run there', 'configure BGP on the switch first')
  }
  const refusal = lines.find((line) => refused.test(line))
  if (refusal) return unreadable(switchName, 'the switch did not run the command', remedy)
  return unreadable(switchName, `there is no ${wanted} in it`, remedy)
}
