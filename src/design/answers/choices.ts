import type { StatusVia } from '../../model/observed.ts'
import type { OrderName } from '../../model/plan.ts'

/** Where calicoctl comes from: the release of the cluster's version, a mirror of the releases, or a file at hand. */
export type CalicoctlSource = { kind: 'release' } | { kind: 'mirror'; url: string } | { kind: 'file'; path: string }

/** What the wizard asks beside the design: how to do it, not what shall be. One field a question. */
export interface Choices {
  order: OrderName
  /** Step 1 of the guide. */
  calicoctl: {
    install: 'none' | 'this-node' | 'all-nodes'
    from: CalicoctlSource
    /** Where the binary goes. */
    path: string
  }
  /** Step 2 of the guide. */
  calicoctlConfig: {
    write: boolean
    path: string
    /** The kubeconfig that calicoctl.cfg names. */
    kubeconfig: string
  }
  /** Seconds to confirm a finished run before it is undone; 0 = no such timer. */
  confirmWithinSeconds: number
  /** How sessions are read; `auto` takes the first way that works. */
  statusVia: StatusVia | 'auto'
}

/** The guide's values for everything it names, and the least effect for what it does not. */
export const defaultChoices: Choices = {
  order: 'safe',
  calicoctl: { install: 'none', from: { kind: 'release' }, path: '/usr/local/bin/calicoctl' },
  calicoctlConfig: { write: false, path: '/etc/calico/calicoctl.cfg', kubeconfig: '/root/.kube/config' },
  confirmWithinSeconds: 0,
  statusVia: 'auto',
}

/** "10m", "90s", "1h", "600" (seconds) or "off" as seconds; undefined when it is none or longer than a day. */
export function parseDuration(text: string): number | undefined {
  if (text === 'off' || text === '0') return 0
  const match = /^(\d{1,6})(s|m|h)?$/.exec(text)
  if (!match) return undefined
  const seconds = Number(match[1]) * { s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's' | 'm' | 'h']
  return seconds <= 86400 ? seconds : undefined
}

/** The inverse of {@link parseDuration}, in the largest unit that divides it. */
export function durationText(seconds: number): string {
  if (seconds === 0) return 'off'
  if (seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}
