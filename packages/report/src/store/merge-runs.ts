/** Sorted runs as one, in the order of `compare`; of each run one item is held at a time. Of equal items, the earlier run's first. */
export function* mergeRuns<T>(runs: readonly Iterable<T>[], compare: (a: T, b: T) => number): Generator<T> {
  const heads: { item: T; readonly run: number; readonly rest: Iterator<T> }[] = []
  const before = (a: (typeof heads)[number], b: (typeof heads)[number]): boolean => {
    const order = compare(a.item, b.item)
    return order < 0 || (order === 0 && a.run < b.run)
  }
  // A binary heap: the first is the least.
  const sink = (from: number): void => {
    let at = from
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = at
      for (const child of [left, right]) {
        const [one, other] = [heads[child], heads[least]]
        if (one && other && before(one, other)) least = child
      }
      const [one, other] = [heads[at], heads[least]]
      if (least === at || !one || !other) return
      heads[at] = other
      heads[least] = one
      at = least
    }
  }
  for (const [run, items] of runs.entries()) {
    const rest = items[Symbol.iterator]()
    const next = rest.next()
    if (!next.done) heads.push({ item: next.value, run, rest })
  }
  for (let at = heads.length >> 1; at >= 0; at--) sink(at)
  for (;;) {
    const [head] = heads
    if (!head) return
    yield head.item
    const next = head.rest.next()
    if (next.done) {
      const last = heads.pop()
      if (last && last !== head) heads[0] = last
    } else {
      head.item = next.value
    }
    sink(0)
  }
}
