import { isDigits, order, orderDigits, signOf } from '../order.ts'
import type { Order } from '../order.ts'

/** A part of a version: a number, a word, or the list of what follows a dash or a change from digits to letters or back. */
type Item =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'list'; readonly items: Item[] }

/** `1.any < 1-1 < 1.1`. */
const KINDS = ['word', 'list', 'number']

/** Words from the oldest to the newest; a release stands where the empty one does, and what is none of them is newer. */
const WORDS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp']
const ALIASES: Readonly<Record<string, string>> = { ga: '', final: '', release: '', cr: 'rc' }
const BEFORE_DIGIT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' }

/**
 * How Maven orders versions (`ComparableVersion` of maven-artifact 3.9): every text has an order. `1-ga-1` is `1-1`, as the
 * reference of the POM has it.
 */
export function compareMaven(a: string, b: string): Order {
  return signOf(compareLists(parse(a), parse(b)))
}

function parse(version: string): readonly Item[] {
  const text = version.toLowerCase().replaceAll(/-(?:ga|final|release)-(?=\d)/g, '-')
  const lists: [Item[], ...Item[][]] = [[]]
  let list = lists[0]
  const nest = (): void => {
    const items: Item[] = []
    list.push({ kind: 'list', items })
    lists.push(items)
    list = items
  }
  // A word starts a list of its own, as if a dash stood before it.
  const addWord = (word: string): void => {
    if (list.length > 0) nest()
    list.push(wordItem(word))
  }
  let start = 0
  let inDigits = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '.' || character === '-') {
      const part = text.slice(start, at)
      list.push(inDigits || part === '' ? { kind: 'number', digits: part } : wordItem(part))
      start = at + 1
      if (character === '-') nest()
    } else if (isDigits(character) !== inDigits) {
      if (at > start) {
        const part = text.slice(start, at)
        if (inDigits) list.push({ kind: 'number', digits: part })
        else addWord(BEFORE_DIGIT[part] ?? part)
        start = at
        nest()
      }
      inDigits = !inDigits
    }
  }
  const rest = text.slice(start)
  if (rest !== '' && inDigits) list.push({ kind: 'number', digits: rest })
  else if (rest !== '') addWord(rest)
  for (const each of lists.toReversed()) dropNothing(each)
  return lists[0]
}

function wordItem(word: string): Item {
  return { kind: 'word', word: ALIASES[word] ?? word }
}

/** Takes away what counts for nothing at the end, also before lists that stay. */
function dropNothing(items: Item[]): void {
  for (let at = items.length - 1; at >= 0; at--) {
    const item = items[at]
    if (item !== undefined && isNothing(item)) items.splice(at, 1)
    else if (item?.kind !== 'list') return
  }
}

function isNothing(item: Item): boolean {
  if (item.kind === 'number') return /^0*$/.test(item.digits)
  return item.kind === 'word' ? item.word === '' : item.items.length === 0
}

function compareLists(a: readonly Item[], b: readonly Item[]): number {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [x, y] = [a[index], b[index]]
    const result = x === undefined ? -besideNothing(y) : y === undefined ? besideNothing(x) : compareItems(x, y)
    if (result !== 0) return result
  }
  return 0
}

/** How an item compares to the absence of one: a list as its first item that differs from nothing. */
function besideNothing(item: Item | undefined): number {
  if (item === undefined) return 0
  if (item.kind === 'number') return isNothing(item) ? 0 : 1
  if (item.kind === 'word') return compareWords(item.word, '')
  for (const each of item.items) {
    const result = besideNothing(each)
    if (result !== 0) return result
  }
  return 0
}

function compareItems(a: Item, b: Item): number {
  if (a.kind === 'number' && b.kind === 'number') return orderDigits(a.digits, b.digits)
  if (a.kind === 'word' && b.kind === 'word') return compareWords(a.word, b.word)
  if (a.kind === 'list' && b.kind === 'list') return compareLists(a.items, b.items)
  return order(KINDS.indexOf(a.kind), KINDS.indexOf(b.kind))
}

function compareWords(a: string, b: string): number {
  const [rankOfA, rankOfB] = [rankOf(a), rankOf(b)]
  return order(rankOfA, rankOfB) || (rankOfA === WORDS.length ? order(a, b) : 0)
}

function rankOf(word: string): number {
  const rank = WORDS.indexOf(word)
  return rank === -1 ? WORDS.length : rank
}
