import { parseAsn } from '../../../model/asn.ts'
import { nodeAnnotations } from '../../../model/resources.ts'
import { goJson, sortedKeys } from '../shared/go-json.ts'
import { decodeResource, type Resource } from './decode.ts'
import type { Era } from './era.ts'
import { metadataOrder } from './schema.ts'

/** Conversion between Calico's v3 resources and what lies in the Kubernetes datastore. */

type Fields = Record<string, unknown>
type Strings = Record<string, string>

const metadataAnnotation = 'projectcalico.org/metadata'
const labelsAnnotation = nodeAnnotations.calicoLabels
const annotationsAnnotation = 'projectcalico.org/annotations'

/** Fields of spec.bgp and the annotation each is kept in. */
const bgpFields: [string, string][] = [
  ['ipv4Address', nodeAnnotations.ipv4Address],
  ['ipv6Address', nodeAnnotations.ipv6Address],
  ['ipv4IPIPTunnelAddr', 'projectcalico.org/IPv4IPIPTunnelAddr'],
  ['routeReflectorClusterID', nodeAnnotations.clusterId],
]

/** Fields of spec itself that are kept in annotations. */
const specFields: [string, string][] = [
  ['ipv4VXLANTunnelAddr', 'projectcalico.org/IPv4VXLANTunnelAddr'],
  ['vxlanTunnelMACAddr', 'projectcalico.org/VXLANTunnelMACAddr'],
]

/** A Kubernetes Node as a Calico Node. */
export function nodeFromKube(kube: Fields, era: Era): Resource {
  const metadata = kube['metadata'] as Fields & { name: string }
  const stored = (metadata['annotations'] ?? {}) as Strings
  const kubeLabels = (metadata['labels'] ?? {}) as Strings
  const labels = { ...parseMap(stored[labelsAnnotation]), ...kubeLabels }
  const annotations = {
    ...parseMap(stored[annotationsAnnotation]),
    [nodeAnnotations.kubeLabels]: goJson(sortedKeys(kubeLabels)),
  }
  const bgp: Fields = {}
  const asn = stored[nodeAnnotations.asNumber]
  const parsed = asn === undefined ? undefined : parseAsn(asn)
  if (parsed !== undefined) bgp['asNumber'] = parsed
  for (const [field, annotation] of bgpFields) if (stored[annotation]) bgp[field] = stored[annotation]
  const spec: Fields = { orchRefs: [{ nodeName: metadata.name, orchestrator: 'k8s' }] }
  if (Object.keys(bgp).length > 0) spec['bgp'] = bgp
  for (const [field, annotation] of specFields) if (stored[annotation]) spec[field] = stored[annotation]
  const addresses = addressesOf(kube, bgp, era)
  if (addresses.length > 0) spec['addresses'] = addresses
  const podCIDRs = (kube['spec'] as Fields | undefined)?.['podCIDRs']
  return decodeResource(
    {
      kind: 'Node',
      metadata: orderMetadata({
        name: metadata.name,
        uid: metadata['uid'],
        resourceVersion: metadata['resourceVersion'],
        creationTimestamp: metadata['creationTimestamp'],
        labels: sortedKeys(labels),
        annotations: sortedKeys(annotations),
      }),
      spec,
      status: { ...(Array.isArray(podCIDRs) ? { podCIDRs } : {}) },
    },
    era.minor,
    false,
  )
}

function addressesOf(kube: Fields, bgp: Fields, era: Era): Fields[] {
  const typed = (address: unknown, type: string) => (era.addressTypes ? { address, type } : { address })
  const addresses: Fields[] = []
  for (const field of ['ipv4Address', 'ipv6Address']) {
    if (bgp[field]) addresses.push(typed(bgp[field], 'CalicoNodeIP'))
  }
  const reported = ((kube['status'] as Fields | undefined)?.['addresses'] ?? []) as { type: string; address: string }[]
  for (const { type, address } of reported) {
    if (type === 'InternalIP' || type === 'ExternalIP') addresses.push(typed(address, type))
  }
  return addresses
}

/** Writes a Calico Node over a Kubernetes Node: only annotations change, labels of Kubernetes never do. */
export function nodeIntoKube(node: Resource, kube: Fields): Fields {
  const metadata = { ...(kube['metadata'] as Fields) }
  const annotations: Strings = { ...(metadata['annotations'] as Strings) }
  const given = (node.metadata['annotations'] ?? {}) as Strings
  const labels: Strings = { ...(node.metadata['labels'] as Strings) }
  // Labels that came from Kubernetes when it was read are not Calico's own.
  for (const key of Object.keys(parseMap(given[nodeAnnotations.kubeLabels]))) delete labels[key]
  const { [nodeAnnotations.kubeLabels]: _bookkeeping, ...ownAnnotations } = given
  put(annotations, labelsAnnotation, Object.keys(labels).length > 0 ? goJson(sortedKeys(labels)) : '')
  put(
    annotations,
    annotationsAnnotation,
    Object.keys(ownAnnotations).length > 0 ? goJson(sortedKeys(ownAnnotations)) : '',
  )
  for (const [field, annotation] of specFields) put(annotations, annotation, node.spec[field])
  const bgp = (node.spec['bgp'] ?? {}) as Fields
  for (const [field, annotation] of bgpFields) put(annotations, annotation, bgp[field])
  put(annotations, nodeAnnotations.asNumber, bgp['asNumber'] === undefined ? '' : String(bgp['asNumber']))
  return { ...kube, metadata: { ...metadata, annotations } }
}

function put(map: Strings, key: string, value: unknown): void {
  if (typeof value === 'string' && value !== '') map[key] = value
  else delete map[key]
}

/** A stored custom resource as a v3 resource. */
export function resourceFromKube(kube: Fields, kind: string, era: Era): Resource {
  const stored = kube['metadata'] as Fields
  const annotations = { ...(stored['annotations'] as Strings | undefined) }
  const kept = annotations[metadataAnnotation]
  let metadata: Fields = stored
  if (kept !== undefined) {
    delete annotations[metadataAnnotation]
    metadata = {
      ...parseMap(kept),
      name: stored['name'],
      namespace: stored['namespace'],
      resourceVersion: stored['resourceVersion'],
      labels: stored['labels'],
      annotations: Object.keys(annotations).length > 0 ? annotations : undefined,
    }
    metadata['creationTimestamp'] ??= stored['creationTimestamp']
  }
  const uid = String(stored['uid'] ?? '')
  return decodeResource(
    { ...kube, kind, metadata: orderMetadata({ ...metadata, uid: era.derivedUids ? derivedUid(uid) : uid }) },
    era.minor,
    false,
  )
}

/** A v3 resource as it is written: metadata that Kubernetes would not keep goes into an annotation. */
export function resourceIntoKube(resource: Resource, era: Era): Fields {
  const { metadata } = resource
  const { name, namespace, resourceVersion, labels, annotations, uid, managedFields: _managed, ...rest } = metadata
  const ownUid = typeof uid === 'string' && uid ? uid : undefined
  const kept = orderMetadata({ ...rest, ...(ownUid && !era.derivedUids ? { uid: ownUid } : {}) })
  kept['creationTimestamp'] ??= null
  return {
    kind: resource.kind,
    apiVersion: 'crd.projectcalico.org/v1',
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(resourceVersion
        ? { resourceVersion, ...(ownUid ? { uid: era.derivedUids ? derivedUid(ownUid) : ownUid } : {}) }
        : {}),
      ...(labels ? { labels } : {}),
      annotations: { ...(annotations as Strings | undefined), [metadataAnnotation]: goJson(kept) },
    },
    spec: resource.spec,
    ...(resource.status ? { status: resource.status } : {}),
  }
}

/** Later releases show another uid than the stored one: each byte's bits mirrored, but for version and variant. */
export function derivedUid(uid: string): string {
  const bytes = uid.replaceAll('-', '').match(/../g)
  if (bytes?.length !== 16) return uid
  const mirrored = bytes.map((byte, i) => {
    if (i === 6 || i === 8) return byte
    const bits = Number.parseInt(byte, 16).toString(2).padStart(8, '0')
    return Number.parseInt([...bits].reverse().join(''), 2)
      .toString(16)
      .padStart(2, '0')
  })
  const text = mirrored.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

/** Metadata in the order of Kubernetes' struct, without empty fields. */
export function orderMetadata(metadata: Fields): Fields {
  const known = metadataOrder.filter((field) => {
    const value = metadata[field]
    if (value === undefined || value === '') return false
    return !(typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  })
  return Object.fromEntries(known.map((field) => [field, metadata[field]]))
}

function parseMap(text: string | undefined): Strings {
  if (!text) return {}
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
