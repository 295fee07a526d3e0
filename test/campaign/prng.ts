/** A small seeded generator (sfc32): the same seed gives the same run, on every machine. */
export class Prng {
  private a: number
  private b: number
  private c = 0x9e3779b9
  private counter = 1

  constructor(seed: number) {
    this.a = seed >>> 0
    this.b = (seed ^ 0xdeadbeef) >>> 0
    for (let i = 0; i < 12; i++) this.next()
  }

  private next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    return sum >>> 0
  }

  /** 0 <= x < 1. */
  float = (): number => this.next() / 4294967296

  /** 0 <= x < n. */
  below(n: number): number {
    return Math.floor(this.float() * n)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  chance(probability: number): boolean {
    return this.float() < probability
  }
}
