import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WizardError } from '../../src/model/errors.ts'
import { parsePeers, parseRoutes } from '../../src/switches/parse.ts'
import { type Peer, peerPrinters, type Route, routePrinters } from './switch-printers.ts'

const byte = fc.integer({ min: 0, max: 255 })
/** Never 0: a run of zeros would be written shorter. */
const word16 = fc.integer({ min: 1, max: 65535 }).map((value) => value.toString(16))
const v4 = fc
  .tuple(fc.integer({ min: 1, max: 223 }), byte, byte, fc.integer({ min: 1, max: 254 }))
  .map((all) => all.join('.'))
/** Short and full length, written as RFC 5952 does: the readers give it back so. */
const v6 = fc.oneof(
  fc.tuple(word16).map(([last]) => `2001:db8::${last}`),
  fc.array(word16, { minLength: 5, maxLength: 5 }).map((words) => `2001:db8:1:${words.join(':')}`),
)
const address = fc.oneof({ weight: 2, arbitrary: v4 }, v6)
const asn = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.integer({ min: 65536, max: 4294967295 }))

const peer: fc.Arbitrary<Peer> = fc
  .record({
    address,
    asn,
    state: fc.constantFrom('Established', 'Idle', 'Connect', 'Active', 'OpenSent', 'OpenConfirm'),
    admin: fc.boolean(),
    dynamic: fc.boolean(),
    up: fc.constantFrom('00:01:02', '23:51:50', 'never', '1d02h', '34d20h', '01w2d03h', '0021h30m', '2998h36m'),
    received: fc.integer({ min: 0, max: 99999 }),
    name: fc.constantFrom('node1', 'rack 1, node2', 'RTR#3', '10.0.0.1', 'Active', 'N/A', 'rr-1_a'),
  })
  .map((entry) => ({ ...entry, admin: entry.admin && entry.state === 'Idle' }))
const peerList = fc.uniqueArray(peer, { minLength: 1, maxLength: 8, selector: (entry) => entry.address })

const dotted = (number: number) => (number > 65535 ? `${Math.floor(number / 65536)}.${number % 65536}` : String(number))
const prompts = [
  ['leaf01#show it', 'leaf01#'],
  ['<leaf01>display it', '<leaf01>'],
  ['[~leaf01]display it', '[~leaf01]'],
  ['ops@leaf01:~$ show it', 'ops@leaf01:~$'],
  ['{master:0}', '{master:0}'],
] as const

/** As an admin copies it: with the echoed command and the prompt, CRLF, a pager's marks. */
const copied = fc.record({
  prompt: fc.constantFrom(undefined, ...prompts),
  end: fc.constantFrom('\n', '\r\n'),
  pager: fc.constantFrom(
    undefined,
    '---- More ----\u001b[14D              \u001b[14D',
    `--More--${'\b'.repeat(8)}${' '.repeat(8)}${'\b'.repeat(8)}`,
    '---(more)---\r            \r',
    // As a saved log has it, without the escape bytes.
    '  ---- More ----[42D                                          [42D',
  ),
})
type Copied = { prompt: readonly [string, string] | undefined; end: string; pager: string | undefined }
const paste = (lines: string[], { prompt, end, pager }: Copied) => {
  const paged = lines.map((line, at) => (pager !== undefined && at % 5 === 4 ? `${pager}${line}` : line))
  return [...(prompt ? [prompt[0], ''] : []), ...paged, ...(prompt ? ['', prompt[1]] : ['']), ''].join(end)
}

const shown = (entry: Peer) => ({
  peer: entry.address,
  remoteAs: entry.asn,
  state: entry.state,
  detail: entry.admin ? 'Admin' : undefined,
})
const seen = (text: string) =>
  parsePeers('leaf01', text).map(({ peer: at, remoteAs, state, detail }) => ({ peer: at, remoteAs, state, detail }))

/** Runs a reader; an unreadable text is undefined, any other error a failure. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(WizardError)
    expect(error).toMatchObject({ code: 'E_SWITCH_OUTPUT', where: 'leaf01' })
    return undefined
  }
}

describe.each(peerPrinters)('%s, %s', (dialect, _form, counts, print) => {
  // Junos and the eBGP table of EOS have no word for a peer that was shut down, the latter none for time.
  const mild = (entry: Peer): Peer => (dialect === 'junos' ? { ...entry, admin: false } : entry)

  it('what a switch lists is what is read', () => {
    fc.assert(
      fc.property(peerList, fc.boolean(), copied, (list, asDot, how) => {
        const peers = list.map(mild)
        expect(seen(paste(print(peers, asDot ? dotted : String), how))).toEqual(peers.map(shown))
      }),
      { numRuns: 60 },
    )
  })

  it('cut anywhere it is an error, or where nothing is counted the begin', () => {
    fc.assert(
      fc.property(peerList, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const peers = list.map(mild)
        const text = print(peers, String).join('\n')
        const cut = text.slice(0, Math.floor(text.length * share))
        const read = attempt(() => seen(cut))
        if (read === undefined) return
        const [whole, last] = [peers.map(shown), read.length - 1]
        expect(read.length).toBeGreaterThan(0)
        if (counts) expect(read.length).toBe(whole.length)
        expect(read.slice(0, last)).toEqual(whole.slice(0, last))
        expect(read[last]).toMatchObject({ peer: whole[last]!.peer, remoteAs: whole[last]!.remoteAs })
      }),
      { numRuns: 60 },
    )
  })

  it('with a line spoilt it is never a shorter list', () => {
    fc.assert(
      fc.property(
        peerList,
        fc.nat(),
        fc.constantFrom('x', '%', '???', 'Nov 28 12:00:00 %BGP-5: peer went down'),
        (list, at, noise) => {
          const peers = list.map(mild)
          const lines = print(peers, String)
          const first = lines.findIndex((line) => line.includes(peers[0]!.address))
          const target = first + (at % (lines.length - first))
          const spoilt = lines.map((line, index) => (index === target ? noise : line))
          const read = attempt(() => seen(spoilt.join('\n')))
          if (read !== undefined) expect(read).toEqual(peers.map(shown))
        },
      ),
      { numRuns: 60 },
    )
  })
})

const prefix4 = fc
  .tuple(byte, byte, fc.integer({ min: 16, max: 32 }))
  .map(([a, b, length]) => `10.${a}.${b}.0/${length}`)
const prefix6 = fc.oneof(
  fc.tuple(word16, fc.integer({ min: 48, max: 64 })).map(([a, length]) => `fd00:${a}::/${length}`),
  fc.tuple(word16, word16).map(([a, b]) => `fd00:1:2:3:4:${a}:${b}:7/122`),
)
const routesOf = (prefix: fc.Arbitrary<string>, hop: fc.Arbitrary<string>): fc.Arbitrary<Route[]> =>
  fc.uniqueArray(
    fc
      .record({
        destination: prefix,
        hops: fc.uniqueArray(hop, { maxLength: 3 }),
        path: fc.array(asn, { minLength: 1, maxLength: 4 }),
      })
      .map((route) => (route.hops.length > 0 ? route : { ...route, path: [] })),
    { minLength: 1, maxLength: 8, selector: (route) => route.destination },
  )
/** Which families a form prints. */
const families = (form: string) =>
  form.includes('ipv6')
    ? [routesOf(prefix6, v6)]
    : form === 'display ip routing-table'
      ? [routesOf(prefix4, v4)]
      : [routesOf(prefix4, v4), routesOf(prefix6, v6)]

describe.each(routePrinters)('%s, %s', (_dialect, form, path, print) => {
  const routes = fc.oneof(...families(form))
  const wanted = (list: Route[]) =>
    list.map((route) => [route.destination, route.hops, path && route.path.length > 0 ? route.path : undefined])
  const read = (text: string) =>
    parseRoutes('leaf01', text).map((route) => [route.destination, route.nextHops, route.asPath])

  it('what a switch lists is what is read', () => {
    fc.assert(
      fc.property(routes, copied, (list, how) => {
        expect(read(paste(print(list), how))).toEqual(wanted(list))
      }),
      { numRuns: 60 },
    )
  })

  it('cut anywhere it is an error or the begin', () => {
    fc.assert(
      fc.property(routes, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const text = print(list).join('\n')
        const cut = text.slice(0, Math.floor(text.length * share))
        const got = attempt(() => read(cut))
        if (got === undefined) return
        const [whole, last] = [wanted(list), got.length - 1]
        if (got.length === 0) {
          expect(cut.trimEnd()).toMatch(/(Gateway of last resort is not set|denotes VRF <string>)$/)
          return
        }
        expect(got.slice(0, last)).toEqual(whole.slice(0, last))
        expect(got[last]![0]).toBe(whole[last]![0])
        expect(whole[last]![1]).toEqual(expect.arrayContaining(got[last]![1] as string[]))
      }),
      { numRuns: 60 },
    )
  })
})
