import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import type { Clock } from './ports.ts'

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    // Without it every start counts as another boot: deadlines then go by the wall clock.
    return `unknown-${process.pid}`
  }
}

const boot = bootId()

/** The clocks of this host. Time since boot goes on while the machine sleeps and is not moved by setting the date. */
export const systemClock: Clock = {
  stamp() {
    return { at: Date.now(), up: Math.round(uptime() * 1000), boot }
  },
  sleep(ms, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal?.addEventListener('abort', done)
    })
  },
}
