import { isDigits, order, orderDigits, orderLists, signOf } from '../order.ts'
import type { Order } from '../order.ts'

/** As `Gem::Version` orders: a segment of letters is older than a number, and `-` begins a prerelease. */
export function compareGem(a: string, b: string): Order {
  return signOf(orderLists(segmentsOf(a), segmentsOf(b), compareSegments, '0'))
}

function compareSegments(a: string, b: string): number {
  const [isNumberA, isNumberB] = [isDigits(a), isDigits(b)]
  if (isNumberA && isNumberB) return orderDigits(a, b)
  return isNumberA === isNumberB ? order(a, b) : isNumberA ? 1 : -1
}

/** The segments without the zeros that end the numbers, and those that end the whole. */
function segmentsOf(version: string): readonly string[] {
  const segments =
    version
      .trim()
      .replaceAll('-', '.pre.')
      .match(/\d+|[A-Za-z]+/g) ?? []
  const letters = segments.findIndex((segment) => !isDigits(segment))
  const end = letters === -1 ? segments.length : letters
  return [...withoutZeros(segments.slice(0, end)), ...withoutZeros(segments.slice(end))]
}

function withoutZeros(segments: readonly string[]): readonly string[] {
  const last = segments.findLastIndex((segment) => !/^0+$/.test(segment))
  return segments.slice(0, last + 1)
}
