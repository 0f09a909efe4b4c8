/** -1: the first is older; 1: it is newer; 0: they are one version; `undefined`: the ecosystem gives them no order. */
export type Order = -1 | 0 | 1 | undefined

/** Compares two numbers, or two texts by their code units. */
export function order<T extends number | string>(a: T, b: T): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compares two runs of decimal digits as the numbers that they write, whatever their length. The empty run is 0. */
export function orderDigits(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [withoutZeros(a), withoutZeros(b)]
  return order(left.length, right.length) || order(left, right)
}

/** Compares two lists item by item; where one ends, `missing` says how its absence compares to the item of the other. */
export function orderLists<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (x: T, y: T) => number,
  missing: T | 'shorter is older',
): number {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const ended = index >= a.length || index >= b.length
    if (ended && missing === 'shorter is older') return order(a.length, b.length)
    const [x, y] = [index < a.length ? a[index] : missing, index < b.length ? b[index] : missing] as [T, T]
    const result = compare(x, y)
    if (result !== 0) return result
  }
  return 0
}

/** Whether a text is digits and nothing else. */
export function isDigits(text: string): boolean {
  return /^\d+$/.test(text)
}

/** An {@link Order} of any number. */
export function signOf(result: number): -1 | 0 | 1 {
  return order(result, 0)
}

function withoutZeros(digits: string): string {
  let start = 0
  while (digits[start] === '0') start++
  return digits.slice(start)
}
