import type { ApiContext } from '../api/context.ts'
import { journalTo, restoreFrom, writeSnapshot } from '../faults/journal-file.ts'
import { kindOfObject, type ResourceKind, resourceKinds } from '../store/kinds.ts'
import type { Store } from '../store/store.ts'
import type { Scenario } from './scenario.ts'
import { settle } from './settle.ts'

/** Puts the scenario's objects into the store, or what an earlier run of this directory left. */
export function fill(store: Store, scenario: Scenario, journal: string, defaults: ApiContext['defaults']): void {
  if (!restoreFrom(store, journal)) {
    for (const object of scenario.objects) {
      const kind = kindOfObject(object.apiVersion, object.kind)
      if (kind) store.create(kind, defaults(kind, object))
    }
    settle(store)
    const all = resourceKinds.flatMap((kind: ResourceKind) => store.list(kind))
    writeSnapshot(store, all, journal)
  }
  journalTo(store, journal)
}
