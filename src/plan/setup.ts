import { parseDocument } from 'yaml'
import calicoctlConfig from '../../templates/calicoctl.cfg'
import type { Change, Json, ObjectRef, ReadObject, Stage } from '../model/plan.ts'
import { operationsFor } from './make.ts'

/** What steps 1 and 2 of the guide need to know; found by the edge. */
export interface SetupFacts {
  /** Hash of the calicoctl for a host (undefined = this one); hosts of different machines get different ones. */
  binaryFor: (host: string | undefined) => string | undefined
  /** calicoctl as found, one for this host and one for each node that is to get it. */
  installed: ReadObject[]
  /** calicoctl.cfg as found. Absent = it is not to be written. */
  config?: { current: ReadObject; kubeconfig: string }
  /** Version that is installed, for the text. */
  version: string
}

/**
 * Stages for the guide's step 1 (calicoctl) and step 2 (calicoctl.cfg): only what is missing. A calicoctl of other content
 * is left alone, here and on other nodes: the checks before the plan say when it is the wrong one.
 */
export function setupStages(facts: SetupFacts): Stage[] {
  const installs = facts.installed.flatMap((found) => installChange(found, facts))
  const config = facts.config ? configChange(facts.config.current, facts.config.kubeconfig) : []
  return [
    stageOf(1, 'stage.installCalicoctl', { version: facts.version, count: installs.length }, installs),
    stageOf(2, 'stage.calicoctlConfig', { path: facts.config?.current.ref.name ?? '' }, config),
  ]
}

function stageOf(guideStep: number, key: string, params: Record<string, string | number>, changes: Change[]): Stage {
  return { id: 0, guideStep, title: { key, params }, operations: operationsFor(changes) }
}

function installChange(found: ReadObject, facts: SetupFacts): Change[] {
  const sha256 = found.status === 'absent' ? facts.binaryFor(found.ref.host) : undefined
  return sha256 === undefined ? [] : [{ action: 'create', ref: found.ref, content: { sha256, mode: '0755' } }]
}

/** Writes calicoctl.cfg as the guide shows it, or mends the two fields of an existing one; comments and the rest stay. */
function configChange(current: ReadObject, kubeconfig: string): Change[] {
  const ref: ObjectRef = current.ref
  if (current.status === 'unreadable') return []
  const text = current.status === 'present' ? textOf(current.content) : undefined
  if (current.status === 'present' && text === undefined) return []
  const document = parseDocument(text ?? calicoctlConfig)
  if (document.errors.length > 0) return []
  if (
    document.getIn(['spec', 'datastoreType']) === 'kubernetes' &&
    document.getIn(['spec', 'kubeconfig']) === kubeconfig
  )
    return []
  document.setIn(['spec', 'datastoreType'], 'kubernetes')
  document.setIn(['spec', 'kubeconfig'], kubeconfig)
  const after = document.toString()
  if (text === undefined) return [{ action: 'create', ref, content: { text: after, mode: '0644' } }]
  return [{ action: 'update', ref, fields: [{ path: ['text'], before: text, after }] }]
}

function textOf(content: Json): string | undefined {
  if (content === null || typeof content !== 'object' || Array.isArray(content)) return undefined
  return typeof content['text'] === 'string' ? content['text'] : undefined
}
