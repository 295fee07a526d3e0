import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fabricFromDesign } from '../design/fabric.ts'
import { nodesByAddress } from '../forecast/service-carriers.ts'
import type { ClusterState } from '../model/cluster.ts'
import type { Design } from '../model/design.ts'
import { defaultConfiguration } from '../model/resources.ts'
import type { DialectName } from '../switches/dialect.ts'
import { renderSwitch, type SwitchConfiguration } from '../switches/render.ts'
import { writePrivateFile } from './private-file.ts'

/**
 * What the network's people get for one switch of the design: the neighbours to add, and how to take them away again.
 * @returns undefined when the design has no such switch
 */
export function switchConfiguration(
  cluster: ClusterState,
  design: Design,
  name: string,
  dialect: DialectName,
): SwitchConfiguration | undefined {
  const fabric = fabricFromDesign(design, cluster.resources)
  // External and load balancer ranges stay as they are; a filter without them would cut them off.
  const settings = defaultConfiguration(cluster.resources.bgpConfigurations)?.spec
  const others = [settings?.serviceExternalIPs, settings?.serviceLoadBalancerIPs].flatMap((list) => list ?? [])
  const rack = design.racks.find((entry) => entry.leafs.some((leaf) => leaf.name === name))
  return renderSwitch(fabric, name, dialect, {
    podCidrs: cluster.resources.ipPools.filter((pool) => !pool.spec.disableBGPExport).map((pool) => pool.spec.cidr),
    serviceCidrs: [...design.serviceCidrs, ...others.map(({ cidr }) => cidr)],
    names: Object.fromEntries(nodesByAddress(cluster)),
    ...(rack ? { rackAsn: rack.asn } : {}),
  })
}

/** Writes configuration and removal of every leaf and spine into a directory. @returns the files */
export function saveSwitchConfigurations(
  cluster: ClusterState,
  design: Design,
  dialect: DialectName,
  directory: string,
): string[] {
  const names = new Set([
    ...design.racks.flatMap((rack) => rack.leafs.map((leaf) => leaf.name)),
    ...design.spines.map((spine) => spine.name),
  ])
  const files: string[] = []
  for (const name of names) {
    const made = switchConfiguration(cluster, design, name, dialect)
    if (!made) continue
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    for (const [what, text] of [
      ['config', made.config],
      ['removal', made.removal],
    ] as const) {
      const file = join(directory, `${name}.${dialect}.${what}.txt`)
      writePrivateFile(file, text)
      files.push(file)
    }
  }
  return files
}
