import { describe, expect, it } from 'vitest'
import { checkOptions } from '../../../src/cli/options.ts'
import { WizardError } from '../../../src/model/errors.ts'

const refused = (raw: Parameters<typeof checkOptions>[0]): WizardError => {
  try {
    checkOptions(raw)
  } catch (error) {
    if (error instanceof WizardError) return error
  }
  throw new Error('it was not refused')
}

describe('checkOptions', () => {
  it('has safe defaults', () => {
    expect(checkOptions({})).toMatchObject({
      yes: false,
      dryRun: false,
      json: false,
      commandTimeoutMs: 60_000,
      switches: {},
    })
  })

  it.each([
    [{ order: 'fast' }, '--order'],
    [{ statusVia: 'telnet' }, '--status-via'],
    [{ color: 'blue' }, '--color'],
    [{ lang: 'fr' }, '--lang'],
    [{ fail: '0' }, '--fail'],
    [{ fail: '2:explode' }, '--fail'],
    [{ commandTimeout: '0s' }, '--command-timeout'],
    [{ commandTimeout: 'soon' }, '--command-timeout'],
    [{ confirmWithin: '5s' }, '--confirm-within'],
    [{ switch: ['leaf01'] }, '--switch'],
  ])('refuses %j, naming the flag and what it takes', (raw, flag) => {
    const error = refused(raw)
    expect(error.exitCode).toBe(2)
    expect(error.where).toBe(flag)
    expect(error.remedies[0]).toContain(flag)
  })

  it('reads times, faults and switches', () => {
    const options = checkOptions({
      commandTimeout: '2m',
      confirmWithin: '10m',
      fail: '3:lost-ack',
      switch: ["leaf01=ssh 'ops at' -p 22 show bgp"],
    })
    expect(options.commandTimeoutMs).toBe(120_000)
    expect(options.confirmWithinSeconds).toBe(600)
    expect(options.fail).toEqual({ at: 3, kind: 'lost-ack' })
    expect(options.switches).toEqual({ leaf01: ['ssh', 'ops at', '-p', '22', 'show', 'bgp'] })
  })
})
