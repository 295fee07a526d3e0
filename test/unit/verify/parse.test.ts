import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseProtocols, parseRoutes, splitAnswers, UnreadableStatus } from '../../../src/verify/parse-birdcl.ts'
import { parseCrdStatus } from '../../../src/verify/parse-crd-status.ts'
import { parseNodeStatus } from '../../../src/verify/parse-node-status.ts'

const fixtures = new URL('../../fixtures/node-status/', import.meta.url)

describe('parseNodeStatus', () => {
  it.each(readdirSync(fixtures))('reads %s', (file) => {
    const text = readFileSync(new URL(file, fixtures), 'utf8')
    const sessions = parseNodeStatus('n', text)
    // Every row of the table has an address and is up; count them in the text itself.
    const rows = text.split('\n').filter((line) => /^\| \d/.test(line))
    expect(sessions.length).toBe(rows.length)
    expect(sessions.length).toBeGreaterThan(0)
    for (const session of sessions) {
      expect(session).toMatchObject({ state: 'Established', birdState: 'up' })
      expect(session.type).toBe(file.includes('mesh') ? 'mesh' : 'node')
    }
  })

  it('joins a wrapped INFO and strips a port', () => {
    const text = `Calico process is running.

IPv4 BGP status
+--------------+---------------+-------+----------+--------------------------------+
| PEER ADDRESS |   PEER TYPE   | STATE |  SINCE   |              INFO              |
+--------------+---------------+-------+----------+--------------------------------+
| 10.0.0.5.port.500 | global   | start | 02:08:09 | Idle          BGP Error: Bad   |
|              |               |       |          | peer AS                        |
+--------------+---------------+-------+----------+--------------------------------+
`
    expect(parseNodeStatus('n', text)).toEqual([
      {
        node: 'n',
        peer: '10.0.0.5',
        type: 'global',
        state: 'Idle',
        birdState: 'start',
        since: '02:08:09',
        detail: 'BGP Error: Bad peer AS',
      },
    ])
  })

  it('tells a node without sessions from one that cannot be read', () => {
    expect(parseNodeStatus('n', 'Calico process is running.\n\nIPv4 BGP status\nNo IPv4 peers found.\n')).toEqual([])
    for (const text of [
      '',
      'Calico process is not running.',
      'Calico process is running.\n\nNone of the BGP backend processes (BIRD or GoBGP) are running.',
    ])
      expect(() => parseNodeStatus('n', text)).toThrow(UnreadableStatus)
  })
})

const PROTOCOLS = `BIRD 1.6.8 ready.
name     proto    table    state  since       info
static1  Static   master   up     02:08:05    
kernel1  Kernel   master   up     02:08:05    
Node_172_20_0_12 BGP      master   up     02:08:09    Established   
  Preference:     100
  BGP state:          Established
    Neighbor address: 172.20.0.12
    Neighbor AS:      64512
Mesh_173_20_0_11 BGP      master   start  02:08:05    Idle          BGP Error: Bad peer AS
  BGP state:          Idle
    Neighbor address: 173.20.0.11
    Neighbor AS:      64513
    Last error:       BGP Error: Bad peer AS
Global_10_0_0_5_port_180 BGP master start 2026-11-23 Passive
`

describe('parseProtocols', () => {
  it('reads sessions with type, state, remote AS and error', () => {
    expect(parseProtocols('n', PROTOCOLS)).toEqual([
      {
        node: 'n',
        peer: '172.20.0.12',
        type: 'node',
        state: 'Established',
        birdState: 'up',
        since: '02:08:09',
        protocol: 'Node_172_20_0_12',
        remoteAs: 64512,
      },
      {
        node: 'n',
        peer: '173.20.0.11',
        type: 'mesh',
        state: 'Idle',
        birdState: 'start',
        since: '02:08:05',
        protocol: 'Mesh_173_20_0_11',
        remoteAs: 64513,
        detail: 'BGP Error: Bad peer AS',
      },
      {
        node: 'n',
        peer: '10.0.0.5',
        type: 'global',
        state: 'Passive',
        birdState: 'start',
        since: '2026-11-23',
        protocol: 'Global_10_0_0_5_port_180',
      },
    ])
  })

  it('refuses anything else', () => {
    for (const text of [
      '',
      'Unable to connect to server control socket: No such file or directory',
      '<html>proxy error</html>',
    ])
      expect(() => parseProtocols('n', text)).toThrow(UnreadableStatus)
  })
})

const ROUTES = `BIRD 1.6.8 ready.
0.0.0.0/0          via 172.20.0.254 on eth0 [kernel1 02:08:05] * (10)
10.233.64.0/26     blackhole [static1 02:08:05] * (200)
10.233.65.0/26     via 172.20.0.12 on eth0 [Node_172_20_0_12 02:08:09] * (100/0) [i]
                   via 172.20.0.254 on eth0 [Node_172_20_0_254 02:08:10] (100/0) [AS64513i]
10.233.66.0/26     multipath [Node_172_20_0_11 02:08:09] * (100/0) [i]
\tvia 172.20.0.11 on eth0 weight 1
\tvia 172.20.0.12 on eth0 weight 1
10.233.67.0/26     unreachable [Node_172_20_0_13 02:08:09 from 172.20.0.13] * (100/-) [i]
`

describe('parseRoutes', () => {
  it('takes the best route of every destination, with all its hops', () => {
    expect(parseRoutes(ROUTES).map(({ destination, kind, nextHops }) => [destination, kind, nextHops])).toEqual([
      ['0.0.0.0/0', 'unicast', ['172.20.0.254']],
      ['10.233.64.0/26', 'blackhole', []],
      ['10.233.65.0/26', 'unicast', ['172.20.0.12']],
      ['10.233.66.0/26', 'unicast', ['172.20.0.11', '172.20.0.12']],
      ['10.233.67.0/26', 'unreachable', []],
    ])
  })

  it('refuses anything else', () => {
    expect(() => parseRoutes('error: unable to upgrade connection')).toThrow(UnreadableStatus)
  })
})

describe('parseCrdStatus', () => {
  it('reads peers of both families', () => {
    const status = {
      bgp: {
        peersV4: [{ peerIP: '10.0.0.1', type: 'NodeMesh', state: 'Established', since: 'x' }],
        peersV6: [{ peerIP: 'fd00::1', type: 'GlobalPeer', state: 'Idle' }],
      },
    }
    expect(parseCrdStatus('n', status)).toEqual([
      { node: 'n', peer: '10.0.0.1', type: 'mesh', state: 'Established', since: 'x' },
      { node: 'n', peer: 'fd00::1', type: 'global', state: 'Idle' },
    ])
  })
  it('an empty status is no answer', () => {
    expect(() => parseCrdStatus('n', {})).toThrow(UnreadableStatus)
  })
})

describe('splitAnswers', () => {
  const questions = ['show protocols all', 'show route']
  const protocols =
    'name     proto    table    state  since       info\nMesh_10_0_0_2 BGP      master   up     12:00:00  Established   '
  const route = '10.9.0.0/24        blackhole [static1 12:00:00] * (200)'

  // As printed by birdcl of Calico's fork, and by birdc with readline (control characters are gone by then).
  it.each([
    [
      'birdcl',
      `BIRD v0.3.3+birdv1.6.8 ready.\nbird> show protocols all\n${protocols}\nbird> show route\n${route}\nbird> \n`,
    ],
    [
      'birdc',
      `BIRD 1.6.8 ready.\nbird> show protocols all\nbird> ${protocols}\nbird> show route\nbird> ${route}\nbird> `,
    ],
  ])('cuts what %s prints', (_name, text) => {
    const [first = '', second = ''] = splitAnswers(text, questions)
    expect(parseProtocols('n', first)).toMatchObject([{ peer: '10.0.0.2', state: 'Established', type: 'mesh' }])
    expect(parseRoutes(second)).toMatchObject([{ destination: '10.9.0.0/24', kind: 'blackhole' }])
    expect(first).not.toContain('10.9.0.0/24')
  })

  it('does not take a client that reads no stdin for an empty answer', () => {
    expect(() => splitAnswers('BIRD 1.6.8 ready.\n', questions)).toThrow(UnreadableStatus)
    expect(() => splitAnswers(`BIRD ready.\nbird> show protocols all\n${protocols}\n`, questions)).toThrow(
      UnreadableStatus,
    )
  })
})
