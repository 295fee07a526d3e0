import type { ServerResponse } from 'node:http'
import { ApiError } from '../store/errors.ts'
import { groupVersion } from '../store/kinds.ts'
import type { KubeObject } from '../store/object.ts'
import type { StoreEvent } from '../store/store.ts'
import type { ApiContext } from './context.ts'
import { listOptions } from './list-options.ts'
import { asTable, selection, wantsTable } from './lists.ts'
import { statusOf } from './reply.ts'
import type { ResourceCall } from './rest.ts'

/** How often a watcher that takes bookmarks learns how far it is, in milliseconds: as the API server does. */
const bookmarkEveryMs = 60_000

/** A client's clock starts when it is answered: it takes a watch that ends a moment before its time for a broken one. */
const watchSlackMs = 100

/** Streams changes of a list as newline-delimited JSON until the client goes or its timeout is over. */
export function serveWatch(context: ApiContext, call: ResourceCall, response: ServerResponse): void {
  const selects = selection(call)
  const options = listOptions(call.info.query, true)
  const inScope = (object: KubeObject) =>
    (!call.namespace || object.metadata.namespace === call.namespace) &&
    (!call.name || object.metadata.name === call.name) &&
    selects(object)
  const table = wantsTable(call.accept)
  const send = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`)
  const shown = (object: KubeObject) =>
    table ? asTable(context, call, [object], { resourceVersion: object.metadata.resourceVersion ?? '' }) : object
  const pass = (event: StoreEvent) => {
    if (event.kind !== call.kind || event.revision <= Number(options.resourceVersion)) return
    const was = event.before !== undefined && inScope(event.before)
    const is = event.type !== 'DELETED' && inScope(event.object)
    if (is) send(was ? 'MODIFIED' : 'ADDED', shown(event.object))
    else if (was) send('DELETED', shown(event.object))
  }
  const { resourceVersion: from, sendInitialEvents: initial, bookmarks, timeoutSeconds } = options

  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })
  response.flushHeaders()
  if (initial || (initial === undefined && (from === '' || from === '0'))) {
    for (const object of context.store.list(call.kind).filter(inScope)) send('ADDED', shown(object))
    if (initial) send('BOOKMARK', bookmark(context, call, true))
  } else if (from !== '' && from !== '0') {
    const missed = context.store.eventsAfter(Number(from))
    if (!missed) {
      send('ERROR', statusOf(new ApiError(410, 'Expired', `too old resource version: ${from}`)))
      response.end()
      return
    }
    missed.forEach(pass)
  }
  const stop = context.store.onChange(pass)
  const mark = () => send('BOOKMARK', bookmark(context, call, false))
  const marks = bookmarks ? setInterval(mark, bookmarkEveryMs) : undefined
  marks?.unref()
  const seconds = Math.min(Math.max(timeoutSeconds || 1800, 1), 3600)
  const timer = setTimeout(() => response.end(), seconds * 1000 + watchSlackMs)
  timer.unref()
  // One more shortly before the end, so that the next watch need not go over everything again.
  const last = bookmarks && seconds > 2 ? setTimeout(mark, (seconds - 2) * 1000) : undefined
  last?.unref()
  response.on('close', () => {
    clearTimeout(timer)
    clearTimeout(last)
    clearInterval(marks)
    stop()
  })
}

function bookmark(context: ApiContext, call: ResourceCall, endsInitial: boolean): unknown {
  const resourceVersion = String(context.store.revision)
  const annotations = endsInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  if (wantsTable(call.accept)) {
    const { columnDefinitions: _none, ...empty } = asTable(context, call, [], { resourceVersion })
    return empty
  }
  return {
    kind: call.kind.kind,
    apiVersion: groupVersion(call.kind),
    metadata: { resourceVersion, creationTimestamp: null, ...annotations },
  }
}
