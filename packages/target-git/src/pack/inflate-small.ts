/** Codes of up to so many bits are looked up at once; longer ones are rare and decoded bit by bit. */
const FAST = 9
const MAX_BITS = 15
/** Base and extra bits of the symbols for lengths and distances (RFC 1951, 3.2.5). */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12_289, 16_385, 24_577,
]
/** The order in which the lengths of the code of codes stand (3.2.7). */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

interface Code {
  /** By the next bits: symbol and length of the code, or 0. */
  readonly fast: Uint16Array
  /** How many codes there are of each length, and their symbols in order. */
  readonly counts: Uint16Array
  readonly symbols: Uint16Array
}

const createCode = (symbols: number): Code => ({
  fast: new Uint16Array(1 << FAST),
  counts: new Uint16Array(MAX_BITS + 1),
  symbols: new Uint16Array(symbols),
})

/**
 * Inflates small objects (RFC 1950 and 1951) into a buffer that is used again and again. node:zlib makes a stream and a buffer
 * for every call: with it a scan of 300,000 objects of two kilobytes took 130 MiB more. It takes about half of the time, though:
 * larger objects, of which there are fewer, are left to it.
 */
export class SmallInflater {
  readonly #lengths = new Uint8Array(320)
  readonly #literals = createCode(288)
  readonly #distances = createCode(32)
  readonly #meta = createCode(19)
  #input: Uint8Array = new Uint8Array(0)
  #at = 0
  #bits = 0
  #count = 0

  /** Fills `output` and gives the number of bytes read; undefined when the input is damaged or does not fill it exactly. */
  inflate(input: Uint8Array, output: Uint8Array): number | undefined {
    this.#input = input
    this.#at = 2
    this.#bits = 0
    this.#count = 0
    const [method = 0, flags = 0] = input
    if ((method & 15) !== 8 || ((method << 8) | flags) % 31 !== 0 || flags & 32) return undefined
    let to = 0
    for (let isLast = 0; isLast === 0;) {
      isLast = this.#take(1)
      const kind = this.#take(2)
      const end =
        kind === 0 ? this.#copyStored(output, to) : this.#readCodes(kind) ? this.#inflateBlock(output, to) : -1
      if (end === -1) return undefined
      to = end
    }
    // The checksum is not read: what the bytes are is known by their object id.
    const read = this.#at - (this.#count >> 3) + 4
    return to === output.length && read <= input.length ? read : undefined
  }

  /** The next bits; zeros behind the end of the input, which the caller sees by how much was read. */
  #take(count: number): number {
    this.#need()
    const value = this.#bits & ((1 << count) - 1)
    this.#bits >>>= count
    this.#count -= count
    return value
  }

  #need(): void {
    while (this.#count <= 16) {
      this.#bits |= (this.#input[this.#at++] ?? 0) << this.#count
      this.#count += 8
    }
  }

  #copyStored(output: Uint8Array, to: number): number {
    const start = this.#at - (this.#count >> 3)
    const length = (this.#input[start] ?? 0) | ((this.#input[start + 1] ?? 0) << 8)
    const inverse = (this.#input[start + 2] ?? 0) | ((this.#input[start + 3] ?? 0) << 8)
    if ((length ^ inverse) !== 0xffff || to + length > output.length || start + 4 + length > this.#input.length)
      return -1
    output.set(this.#input.subarray(start + 4, start + 4 + length), to)
    this.#at = start + 4 + length
    this.#bits = 0
    this.#count = 0
    return to + length
  }

  #readCodes(kind: number): boolean {
    const lengths = this.#lengths
    if (kind === 1) {
      lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288)
      return build(this.#literals, lengths, 0, 288) && build(this.#distances, lengths.fill(5, 288, 318), 288, 318)
    }
    if (kind !== 2) return false
    const [literals, distances, codes] = [this.#take(5) + 257, this.#take(5) + 1, this.#take(4) + 4]
    lengths.fill(0)
    for (let at = 0; at < codes; at++) lengths[ORDER[at] ?? 0] = this.#take(3)
    if (literals > 286 || distances > 30 || !build(this.#meta, lengths, 0, 19)) return false
    for (let at = 0; at < literals + distances;) {
      const symbol = this.#decode(this.#meta)
      if (symbol < 0 || (symbol === 16 && at === 0)) return false
      const value = symbol < 16 ? symbol : symbol === 16 ? (lengths[at - 1] ?? 0) : 0
      const times =
        symbol < 16 ? 1 : symbol === 16 ? 3 + this.#take(2) : symbol === 17 ? 3 + this.#take(3) : 11 + this.#take(7)
      if (at + times > literals + distances) return false
      lengths.fill(value, at, at + times)
      at += times
    }
    return (
      lengths[256] !== 0 &&
      build(this.#literals, lengths, 0, literals) &&
      build(this.#distances, lengths, literals, literals + distances)
    )
  }

  #inflateBlock(output: Uint8Array, start: number): number {
    let to = start
    for (;;) {
      const symbol = this.#decode(this.#literals)
      if (symbol === 256) return to
      if (symbol < 0 || symbol > 285 || this.#at > this.#input.length + 8) return -1
      if (symbol < 256) {
        if (to >= output.length) return -1
        output[to++] = symbol
        continue
      }
      const length = (LENGTH_BASE[symbol - 257] ?? 0) + this.#take(LENGTH_EXTRA[symbol - 257] ?? 0)
      const far = this.#decode(this.#distances)
      if (far < 0 || far > 29) return -1
      const distance = (DISTANCE_BASE[far] ?? 0) + this.#take(far < 2 ? 0 : (far >> 1) - 1)
      if (distance > to || to + length > output.length) return -1
      for (const end = to + length; to < end; to++) output[to] = output[to - distance] ?? 0
    }
  }

  /** The next symbol of a code; -1 when there is none of these bits. */
  #decode({ fast, counts, symbols }: Code): number {
    this.#need()
    const found = fast[this.#bits & ((1 << FAST) - 1)] ?? 0
    if (found !== 0) {
      this.#bits >>>= found & 15
      this.#count -= found & 15
      return found >> 4
    }
    let [code, first, index] = [0, 0, 0]
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= (this.#bits >>> (length - 1)) & 1
      const count = counts[length] ?? 0
      if (code - count < first) {
        this.#bits >>>= length
        this.#count -= length
        return symbols[index + (code - first)] ?? -1
      }
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    return -1
  }
}

/** Makes the code whose lengths stand from `start` to `end`; false when there are more codes than bits. */
function build({ fast, counts, symbols }: Code, lengths: Uint8Array, start: number, end: number): boolean {
  fast.fill(0)
  counts.fill(0)
  for (let at = start; at < end; at++) counts[lengths[at] ?? 0] = (counts[lengths[at] ?? 0] ?? 0) + 1
  counts[0] = 0
  const offsets = new Uint16Array(MAX_BITS + 2)
  const next = new Uint16Array(MAX_BITS + 2)
  for (let length = 1, left = 1; length <= MAX_BITS; length++) {
    const count = counts[length] ?? 0
    left = left * 2 - count
    if (left < 0) return false
    offsets[length + 1] = (offsets[length] ?? 0) + count
    next[length + 1] = ((next[length] ?? 0) + count) << 1
  }
  for (let at = start; at < end; at++) {
    const length = lengths[at] ?? 0
    if (length === 0) continue
    const place = offsets[length] ?? 0
    offsets[length] = place + 1
    symbols[place] = at - start
    const code = next[length] ?? 0
    next[length] = code + 1
    if (length <= FAST)
      for (let bits = reverse(code, length); bits < 1 << FAST; bits += 1 << length)
        fast[bits] = ((at - start) << 4) | length
  }
  return true
}

function reverse(code: number, length: number): number {
  let reversed = 0
  for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit)
  return reversed
}
