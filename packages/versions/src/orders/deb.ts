import { order, orderDigits } from '../order.ts'
import type { Order } from '../order.ts'

/** Debian policy 5.6.12, as dpkg compares: epoch, upstream version, revision; `~` sorts before the end of a part. */
export function compareDeb(a: string, b: string): Order {
  const [left, right] = [split(a), split(b)]
  return (
    orderDigits(left.epoch, right.epoch) ||
    comparePart(left.upstream, right.upstream) ||
    comparePart(left.revision, right.revision)
  )
}

function split(version: string): { readonly epoch: string; readonly upstream: string; readonly revision: string } {
  const text = version.trim()
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?([^]*)$/.exec(text) ?? []
  const dash = rest.lastIndexOf('-')
  return dash === -1
    ? { epoch, upstream: rest, revision: '' }
    : { epoch, upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) }
}

/** Runs that are no digits by rank, runs of digits by value, in turn. */
function comparePart(a: string, b: string): -1 | 0 | 1 {
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a, i)) || (j < b.length && !isDigit(b, j))) {
      const result = order(rank(a, i), rank(b, j))
      if (result !== 0) return result
      i++
      j++
    }
    const [endOfA, endOfB] = [endOfDigits(a, i), endOfDigits(b, j)]
    const result = orderDigits(a.slice(i, endOfA), b.slice(j, endOfB))
    if (result !== 0) return result
    i = endOfA
    j = endOfB
  }
  return 0
}

/** `~` before the end, the end (and a digit) before letters, letters before all else. */
function rank(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0
  const code = text.charCodeAt(at)
  if (code === 0x7e) return -1
  return /[A-Za-z]/.test(text[at] ?? '') ? code : code + 0x10000
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 0x30 && code <= 0x39
}

function endOfDigits(text: string, from: number): number {
  let at = from
  while (at < text.length && isDigit(text, at)) at++
  return at
}
