import { makeAppendingView } from './accessible-view.ts'
import { makeHumanView } from './human-view.ts'
import { makeJsonView } from './json-view.ts'
import type { View, ViewOptions } from './view.ts'

/** Makes the view for this process: `json` for programs, `accessible` for screen readers, `human` for everybody else. */
export function makeView(options: ViewOptions): View {
  if (options.mode === 'json') return makeJsonView(options)
  if (options.mode === 'accessible') return makeAppendingView(options, false)
  return options.isTTY ? makeHumanView(options) : makeAppendingView(options, true)
}
