import type { Change } from '../model/plan.ts'

/**
 * What a change writes, as places that can be compared: two changes with a place in common depend on their order. A
 * Kubernetes node is there all the time, so its fields are independent of each other; other objects come and go as a whole.
 */
export function placesOf(change: Change): string[] {
  const object = `${change.ref.kind}/${change.ref.host ?? ''}/${change.ref.name}`
  if (change.action !== 'update' || change.ref.kind !== 'KubeNode') return [object]
  return change.fields.map((field) => `${object} ${field.path.join('/')}`)
}

/** Whether two sets of changes write the same field, or one writes into what the other creates or deletes. */
export function sharePlaces(a: readonly Change[], b: readonly Change[]): boolean {
  const written = new Set(a.flatMap(placesOf))
  return b.some((change) => placesOf(change).some((place) => written.has(place)))
}

/**
 * The longest beginning of a list whose members can be made side by side: none writes where an earlier one does.
 * @param changesOf what a member writes
 * @param most members at the most
 */
export function sideBySide<T>(items: readonly T[], changesOf: (item: T) => readonly Change[], most: number): T[] {
  const written = new Set<string>()
  const chosen: T[] = []
  for (const item of items.slice(0, most)) {
    const places = changesOf(item).flatMap(placesOf)
    if (places.some((place) => written.has(place))) break
    for (const place of places) written.add(place)
    chosen.push(item)
  }
  return chosen
}
