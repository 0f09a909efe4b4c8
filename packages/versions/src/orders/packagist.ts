import { isDigits, order, orderDigits } from '../order.ts'
import type { Order } from '../order.ts'

/** The words of PHP's `version_compare`, by the beginning of a part, first match first; any other word is older than all of them. */
const WORDS: readonly (readonly [word: string, rank: number])[] = [
  ['dev', 0],
  ['alpha', 1],
  ['a', 1],
  ['beta', 2],
  ['b', 2],
  ['RC', 3],
  ['rc', 3],
  ['#', 4],
  ['pl', 5],
  ['p', 5],
]
const UNKNOWN = -1
/** What a number counts as beside a word. */
const NUMBER = 4

/** Composer's order, which is that of PHP's `version_compare` without a leading `v`. */
export function comparePackagist(a: string, b: string): Order {
  return compareParts(partsOf(a), partsOf(b))
}

function compareParts(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [x, y] = [a[index], b[index]]
    if (x === undefined) return y !== undefined && isDigits(y) ? -1 : compareParts(['#'], b.slice(index))
    if (y === undefined) return isDigits(x) ? 1 : compareParts(a.slice(index), ['#'])
    const result = isDigits(x) && isDigits(y) ? orderDigits(x, y) : order(rank(x), rank(y))
    if (result !== 0) return result
  }
  return 0
}

function rank(part: string): number {
  if (isDigits(part)) return NUMBER
  return WORDS.find(([word]) => part.startsWith(word))?.[1] ?? UNKNOWN
}

/** The runs of digits and of anything else, between `.`, `-`, `_` and `+`. */
function partsOf(version: string): readonly string[] {
  return (
    version
      .trim()
      .replace(/^v/i, '')
      .match(/\d+|[^\d._+-]+/g) ?? []
  )
}
