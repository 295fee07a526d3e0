import type { Warning } from '../model/session.ts'
import { collectResources } from './parse-resources/collect.ts'
import type { ParseContext } from './parse-resources/context.ts'
import { readDocuments } from './parse-resources/documents.ts'
import { findObjects } from './parse-resources/objects.ts'
import { refuse } from './parse-resources/refuse.ts'
import type { SessionResources } from './sessions.ts'

export { largestInput } from './parse-resources/documents.ts'

/** Resources read from a text, and what the reader should know about them. */
export interface ParsedResources {
  resources: SessionResources
  /** Version of the cluster, as its ClusterInformation says; undefined when there is none. */
  calicoVersion: string | undefined
  warnings: Warning[]
}

/**
 * Reads Calico and Kubernetes resources: YAML with any number of documents, JSON, lists and nested lists; v3 objects,
 * crd.projectcalico.org objects, Kubernetes Nodes with Calico's annotations, Secrets (keys only), Services and endpoints.
 * What has no effect on the forecast, and what is not known, is named in the warnings.
 * @param options file: how the input is called in messages
 * @throws WizardError (exit code 2) with file, line and remedy when the text cannot be used; never on what Calico accepts
 */
export function parseResources(text: string, options: { file: string }): ParsedResources {
  const context: ParseContext = { file: options.file, warnings: [], lines: new WeakMap() }
  const objects = findObjects(readDocuments(text, context), context)
  if (objects.length === 0) {
    throw refuse('E_RESOURCES_EMPTY', 'there is no resource in this input', options.file, [
      'Give the output of "calicoctl get nodes,bgpconfig,bgppeer,ippool -o yaml" or "kubectl get ... -o yaml".',
    ])
  }
  const { resources, calicoVersion } = collectResources(objects, context)
  if (resources.nodes.length === 0) {
    context.warnings.push({
      code: 'W_NO_NODES',
      subject: options.file,
      message: 'holds no Node: there is nobody to have sessions',
      remedy: 'Add the output of "calicoctl get nodes -o yaml" or "kubectl get nodes -o yaml".',
    })
  }
  return { resources, calicoVersion, warnings: context.warnings }
}
