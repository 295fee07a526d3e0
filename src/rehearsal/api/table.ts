import type { ResourceKind } from '../store/kinds.ts'
import { type Fields, isFields, type KubeObject, valueAt } from '../store/object.ts'

interface Column {
  name: string
  type?: string
  description?: string
  /** 1 = only with -o wide. */
  priority?: number
  cell: (object: KubeObject, now: number) => string | number
}

const nameColumn: Column = { name: 'Name', type: 'string', cell: (object) => object.metadata.name }
const ageColumn: Column = { name: 'Age', cell: (object, now) => age(object.metadata.creationTimestamp, now) }

const nodeColumns: Column[] = [
  nameColumn,
  { name: 'Status', cell: nodeStatus },
  { name: 'Roles', cell: nodeRoles },
  ageColumn,
  { name: 'Version', cell: (object) => text(object, 'status.nodeInfo.kubeletVersion', '') },
  { name: 'Internal-IP', priority: 1, cell: (object) => address(object, 'InternalIP') },
  { name: 'External-IP', priority: 1, cell: (object) => address(object, 'ExternalIP') },
  { name: 'OS-Image', priority: 1, cell: (object) => text(object, 'status.nodeInfo.osImage', '<unknown>') },
  { name: 'Kernel-Version', priority: 1, cell: (object) => text(object, 'status.nodeInfo.kernelVersion', '<unknown>') },
  {
    name: 'Container-Runtime',
    priority: 1,
    cell: (object) => text(object, 'status.nodeInfo.containerRuntimeVersion', '<unknown>'),
  },
]

const podColumns: Column[] = [
  nameColumn,
  { name: 'Ready', cell: podReady },
  { name: 'Status', cell: (object) => text(object, 'status.phase', 'Unknown') },
  { name: 'Restarts', cell: () => '0' },
  ageColumn,
  { name: 'IP', priority: 1, cell: (object) => text(object, 'status.podIP', '<none>') },
  { name: 'Node', priority: 1, cell: (object) => text(object, 'spec.nodeName', '<none>') },
  { name: 'Nominated Node', priority: 1, cell: () => '<none>' },
  { name: 'Readiness Gates', priority: 1, cell: () => '<none>' },
]

const columnsByPlural: Record<string, Column[]> = {
  nodes: nodeColumns,
  pods: podColumns,
  namespaces: [nameColumn, { name: 'Status', cell: (object) => text(object, 'status.phase', 'Active') }, ageColumn],
  configmaps: [nameColumn, { name: 'Data', type: 'integer', cell: (object) => dataCount(object) }, ageColumn],
  secrets: [
    nameColumn,
    { name: 'Type', cell: (object) => text(object, 'type', 'Opaque') },
    { name: 'Data', type: 'integer', cell: (object) => dataCount(object) },
    ageColumn,
  ],
  leases: [nameColumn, { name: 'Holder', cell: (object) => text(object, 'spec.holderIdentity', '') }, ageColumn],
  daemonsets: [
    nameColumn,
    ...[
      ['Desired', 'desiredNumberScheduled'],
      ['Current', 'currentNumberScheduled'],
      ['Ready', 'numberReady'],
      ['Up-to-date', 'updatedNumberScheduled'],
      ['Available', 'numberAvailable'],
    ].map(([name, field]) => ({
      name: name as string,
      type: 'integer',
      cell: (object: KubeObject) => Number(valueAt(object, ['status', field as string]) ?? 0),
    })),
    { name: 'Node Selector', cell: (object) => mapText(valueAt(object, ['spec', 'template', 'spec', 'nodeSelector'])) },
    ageColumn,
    { name: 'Containers', priority: 1, cell: (object) => containerTexts(object, 'name') },
    { name: 'Images', priority: 1, cell: (object) => containerTexts(object, 'image') },
    { name: 'Selector', priority: 1, cell: (object) => mapText(valueAt(object, ['spec', 'selector', 'matchLabels'])) },
  ],
  serviceaccounts: [nameColumn, ageColumn],
  services: [
    nameColumn,
    { name: 'Type', cell: (object) => text(object, 'spec.type', 'ClusterIP') },
    { name: 'Cluster-IP', cell: (object) => text(object, 'spec.clusterIP', '<none>') },
    { name: 'External-IP', cell: () => '<none>' },
    { name: 'Port(s)', cell: servicePorts },
    ageColumn,
    { name: 'Selector', priority: 1, cell: (object) => mapText(valueAt(object, ['spec', 'selector'])) },
  ],
}

/** The `Table` that `kubectl get` prints. */
export function tableOf(
  kind: ResourceKind,
  objects: KubeObject[],
  options: { now: number; metadata: Fields; includeObject: string },
): Fields {
  const columns = columnsByPlural[kind.plural] ?? [nameColumn, ageColumn]
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: columns.map(({ name, type = 'string', description = '', priority = 0 }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description,
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, options.now)),
      ...rowObject(object, options.includeObject),
    })),
  }
}

function rowObject(object: KubeObject, include: string): Fields {
  if (include === 'None') return {}
  if (include === 'Object') return { object }
  return { object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata } }
}

function text(object: KubeObject, path: string, otherwise: string): string {
  const value = valueAt(object, path.split('.'))
  return value === undefined || value === '' ? otherwise : String(value)
}

/** How kubectl writes an age: 5s, 3m12s, 4h, 31d. */
export function age(created: unknown, now: number): string {
  if (typeof created !== 'string') return '<unknown>'
  const seconds = Math.max(0, Math.floor((now - Date.parse(created)) / 1000))
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return seconds % 60 ? `${minutes}m${seconds % 60}s` : `${minutes}m`
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return minutes % 60 ? `${hours}h${minutes % 60}m` : `${hours}h`
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (days < 8) return hours % 24 ? `${days}d${hours % 24}h` : `${days}d`
  if (days < 730) return `${days}d`
  const years = Math.floor(days / 365)
  return years < 8 && days % 365 ? `${years}y${days % 365}d` : `${years}y`
}

function nodeStatus(object: KubeObject): string {
  const conditions = valueAt(object, ['status', 'conditions'])
  const ready = Array.isArray(conditions) ? conditions.find((c) => isFields(c) && c['type'] === 'Ready') : undefined
  const parts = [ready ? (ready['status'] === 'True' ? 'Ready' : 'NotReady') : 'Unknown']
  if (valueAt(object, ['spec', 'unschedulable']) === true) parts.push('SchedulingDisabled')
  return parts.join(',')
}

function nodeRoles(object: KubeObject): string {
  const roles: string[] = []
  for (const [key, value] of Object.entries(object.metadata.labels ?? {})) {
    if (key.startsWith('node-role.kubernetes.io/')) roles.push(key.slice('node-role.kubernetes.io/'.length))
    else if (key === 'kubernetes.io/role' && value) roles.push(value)
  }
  return roles.filter(Boolean).sort().join(',') || '<none>'
}

function address(object: KubeObject, type: string): string {
  const addresses = valueAt(object, ['status', 'addresses'])
  const found = Array.isArray(addresses) ? addresses.find((a) => isFields(a) && a['type'] === type) : undefined
  return found ? String(found['address']) : '<none>'
}

function podReady(object: KubeObject): string {
  const statuses = valueAt(object, ['status', 'containerStatuses'])
  const list = Array.isArray(statuses) ? statuses : []
  const total = (valueAt(object, ['spec', 'containers']) as unknown[] | undefined)?.length ?? list.length
  return `${list.filter((s) => isFields(s) && s['ready'] === true && valueAt(s, ['state', 'running'])).length}/${total}`
}

function dataCount(object: KubeObject): number {
  return Object.keys((object['data'] as object | undefined) ?? {}).length
}

function servicePorts(object: KubeObject): string {
  const ports = valueAt(object, ['spec', 'ports'])
  if (!Array.isArray(ports) || ports.length === 0) return '<none>'
  return ports.map((port) => `${port['port']}/${port['protocol'] ?? 'TCP'}`).join(',')
}

function containerTexts(object: KubeObject, field: string): string {
  const containers = valueAt(object, ['spec', 'template', 'spec', 'containers'])
  return Array.isArray(containers) ? containers.map((one) => String(one[field])).join(',') : ''
}

function mapText(map: unknown): string {
  const entries = isFields(map) ? Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)) : []
  return entries.map(([key, value]) => `${key}=${value}`).join(',') || '<none>'
}
