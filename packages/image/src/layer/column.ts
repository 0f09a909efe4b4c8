/** The arrays of numbers that an index consists of. */
type Numbers = Uint16Array | Uint32Array | Float64Array

/** A list of numbers that grows, in eight bytes or less for each. */
export interface Column<A extends Numbers> {
  readonly length: number
  push(value: number): void
  get(index: number): number
  /** The numbers, without the room that was left to grow. */
  done(): A
}

/** An empty column; `create` makes its arrays. */
export function createColumn<A extends Numbers>(create: (length: number) => A): Column<A> {
  let array = create(1024)
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length === array.length) {
        const larger = create(Math.ceil(length * 1.6))
        larger.set(array)
        array = larger
      }
      array[length] = value
      length += 1
    },
    get: (index) => array[index] ?? 0,
    done() {
      const exact = create(length)
      exact.set(array.subarray(0, length))
      array = create(0)
      return exact
    },
  }
}

/** Bytes that grow. */
export interface Heap {
  readonly length: number
  /** Appends bytes and returns where they begin. */
  append(bytes: Uint8Array): number
  /** Appends a text as it stands in memory where it is ASCII, else encoded by `encode`. */
  appendText(text: string, encode: (text: string) => Uint8Array): number
  /** Takes back what was appended behind `length`. */
  truncate(length: number): void
  /** The memory that holds the bytes, with room behind them; another one after each `append`. */
  readonly memory: Buffer
  done(): Buffer
}

/** An empty heap. */
export function createHeap(): Heap {
  let buffer = Buffer.allocUnsafe(64 * 1024)
  let length = 0
  const reserve = (more: number): void => {
    if (length + more <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(Math.ceil(buffer.length * 1.6), length + more))
    buffer.copy(larger, 0, 0, length)
    buffer = larger
  }
  const append = (bytes: Uint8Array): number => {
    reserve(bytes.length)
    buffer.set(bytes, length)
    length += bytes.length
    return length - bytes.length
  }
  return {
    get length() {
      return length
    },
    append,
    appendText(text, encode) {
      const start = length
      reserve(text.length)
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at)
        if (code >= 0x80) return append(encode(text))
        buffer[start + at] = code
      }
      length += text.length
      return start
    },
    truncate(to) {
      length = to
    },
    get memory() {
      return buffer
    },
    done: () => Buffer.from(buffer.subarray(0, length)),
  }
}
