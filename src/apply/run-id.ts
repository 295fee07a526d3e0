const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** A run id that sorts by time and is easy to read out: "20261123-171500-k3f9". */
export function makeRunId(at: number, random: () => number): string {
  const time = new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const tail = Array.from({ length: 4 }, () => letters[Math.floor(random() * letters.length)]).join('')
  return `${time}-${tail}`
}
