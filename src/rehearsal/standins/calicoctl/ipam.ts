import type { StandinSettings } from '../install.ts'
import { boxTable } from '../shared/box-table.ts'
import { KubeClient } from '../shared/kube-client.ts'
import type { Output } from '../shared/output.ts'
import { ConfigError, findConnection } from './config.ts'
import type { Era } from './era.ts'

interface Listed {
  metadata: { name: string }
  spec: Record<string, unknown>
}

/** `calicoctl ipam show`. Returns the exit code. */
export async function ipam(
  argv: string[],
  era: Era,
  settings: Partial<StandinSettings>,
  output: Output,
): Promise<number> {
  if (argv[0] !== 'show') {
    output.err('Usage:\n  calicoctl ipam <command> [<args>...]\n')
    return 1
  }
  const file = argv.find((word) => word.startsWith('--config='))?.slice('--config='.length)
  let client: KubeClient
  try {
    client = new KubeClient(
      await findConnection({ file, context: undefined, env: process.env, settings, era }),
      `calicoctl/${era.version}`,
    )
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    output.out(`Failed to create Calico API client: ${error.message}\n`)
    return 1
  }
  const list = async (plural: string) => {
    const answer = await client.send({ path: `/apis/crd.projectcalico.org/v1/${plural}` })
    return (answer.json?.['items'] ?? []) as Listed[]
  }
  const [pools, blocks] = await Promise.all([list('ippools'), list('ipamblocks')])
  const showBlocks = argv.includes('--show-blocks')
  const rows = pools.flatMap(({ spec }) => {
    const cidr = String(spec['cidr'])
    const own = blocks.filter((block) => contains(cidr, String(block.spec['cidr'])))
    const used = own.reduce((sum, block) => sum + inUse(block), 0)
    const inside = own.map((block) => usage('Block', String(block.spec['cidr']), inUse(block)))
    return [usage('IP Pool', cidr, used), ...(showBlocks ? inside : [])]
  })
  output.out(boxTable(['GROUPING', 'CIDR', 'IPS TOTAL', 'IPS IN USE', 'IPS FREE'], rows))
  return 0
}

function usage(kind: string, cidr: string, used: number): string[] {
  const total = 2 ** (32 - Number(cidr.split('/')[1]))
  const share = (count: number) => `${count} (${Math.round((count / total) * 100)}%)`
  return [kind, cidr, String(total), share(used), share(total - used)]
}

function inUse(block: Listed): number {
  const allocations = block.spec['allocations']
  return Array.isArray(allocations) ? allocations.filter((entry) => entry !== null).length : 0
}

function contains(pool: string, block: string): boolean {
  const [network = '', bits = '0'] = pool.split('/')
  const size = 2 ** (32 - Number(bits))
  return Math.floor(toNumber(network) / size) === Math.floor(toNumber(block.split('/')[0] ?? '') / size)
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
}
