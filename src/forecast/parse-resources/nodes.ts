import { parseAsn } from '../../model/asn.ts'
import { type CalicoNode, type NodeBgpSpec, nodeAnnotations, type ObjectMeta } from '../../model/resources.ts'
import { checkFields, subjectOf } from './check.ts'
import type { ParseContext } from './context.ts'
import { isRecord, type RawObject } from './objects.ts'

/** A Calico Node as calicoctl prints it. */
export function fromCalicoNode(object: RawObject, name: string, context: ParseContext): CalicoNode {
  const { bgp: given, ...spec } = isRecord(object.fields.spec) ? object.fields.spec : {}
  const bgp = checkFields(given, 'Node.bgp', 'spec.bgp', object, context) as NodeBgpSpec
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'Node',
    metadata: { ...(object.metadata as unknown as ObjectMeta), name, labels: textMap(object.metadata.labels) },
    // Without a BGP part the node is none of Calico's business, which is not the same as an empty one.
    spec: isRecord(given) ? { ...spec, bgp } : spec,
    ...podCidrs(object),
  }
}

/** A Kubernetes Node, and which of its labels Kubernetes itself holds: only those win over Calico's. */
export interface KubeView {
  node: CalicoNode
  labels: Record<string, string>
}

/**
 * A Kubernetes Node with Calico's annotations as the Calico Node it stands for. Annotations that cannot be read count as
 * absent, as in Calico; here the reader is told.
 */
export function fromKubeNode(object: RawObject, name: string, context: ParseContext): KubeView {
  const annotations = textMap(object.metadata.annotations)
  const warn = (annotation: string) =>
    context.warnings.push({
      code: 'W_ANNOTATION_UNREADABLE',
      subject: `${subjectOf(object)} (${object.place})`,
      message: `annotation ${annotation} is ${JSON.stringify(annotations[annotation])}, which cannot be read: Calico treats it as absent`,
    })
  if (isRecord(object.fields.spec) && object.fields.spec.bgp !== undefined) {
    context.warnings.push({
      code: 'W_FIELD_UNKNOWN',
      subject: `${subjectOf(object)} (${object.place})`,
      message: 'spec.bgp has no effect on a Kubernetes Node: Calico reads its annotations there',
      remedy: 'Write apiVersion: projectcalico.org/v3 if this is meant as a Calico Node.',
    })
  }
  const bgp: NodeBgpSpec = {}
  const ipv4 = annotations[nodeAnnotations.ipv4Address]
  const ipv6 = annotations[nodeAnnotations.ipv6Address]
  const clusterId = annotations[nodeAnnotations.clusterId]
  const asn = annotations[nodeAnnotations.asNumber]
  if (ipv4) bgp.ipv4Address = ipv4
  if (ipv6) bgp.ipv6Address = ipv6
  if (clusterId) bgp.routeReflectorClusterID = clusterId
  if (asn) {
    const parsed = parseAsn(asn)
    if (parsed === undefined) warn(nodeAnnotations.asNumber)
    else bgp.asNumber = parsed
  }
  let own: Record<string, string> = {}
  const calicoLabels = annotations[nodeAnnotations.calicoLabels]
  if (calicoLabels) {
    try {
      own = textMap(JSON.parse(calicoLabels))
    } catch {
      warn(nodeAnnotations.calicoLabels)
    }
  }
  const labels = textMap(object.metadata.labels)
  const metadata = { ...(object.metadata as unknown as ObjectMeta), name, labels: { ...own, ...labels } }
  return {
    node: { apiVersion: 'projectcalico.org/v3', kind: 'Node', metadata, spec: { bgp }, ...podCidrs(object) },
    labels,
  }
}

/** Joins what Kubernetes and Calico say of one node; Calico's own view of the BGP data wins, Kubernetes' labels win. */
export function mergeNodes(kube: ReadonlyMap<string, KubeView>, calico: ReadonlyMap<string, CalicoNode>): CalicoNode[] {
  const names = new Set([...kube.keys(), ...calico.keys()])
  return [...names].map((name) => {
    const [view, fromCalico] = [kube.get(name), calico.get(name)]
    const fromKube = view?.node
    if (!fromKube || !fromCalico) return (fromKube ?? fromCalico)!
    return {
      ...fromCalico,
      metadata: {
        ...fromKube.metadata,
        ...fromCalico.metadata,
        labels: { ...fromKube.metadata.labels, ...fromCalico.metadata.labels, ...view.labels },
      },
      spec: { ...fromCalico.spec, bgp: fromCalico.spec.bgp ?? fromKube.spec.bgp },
    }
  })
}

/** A map of text; values that are something else (JSON numbers) are written out as the API would. */
function textMap(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, text]) =>
      text === null || typeof text === 'object' ? [] : [[key, String(text)]],
    ),
  )
}

function podCidrs(object: RawObject): { status?: { podCIDRs?: string[] } } {
  const spec = isRecord(object.fields.spec) ? object.fields.spec : {}
  const status = isRecord(object.fields.status) ? object.fields.status : {}
  const found = [status.podCIDRs, spec.podCIDRs].find(Array.isArray)
  return found ? { status: { podCIDRs: found.filter((cidr): cidr is string => typeof cidr === 'string') } } : {}
}
