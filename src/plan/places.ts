import type { Change } from '../model/plan.ts'

/**
 * What a change writes, as places that can be compared: two changes with a place in common depend on their order. A
 * Kubernetes node is there all the time, so its fields are independent of each other; other objects come and go as a whole.
 */
function placesOf(change: Change): string[] {
  const object = objectOf(change)
  if (change.action !== 'update' || change.ref.kind !== 'KubeNode') return [object]
  return change.fields.map((field) => `${object} ${field.path.join('/')}`)
}

/** Whether two sets of changes write the same field, or one writes into what the other creates or deletes. */
export function sharePlaces(a: readonly Change[], b: readonly Change[]): boolean {
  const written = new Set(a.flatMap(placesOf))
  return b.some((change) => placesOf(change).some((place) => written.has(place)))
}

/**
 * The longest beginning of a list whose members can be made side by side: none writes to an object that an earlier one
 * writes to. Not even to other fields of it: an object that is replaced behind our back must be noticed in between.
 * @param changesOf what a member writes
 * @param most members at the most
 */
export function sideBySide<T>(items: readonly T[], changesOf: (item: T) => readonly Change[], most: number): T[] {
  const written = new Set<string>()
  const chosen: T[] = []
  for (const item of items.slice(0, most)) {
    const objects = changesOf(item).map(objectOf)
    if (objects.some((object) => written.has(object))) break
    for (const object of objects) written.add(object)
    chosen.push(item)
  }
  return chosen
}

function objectOf({ ref }: Change): string {
  return `${ref.kind}/${ref.host ?? ''}/${ref.name}`
}
