// A seeded source of choices: the same seed gives the same cluster on every machine, so a difference can be replayed.

export function seeded(seed) {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = () => {
    // mulberry32: small, fast, and good enough to wander through options.
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  // The first values of neighbouring seeds look alike; walk away from them.
  for (let step = 0; step < 8; step += 1) next()
  return {
    chance: (probability) => next() < probability,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (list) => list[Math.floor(next() * list.length)],
  }
}
