import { isDigits, order, orderDigits, orderLists, signOf } from '../order.ts'
import type { Order } from '../order.ts'

/** Conan 2: items between dots by number, else as text (`1.1.1k`); what is behind `-` is older than the release, behind `+` newer. */
export function compareConan(a: string, b: string): Order {
  const [left, right] = [split(a), split(b)]
  const result =
    compareItems(left.items, right.items) ||
    (left.before === '' || right.before === ''
      ? order(right.before, left.before)
      : compareItems(itemsOf(left.before), itemsOf(right.before))) ||
    compareItems(itemsOf(left.build), itemsOf(right.build))
  return signOf(result)
}

function split(version: string): {
  readonly items: readonly string[]
  readonly before: string
  readonly build: string
} {
  const [, main = '', before = '', build = ''] = /^([^-+]*)(?:-([^+]*))?(?:\+([^]*))?$/.exec(version) ?? []
  return { items: itemsOf(main), before, build }
}

/** Zeros at the end count for nothing. */
function itemsOf(text: string): readonly string[] {
  const items = text === '' ? [] : text.toLowerCase().split('.')
  return items.slice(0, items.findLastIndex((item) => !/^0+$/.test(item)) + 1)
}

function compareItems(a: readonly string[], b: readonly string[]): number {
  return orderLists(a, b, (x, y) => (isDigits(x) && isDigits(y) ? orderDigits(x, y) : order(x, y)), 'shorter is older')
}
