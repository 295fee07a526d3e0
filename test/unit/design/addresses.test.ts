import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import {
  cidrText,
  contains,
  freeHostAddress,
  isHostAddress,
  overlaps,
  parseAddress,
  parseCidr,
} from '../../../src/design/addresses.ts'
import { naturalOrder } from '../../../src/design/natural-order.ts'

const range4 = fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => `${ip}/${prefix}`)
const range6 = fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, prefix]) => `${ip}/${prefix}`)

describe('addresses', () => {
  it('refuses what other programs read differently', () => {
    for (const bad of [
      '10.1',
      '010.0.0.1',
      '1.2.3.4.5',
      '256.1.1.1',
      '1.2.3.4/24',
      'fe80::1%eth0',
      '',
      ' 1.2.3.4',
      'x',
      ':',
      '1'.repeat(50),
    ]) {
      expect(parseAddress(bad)).toBeUndefined()
    }
    for (const bad of ['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/', '/8', '::/129', '10.0.0.0/-1'])
      expect(parseCidr(bad)).toBeUndefined()
  })

  it('agrees with ipaddr.js on what lies in a range', () => {
    fc.assert(
      fc.property(fc.oneof(range4, range6), fc.oneof(fc.ipV4(), fc.ipV6()), (range, ip) => {
        const [cidr, address] = [parseCidr(range)!, parseAddress(ip)!]
        const [network, prefix] = ipaddr.parseCIDR(range)
        const other = ipaddr.parse(ip)
        const wanted = network.kind() === other.kind() && other.match(network, prefix)
        expect(contains(cidr, address)).toBe(wanted)
      }),
    )
  })

  it('keeps the canonical text of a range', () => {
    expect(cidrText(parseCidr('172.20.0.11/24')!)).toBe('172.20.0.0/24')
    expect(cidrText(parseCidr('2001:DB8:0:0:1::1/64')!)).toBe('2001:db8::/64')
    fc.assert(
      fc.property(fc.oneof(range4, range6), (range) => {
        const text = cidrText(parseCidr(range)!)
        expect(cidrText(parseCidr(text)!)).toBe(text)
      }),
    )
  })

  it('two ranges overlap when one holds the other', () => {
    fc.assert(
      fc.property(range4, range4, (a, b) => {
        const [x, y] = [parseCidr(a)!, parseCidr(b)!]
        expect(overlaps(x, y)).toBe(overlaps(y, x))
        expect(overlaps(x, y)).toBe(contains(x, y.network) || contains(y, x.network))
      }),
    )
  })

  it('finds the guide’s .254, and the next one down when it is taken', () => {
    const subnet = parseCidr('172.20.0.0/24')!
    expect(freeHostAddress(subnet, new Set())?.text).toBe('172.20.0.254')
    expect(freeHostAddress(subnet, new Set(['172.20.0.254']))?.text).toBe('172.20.0.253')
    expect(freeHostAddress(parseCidr('10.0.0.0/31')!, new Set(['10.0.0.1']))?.text).toBe('10.0.0.0')
    expect(freeHostAddress(parseCidr('10.0.0.0/30')!, new Set(['10.0.0.1', '10.0.0.2']))).toBeUndefined()
    expect(isHostAddress(subnet, parseAddress('172.20.0.255')!)).toBe(false)
  })
})

describe('naturalOrder', () => {
  it('counts', () => {
    expect(['node10', 'node2', 'node1', 'b', 'a10b2', 'a10b1'].sort(naturalOrder)).toEqual([
      'a10b1',
      'a10b2',
      'b',
      'node1',
      'node2',
      'node10',
    ])
  })

  it('is an order', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '0', '1', '2', '9'), maxLength: 8 })
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(naturalOrder(a, b))).toBe(-Math.sign(naturalOrder(b, a)) || 0)
        expect(naturalOrder(a, b) === 0).toBe(a === b)
        if (naturalOrder(a, b) < 0 && naturalOrder(b, c) < 0) expect(naturalOrder(a, c)).toBeLessThan(0)
      }),
      { numRuns: 1000 },
    )
  })
})
