/** Reads chunks of any size as pieces of a known one. What it gives is valid until more is asked for. */
export interface ChunkReader {
  /** Bytes that came from the source so far. */
  readonly received: number
  /** The next bytes, however many; undefined at the end. */
  next(): Promise<Buffer | undefined>
  /** Up to `length` bytes; fewer only at the end. They stay to be read. */
  peek(length: number): Promise<Buffer>
  /** The next `length` bytes; undefined when there are not so many. */
  take(length: number): Promise<Buffer | undefined>
  /** Puts bytes back in front. */
  unread(bytes: Buffer): void
}

/** A reader over `source`; `tap` sees every chunk as it arrives, and how many bytes have. */
export function createChunkReader(
  source: AsyncIterator<Uint8Array>,
  tap: (chunk: Buffer, received: number) => void,
): ChunkReader {
  let front: Buffer | undefined
  let received = 0

  const pull = async (): Promise<Buffer | undefined> => {
    for (;;) {
      const { done, value } = await source.next()
      if (done) return undefined
      if (value.length === 0) continue
      const chunk = Buffer.from(value.buffer, value.byteOffset, value.length)
      received += chunk.length
      tap(chunk, received)
      return chunk
    }
  }
  const unread = (bytes: Buffer): void => {
    if (bytes.length > 0) front = front === undefined ? bytes : Buffer.concat([bytes, front])
  }
  const next = async (): Promise<Buffer | undefined> => {
    const chunk = front
    front = undefined
    return chunk ?? pull()
  }
  const peek = async (length: number): Promise<Buffer> => {
    while (front === undefined || front.length < length) {
      // The source may use its memory again.
      if (front !== undefined) front = Buffer.from(front)
      const chunk = await pull()
      if (chunk === undefined) break
      front = front === undefined ? chunk : Buffer.concat([front, chunk])
    }
    return front?.subarray(0, length) ?? Buffer.alloc(0)
  }
  const take = async (length: number): Promise<Buffer | undefined> => {
    const bytes = await peek(length)
    if (bytes.length < length) return undefined
    const rest = front?.subarray(length)
    front = rest === undefined || rest.length === 0 ? undefined : rest
    return bytes
  }
  return {
    get received() {
      return received
    },
    next,
    peek,
    take,
    unread,
  }
}
