import type { ServerResponse } from 'node:http'
import { ApiError } from '../store/errors.ts'
import { groupVersion } from '../store/kinds.ts'
import type { KubeObject } from '../store/object.ts'
import type { StoreEvent } from '../store/store.ts'
import type { ApiContext } from './context.ts'
import { statusOf } from './reply.ts'
import { asTable, type ResourceCall, selection, wantsTable } from './rest.ts'

/** Streams changes of a list as newline-delimited JSON until the client goes or its timeout is over. */
export function serveWatch(context: ApiContext, call: ResourceCall, response: ServerResponse): void {
  const selects = selection(call)
  const { query } = call.info
  const inScope = (object: KubeObject) =>
    (!call.namespace || object.metadata.namespace === call.namespace) &&
    (!call.name || object.metadata.name === call.name) &&
    selects(object)
  const table = wantsTable(call.accept)
  const send = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`)
  const shown = (object: KubeObject) =>
    table ? asTable(context, call, [object], object.metadata.resourceVersion ?? '') : object
  const pass = (event: StoreEvent) => {
    if (event.kind !== call.kind) return
    const was = event.before !== undefined && inScope(event.before)
    const is = event.type !== 'DELETED' && inScope(event.object)
    if (is) send(was ? 'MODIFIED' : 'ADDED', shown(event.object))
    else if (was) send('DELETED', shown(event.object))
  }

  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
  response.flushHeaders()
  const from = query.get('resourceVersion') ?? ''
  const initial = query.get('sendInitialEvents') === 'true'
  if (initial || from === '' || from === '0') {
    for (const object of context.store.list(call.kind).filter(inScope)) send('ADDED', shown(object))
    if (initial) send('BOOKMARK', bookmark(context, call))
  } else {
    const missed = context.store.eventsAfter(Number(from))
    if (!missed) {
      send('ERROR', statusOf(new ApiError(410, 'Expired', `too old resource version: ${from}`)))
      response.end()
      return
    }
    missed.forEach(pass)
  }
  const stop = context.store.onChange(pass)
  const seconds = Math.min(Math.max(Number(query.get('timeoutSeconds')) || 1800, 1), 3600)
  const timer = setTimeout(() => response.end(), seconds * 1000)
  timer.unref()
  response.on('close', () => {
    clearTimeout(timer)
    stop()
  })
}

function bookmark(context: ApiContext, call: ResourceCall): unknown {
  return {
    kind: call.kind.kind,
    apiVersion: groupVersion(call.kind),
    metadata: {
      resourceVersion: String(context.store.revision),
      creationTimestamp: null,
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  }
}
