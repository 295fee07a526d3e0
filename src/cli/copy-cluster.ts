import { join } from 'node:path'
import { dumpCluster } from '../cluster/dump.ts'
import { readCluster, seeSecrets } from '../cluster/read.ts'
import { fabricFromDesign } from '../design/fabric.ts'
import type { SecretShape } from '../model/resources.ts'
import { decide, loadAnswers } from './decide.ts'
import type { Io } from './io.ts'
import type { Options } from './options.ts'
import { writePrivateFile } from './private-file.ts'
import { openWorld } from './world.ts'

/**
 * Copies the cluster that kubectl points at into a scenario file, read-only, with the switches as the answers (or the
 * proposal) describe them: on the copy they do what the real ones are said to do.
 * @returns the file
 */
export async function copyCluster(options: Options, io: Io, directory: string): Promise<string> {
  if (typeof options.fromCluster === 'string') return options.fromCluster
  const world = await openWorld({ ...options, useInstalledTools: false }, io, join(directory, 'source'))
  const dump = await dumpCluster(world.run)
  const cluster = await readCluster(world.run, options.calicoVersion ? { versionHint: options.calicoVersion } : {})
  const { design } = decide(cluster, loadAnswers(options), options, undefined)
  const fabric = { kind: 'Fabric', ...fabricFromDesign(design, cluster.resources) }
  const seen = await seeSecrets(world.run, cluster, design)
  const file = join(directory, 'cluster.json')
  writePrivateFile(
    file,
    JSON.stringify({ ...dump, items: [...dump.items, ...seen.resources.secrets.map(shell), fabric] }),
  )
  return file
}

/** A Secret that a password names, with its keys and nothing in them: all that a rehearsal has to know. */
function shell({ namespace, name, keys }: SecretShape) {
  const data = Object.fromEntries(keys.map((key) => [key, '']))
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', data }
}
