/**
 * A deterministic automaton that finds every keyword in one look at each byte (Aho and Corasick, 1975), laid out for
 * speed: bytes that no keyword tells apart share a column, states are kept multiplied by the width of a row, and the
 * states that end a keyword come last, so that one comparison tells them.
 */
export interface Automaton {
  /** Column of each byte; both cases of a letter have the same. */
  readonly columns: Uint8Array
  /** Row of the next state, by row + column. */
  readonly rows: Int32Array
  /** States from this row on end at least one keyword. */
  readonly firstEnd: number
  /** Bits that a row is shifted by. */
  readonly shift: number
  /** Numbers of the keywords that end in a state, by state − first such state. */
  readonly ends: readonly (readonly number[])[]
  /** Bytes that a keyword may begin before a place and still reach over it: the longest keyword less one. */
  readonly overlap: number
}

interface Node {
  readonly next: Map<number, number>
  fail: number
  ends: readonly number[]
}

/** The automaton of `keywords`, which are lower-case ASCII; a keyword's number is its index. */
export function buildAutomaton(keywords: readonly string[]): Automaton {
  const nodes = buildTrie(keywords)
  const order = linkFailures(nodes)
  const columns = assignColumns(nodes)
  const shift = Math.ceil(Math.log2(Math.max(2, 1 + Math.max(...columns))))
  const sorted = [...nodes.keys()].sort((a, b) => Number(isEnd(nodes[a])) - Number(isEnd(nodes[b])) || a - b)
  const rowOf = new Int32Array(nodes.length)
  sorted.forEach((node, place) => (rowOf[node] = place << shift))

  const rows = new Int32Array(nodes.length << shift)
  for (const number of order) {
    const node = nodes[number]
    const row = rowOf[number] ?? 0
    const inherited = rowOf[node?.fail ?? 0] ?? 0
    if (number !== 0) rows.copyWithin(row, inherited, inherited + (1 << shift))
    for (const [byte, next] of node?.next ?? []) rows[row + (columns[byte] ?? 0)] = rowOf[next] ?? 0
  }
  const ending = sorted.filter((number) => isEnd(nodes[number]))
  return {
    columns,
    rows,
    shift,
    firstEnd: (nodes.length - ending.length) << shift,
    ends: ending.map((number) => nodes[number]?.ends ?? []),
    overlap: Math.max(0, ...keywords.map(({ length }) => length - 1)),
  }
}

const isEnd = (node: Node | undefined): boolean => (node?.ends.length ?? 0) > 0

function buildTrie(keywords: readonly string[]): Node[] {
  const nodes: Node[] = [{ next: new Map(), fail: 0, ends: [] }]
  for (const [number, keyword] of keywords.entries()) {
    let at = 0
    for (const byte of Buffer.from(keyword, 'latin1')) {
      let next = nodes[at]?.next.get(byte)
      if (next === undefined) {
        next = nodes.push({ next: new Map(), fail: 0, ends: [] }) - 1
        nodes[at]?.next.set(byte, next)
      }
      at = next
    }
    const node = nodes[at]
    if (node && at !== 0) node.ends = [...node.ends, number]
  }
  return nodes
}

/** Sets where each node goes on when nothing matches; the nodes in an order in which that one always comes first. */
function linkFailures(nodes: readonly Node[]): readonly number[] {
  const order = [0]
  for (let head = 0; head < order.length; head++) {
    const parent = order[head] ?? 0
    for (const [byte, child] of nodes[parent]?.next ?? []) {
      const node = nodes[child]
      if (!node) continue
      node.fail = parent === 0 ? 0 : follow(nodes, nodes[parent]?.fail ?? 0, byte)
      node.ends = [...node.ends, ...(nodes[node.fail]?.ends ?? [])]
      order.push(child)
    }
  }
  return order
}

function follow(nodes: readonly Node[], from: number, byte: number): number {
  let at = from
  for (;;) {
    const next = nodes[at]?.next.get(byte)
    if (next !== undefined) return next
    if (at === 0) return 0
    at = nodes[at]?.fail ?? 0
  }
}

/** Column 0 is for bytes of no keyword. */
function assignColumns(nodes: readonly Node[]): Uint8Array {
  const columns = new Uint8Array(256)
  let count = 0
  for (const { next } of nodes) {
    for (const byte of next.keys()) {
      if (columns[byte] !== 0) continue
      columns[byte] = ++count
      const isLetter = byte >= 0x61 && byte <= 0x7a
      if (isLetter) columns[byte - 0x20] = count
    }
  }
  return columns
}
