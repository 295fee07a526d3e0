import { readFileSync } from 'node:fs'
import { parsePeers, parseRoutes } from '../../../src/switches/parse.ts'

/** A sample of what a switch shows. */
export function read(name: string): string {
  return readFileSync(new URL(`../../fixtures/switches/${name}`, import.meta.url), 'utf8')
}

/** "peer AS state since[ detail]" */
export function peers(text: string): string[] {
  return parsePeers('leaf01', text).map((s) =>
    [s.peer, s.remoteAs, s.state, s.since, s.detail].filter((v) => v !== undefined).join(' '),
  )
}

/** "destination hops kind path", leaving out what is plain. */
export function routes(text: string): string[] {
  return parseRoutes('leaf01', text).map((r) =>
    [r.destination, r.nextHops.join('+') || '-', r.kind === 'unicast' ? '' : r.kind, r.asPath?.join(' ')]
      .filter(Boolean)
      .join(' '),
  )
}
