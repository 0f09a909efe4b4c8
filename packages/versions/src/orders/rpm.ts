import { isDigits, order, orderDigits } from '../order.ts'
import type { Order } from '../order.ts'

/** rpm's order of `[epoch:]version[-release]`: a missing epoch is 0, a missing release is older than any. */
export function compareRpm(a: string, b: string): Order {
  const [left, right] = [split(a), split(b)]
  const byVersion = compareParts(left.epoch, right.epoch) || compareParts(left.version, right.version)
  if (byVersion !== 0) return byVersion
  if (left.release === undefined || right.release === undefined) {
    return order(left.release === undefined ? 0 : 1, right.release === undefined ? 0 : 1)
  }
  return compareParts(left.release, right.release)
}

function split(text: string): {
  readonly epoch: string
  readonly version: string
  readonly release: string | undefined
} {
  const colon = text.indexOf(':')
  const rest = text.slice(colon + 1)
  const dash = rest.indexOf('-')
  return {
    epoch: colon <= 0 ? '0' : text.slice(0, colon),
    version: dash === -1 ? rest : rest.slice(0, dash),
    release: dash === -1 ? undefined : rest.slice(dash + 1),
  }
}

/** rpmvercmp: runs of digits and runs of letters in turn; `~` before the end, `^` after the end and before all else. */
function compareParts(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [tokens(a), tokens(b)]
  for (let index = 0; ; index++) {
    const [x, y] = [left[index], right[index]]
    if (x === undefined && y === undefined) return 0
    if (x === '~' || y === '~') {
      if (x !== '~') return 1
      if (y !== '~') return -1
      continue
    }
    if (x === '^' || y === '^') {
      if (x === y) continue
      if (x === undefined) return -1
      if (y === undefined) return 1
      return x === '^' ? -1 : 1
    }
    if (x === undefined) return -1
    if (y === undefined) return 1
    const result = compareRuns(x, y)
    if (result !== 0) return result
  }
}

function compareRuns(a: string, b: string): -1 | 0 | 1 {
  const [isNumberA, isNumberB] = [isDigits(a), isDigits(b)]
  if (isNumberA && isNumberB) return orderDigits(a, b)
  return isNumberA === isNumberB ? order(a, b) : isNumberA ? 1 : -1
}

/** What is neither a letter nor a digit of ASCII parts runs and counts for nothing else. */
function tokens(text: string): readonly string[] {
  return text.match(/\d+|[A-Za-z]+|[~^]/g) ?? []
}
