/** What one reading of a node or switch said: its lines of what is missing, none when all is as wanted. */
export interface Reading {
  subject: string
  missing: string[]
  /** Nobody could read it. */
  unreadable: boolean
}

/** Time and patience of a look. */
export interface LookLimits {
  /** How long what is missing is waited for, counted from when every node was read once: a look takes as long as it takes. */
  patienceMs: number
  /** How long nobody is read at first. */
  restMs: number
  /** Pause between two rounds. */
  pauseMs: number
  signal: AbortSignal
  now(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** A node's reading counts for this long, or for twice the longest whole look of this cluster; then it is read again. */
const READING_COUNTS_MS = 60_000

/**
 * Lets the daemons rest, reads every node (and switch) once, then only those that are not yet as wanted, until all are or
 * patience is over. At the end every node has a reading of its own that is not too old to count: all nodes, never a sample (G7).
 * @param look reads some of them
 * @param tell called after each round that did not end it
 * @returns the newest reading of each node, in the order asked
 */
export async function lookUntil(
  subjects: string[],
  look: (subjects: string[]) => Promise<Reading[]>,
  limits: LookLimits,
  tell: (readings: Reading[]) => void,
): Promise<Reading[]> {
  const newest = new Map<string, Reading & { at: number }>()
  if (limits.restMs > 0) await limits.sleep(limits.restMs, limits.signal)
  const begun = limits.now()
  await read(subjects)
  const whole = limits.now()
  const counts = Math.max(READING_COUNTS_MS, 2 * (whole - begun))
  for (;;) {
    const readings = subjects.map((subject) => newest.get(subject)!)
    const open = readings.filter((reading) => reading.missing.length > 0)
    const now = limits.now()
    const old = open.length > 0 ? [] : readings.filter((reading) => now - reading.at > counts)
    if (open.length === 0 && old.length === 0) return readings
    if (limits.signal.aborted || now - whole >= limits.patienceMs) return readings.map(aged)
    if (open.length > 0) {
      tell(readings)
      await limits.sleep(limits.pauseMs, limits.signal)
    }
    await read((open.length > 0 ? open : old).map((reading) => reading.subject))

    function aged(reading: Reading & { at: number }): Reading {
      if (!old.includes(reading)) return reading
      return { ...reading, missing: [`${reading.subject}: the last look at it is too old to count`] }
    }
  }

  async function read(some: string[]): Promise<void> {
    const at = limits.now()
    for (const reading of await look(some)) newest.set(reading.subject, { ...reading, at })
  }
}
