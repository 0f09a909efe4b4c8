/** Numbers that a seed gives: the same corpus on every machine. */
export interface Random {
  below(count: number): number
  pick<T>(list: readonly T[]): T
  name(): string
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0 || 1
  const next = (): number => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
  const below = (count: number): number => next() % count
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const letters = 'abcdefghijklmnopqrstuvwxyz'
  return { below, pick, name: () => Array.from({ length: 2 + below(6) }, () => pick(Array.from(letters))).join('') }
}
