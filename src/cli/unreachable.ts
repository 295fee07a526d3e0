import { speaker } from '../i18n/translate.ts'
import type { Screen } from './screen.ts'

/** Nodes that ssh does not reach get no calicoctl; the rest of the plan does not need it there. */
export function tellUnreachable(screen: Screen, nodes: string[]): void {
  const text = speaker(screen.lang)('check.ssh.unreachable', {
    count: nodes.length,
    names: nodes.slice(0, 5).join(', '),
  })
  screen.view.emit({ type: 'check', name: 'ssh', status: 'warn', text })
}
