import { describe, expect, it } from 'vitest'
import { missingPermissions, permissionsFor } from '../../../src/cli/permissions.ts'
import type { CommandResult, RunCommand } from '../../../src/model/command-result.ts'

/** A kubectl that answers `auth can-i VERB RESOURCE`. */
function kubectl(answer: (verb: string, resource: string) => Partial<CommandResult>): RunCommand {
  return async (command) => {
    const [, , verb = '', resource = ''] = command.argv.slice(command.argv.indexOf('auth'))
    const base = { command, exitCode: 0, stdout: 'yes\n', stderr: '', timedOut: false, truncated: false, ms: 1 }
    return { ...base, ...answer(verb, resource) }
  }
}

const no = { exitCode: 1, stdout: 'no\n' }
const unknown = (resource: string) => ({
  ...no,
  stderr: `Warning: the server doesn't have a resource type "${resource}" in group "crd.projectcalico.org"\n`,
})

describe('permissions', () => {
  it('are all there, or named one by one', async () => {
    expect(
      await missingPermissions(
        kubectl(() => ({})),
        permissionsFor(undefined),
      ),
    ).toEqual([])
    const refused = kubectl((verb, resource) => (verb === 'patch' && resource === 'nodes' ? no : {}))
    expect(await missingPermissions(refused, permissionsFor(undefined))).toEqual(['patch nodes'])
  })

  it('to read a kind that the server does not have are not needed; to write one they are', async () => {
    const old = kubectl((_, resource) => (/bgpfilters|bgppeers/.test(resource) ? unknown(resource) : {}))
    expect(await missingPermissions(old, permissionsFor(undefined))).toEqual([
      'create bgppeers.crd.projectcalico.org',
      'update bgppeers.crd.projectcalico.org',
      'delete bgppeers.crd.projectcalico.org',
    ])
    const forbidden = kubectl((_, resource) => (/bgpfilters/.test(resource) ? no : {}))
    expect(await missingPermissions(forbidden, permissionsFor(undefined))).toEqual([
      'list bgpfilters.crd.projectcalico.org',
    ])
  })

  it('of a way to read sessions are asked for when that way is wished', () => {
    expect(permissionsFor('exec').at(-1)).toMatchObject({ resource: 'pods', subresource: 'exec' })
    expect(permissionsFor('crd').at(-1)).toMatchObject({ resource: 'caliconodestatuses.crd.projectcalico.org' })
  })
})
