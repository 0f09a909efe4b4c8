/** What a reader of a database has found wrong: its message is for a person. */
export class Damage extends Error {}

/** Bounds what a database may yield: a few bytes can name one stretch of it thousands of times. */
export interface Allowance {
  /** Throws {@link Damage} when more is taken than an honest database of its size holds. */
  take(bytes: number): void
}

/** Room for twice the bytes of a file. */
export function createAllowance(size: number): Allowance {
  let left = 2 * size
  return {
    take(bytes) {
      left -= bytes
      if (left < 0) throw new Damage('it holds more than its size allows')
    },
  }
}

/** The number of a page that is used for the first time. Throws {@link Damage} for a page that is used twice. */
export function usePage(used: Set<number>, page: number): number {
  if (used.has(page)) throw new Damage(`page ${page} is used twice`)
  used.add(page)
  return page
}
