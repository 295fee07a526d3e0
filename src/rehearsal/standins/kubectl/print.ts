import type { ResourceKind } from '../../store/kinds.ts'
import { sortedDeep } from '../../store/object.ts'
import { columns } from '../shared/columns.ts'
import { yamlText } from '../shared/yaml-write.ts'
import type { KubeItem } from './api.ts'

/** Objects as `-o json` or `-o yaml` shows them. */
export function documentText(value: unknown, format: 'json' | 'yaml'): string {
  return format === 'json' ? `${JSON.stringify(sortedDeep(value), null, 4)}\n` : yamlText(value)
}

/** Several objects in one document. */
export function listOf(items: KubeItem[]): Record<string, unknown> {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }
}

/** An object without what is hidden unless asked for. */
export function withoutManagedFields(item: KubeItem): KubeItem {
  const { managedFields: _managedFields, ...metadata } = item.metadata
  return { ...item, metadata: metadata as KubeItem['metadata'] }
}

/** A Table of the API. */
export interface Table {
  columnDefinitions: { name: string; priority: number }[]
  rows: { cells: unknown[]; object?: { metadata?: KubeItem['metadata'] } }[]
}

/** How a table is printed. */
export interface TableOptions {
  wide: boolean
  showLabels: boolean
  labelColumns: string[]
  namespaces: boolean
  headers: boolean
}

/** The rows of `kubectl get`. */
export function tableText(tables: { table: Table; kind: ResourceKind }[], options: TableOptions): string {
  const rows: string[][] = []
  for (const { table } of tables) {
    const shown = table.columnDefinitions
      .map((_, i) => i)
      .filter((i) => options.wide || table.columnDefinitions[i]?.priority === 0)
    if (options.headers && rows.length === 0) {
      rows.push([
        ...(options.namespaces ? ['NAMESPACE'] : []),
        ...shown.map((i) => (table.columnDefinitions[i]?.name ?? '').toUpperCase()),
        ...options.labelColumns.map((label) => (label.split('/').at(-1) ?? '').toUpperCase()),
        ...(options.showLabels ? ['LABELS'] : []),
      ])
    }
    for (const { cells, object } of table.rows) {
      const { namespace = '', labels = {} } = object?.metadata ?? {}
      rows.push([
        ...(options.namespaces ? [namespace] : []),
        ...shown.map((i) => String(cells[i] ?? '<none>')),
        ...options.labelColumns.map((label) => labels[label] ?? ''),
        ...(options.showLabels ? [labelsText(labels)] : []),
      ])
    }
  }
  return columns(rows, { minimum: 6, padding: 3, trailing: false })
}

function labelsText(labels: Record<string, string>): string {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([key, value]) => `${key}=${value}`).join(',') || '<none>'
}
