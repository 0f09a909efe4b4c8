import { element, fill } from './dom.js'

/** Items that are added at a time. */
const STEP = 100

/** Items that are made for a printer at most. */
const PRINTED = 2_000

/**
 * A list that grows as its end comes into view, so that any number of items opens at once.
 *
 * @template T
 * @param {{ list: HTMLElement, more: HTMLElement, printNote: HTMLElement, make: (item: T) => HTMLElement, printed: string }} parts
 * @returns {(items: readonly T[]) => void} shows these items instead
 */
export function createGrowingList({ list, more, printNote, make, printed }) {
  /** @type {readonly T[]} */
  let items = []
  let shown = 0

  /** @param {number} count */
  function grow(count) {
    const end = Math.min(items.length, shown + count)
    list.append(...items.slice(shown, end).map((item) => make(item)))
    shown = end
    more.hidden = shown >= items.length
  }

  more.addEventListener('click', () => {
    const first = shown
    grow(STEP)
    const next = list.children[first]?.querySelector('button, summary')
    if (next instanceof HTMLElement) next.focus()
  })
  new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting) && shown < items.length) grow(STEP)
    },
    { rootMargin: '600px' },
  ).observe(more)
  window.addEventListener('beforeprint', () => {
    grow(Math.max(0, PRINTED - shown))
    const left = items.length - shown
    printNote.replaceChildren(left > 0 ? element('p', {}, [fill(printed, left)]) : '')
  })

  return (next) => {
    items = next
    shown = 0
    list.replaceChildren()
    grow(STEP)
  }
}
