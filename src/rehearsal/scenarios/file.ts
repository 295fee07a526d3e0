import { readFileSync, statSync } from 'node:fs'
import { WizardError } from '../../model/errors.ts'
import { type Fabric, noFabric } from '../../model/fabric.ts'
import { exitCodes } from '../../model/outcome.ts'
import { parseVersion } from '../../model/version.ts'
import { kindOfObject } from '../store/kinds.ts'
import { isFields, type KubeObject, valueAt } from '../store/object.ts'
import { podSuffix } from './guide.ts'
import { toKube } from './import-v3.ts'
import { calicoNodePod, clusterInformation } from './parts.ts'
import type { Scenario } from './scenario.ts'
import { systemObjects } from './system.ts'

/** Largest scenario file, and most objects in it. */
const maxBytes = 128 * 1024 * 1024
const maxObjects = 200_000

/**
 * A scenario from a file of Kubernetes and Calico objects (YAML or JSON, several documents, lists), with an optional
 * document of kind Fabric for the switches. What a cluster needs besides and the file does not have is added.
 */
export async function fileScenario(file: string, wanted: string | undefined): Promise<Scenario> {
  const documents = await readDocuments(file)
  const flat = documents.flatMap((document) => (Array.isArray(document['items']) ? document['items'] : [document]))
  if (flat.length > maxObjects) throw refusal(file, `it has more than ${maxObjects} objects`)
  let fabric: Fabric = noFabric
  const objects: KubeObject[] = []
  for (const entry of flat) {
    if (!isFields(entry)) throw refusal(file, 'a document is no object')
    if (entry['kind'] === 'Fabric') {
      fabric = fabricOf(entry)
      continue
    }
    const object = toKube(entry)
    if (!object) throw refusal(file, `${entry['apiVersion']} ${entry['kind']} is not known here`)
    objects.push(object)
  }
  return complete(file, objects, fabric, wanted)
}

function refusal(file: string, why: string): WizardError {
  return new WizardError({
    code: 'E_SCENARIO_FILE',
    exitCode: exitCodes.usage,
    what: `the scenario cannot be read: ${why}`,
    where: file,
    remedies: ['take guide, mesh:N or a file of Kubernetes and Calico objects'],
  })
}

async function readDocuments(file: string): Promise<Record<string, unknown>[]> {
  let text: string
  try {
    if (statSync(file).size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`)
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw refusal(file, (error as Error).message)
  }
  try {
    return [JSON.parse(text)]
  } catch {
    const { parseAllDocuments } = await import('../standins/shared/yaml-library.ts')
    const documents = parseAllDocuments(text, { version: '1.1' })
    return [...documents].map((document) => {
      const problem = document.errors[0]
      if (problem) throw refusal(file, problem.message)
      return document.toJS({ maxAliasCount: 100 }) ?? {}
    })
  }
}

function fabricOf(entry: Record<string, unknown>): Fabric {
  const body = isFields(entry['spec']) ? entry['spec'] : entry
  return {
    switches: (body['switches'] ?? []) as Fabric['switches'],
    defaultRouteVia: (body['defaultRouteVia'] ?? {}) as Fabric['defaultRouteVia'],
  }
}

/** Adds what the file leaves out: namespaces, version, calico-node pods. */
function complete(file: string, given: KubeObject[], fabric: Fabric, wanted: string | undefined): Scenario {
  const has = (kind: string, name?: string) =>
    given.some((object) => object.kind === kind && (name === undefined || object.metadata.name === name))
  const information = given.find((object) => object.kind === 'ClusterInformation')
  const stated = valueAt(information, ['spec', 'calicoVersion'])
  const calicoVersion = wanted ?? parseVersion(String(stated ?? ''))?.text ?? 'v3.25.0'
  const nodes = given.filter((object) => object.kind === 'Node')
  const addressOf = (node: KubeObject) =>
    (node.metadata.annotations?.['projectcalico.org/IPv4Address'] ?? '0.0.0.0').split('/')[0] as string
  const kubernetesVersion = String(valueAt(nodes[0], ['status', 'nodeInfo', 'kubeletVersion']) ?? 'v1.27.16')
  const first = nodes[0]
  const system = systemObjects({
    calicoVersion,
    kubernetesVersion,
    podCidr: String(
      valueAt(
        given.find((object) => object.kind === 'IPPool'),
        ['spec', 'cidr'],
      ) ?? '10.244.0.0/16',
    ),
    serviceCidr: '10.96.0.0/12',
    firstServiceIp: '10.96.0.1',
    controlPlane: { name: first?.metadata.name ?? 'node1', address: first ? addressOf(first) : '127.0.0.1' },
  }).filter((object) => object.kind === 'Namespace' || !has('Pod'))
  const objects = [
    ...system.filter((object) => !has(object.kind, object.metadata.name)),
    ...(information ? [] : [clusterInformation(calicoVersion, '00000000000040008000000000000000')]),
    ...given.map((object) => (object === information ? withVersion(object, calicoVersion) : object)),
    ...(has('Pod')
      ? []
      : nodes.map((node, i) => calicoNodePod(node.metadata.name, addressOf(node), calicoVersion, podSuffix(i)))),
  ]
  const known = objects.filter((object) => kindOfObject(object.apiVersion, object.kind))
  return { name: file, calicoVersion, kubernetesVersion, objects: known, fabric }
}

function withVersion(object: KubeObject, calicoVersion: string): KubeObject {
  return { ...object, spec: { ...(object['spec'] as object), calicoVersion } }
}
