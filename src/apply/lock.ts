import type { LockHandle, RunLock } from './ports.ts'

/** Both locks, this host's first. Either one being lost stops the run; both are given back, whatever one says. */
export function bothLocks(host: RunLock, cluster: RunLock): RunLock {
  return {
    async acquire(runId, takeOver, unfinished) {
      const first = await host.acquire(runId, takeOver, unfinished)
      if (!first.ok) return first
      let second: Awaited<ReturnType<RunLock['acquire']>>
      try {
        second = await cluster.acquire(runId, takeOver, unfinished)
      } catch (error) {
        await first.handle.release()
        throw error
      }
      if (!second.ok) {
        await first.handle.release()
        return second
      }
      return { ok: true, handle: joined(first.handle, second.handle) }
    },
  }
}

function joined(host: LockHandle, cluster: LockHandle): LockHandle {
  return {
    check: async () => (await host.check()) && (await cluster.check()),
    release: async (open) => {
      try {
        await cluster.release(open)
      } finally {
        await host.release(open)
      }
    },
  }
}
