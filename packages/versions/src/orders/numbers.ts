import { isDigits, orderDigits, orderLists, signOf } from '../order.ts'
import type { Order } from '../order.ts'

/** Hackage (the Package Versioning Policy): lists of numbers; of two that begin alike the longer is newer, `1.0.0 > 1.0`. */
export function compareHackage(a: string, b: string): Order {
  return compareNumbers(a.split('.'), b.split('.'))
}

/** CRAN (R's `package_version`): numbers between dots or dashes; of two that begin alike the longer is newer. */
export function compareCran(a: string, b: string): Order {
  return compareNumbers(a.split(/[.-]/), b.split(/[.-]/))
}

function compareNumbers(a: readonly string[], b: readonly string[]): Order {
  if (!a.every(isDigits) || !b.every(isDigits)) return undefined
  return signOf(orderLists(a, b, orderDigits, 'shorter is older'))
}
