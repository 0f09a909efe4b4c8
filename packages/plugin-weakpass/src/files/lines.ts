/** A line of a text file, from 1, without its line end. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** The most lines that are looked at; configuration files of services have a few thousand. */
const MAX_LINES = 100_000

/** Lines of at most 64 KiB each; comments and blank lines are left out. */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  for (let number = 1; start < buffer.length && number <= MAX_LINES; number++) {
    const found = buffer.indexOf(0x0a, start)
    const end = found < 0 ? buffer.length : found
    if (end - start <= 65_536) {
      const text = buffer.toString('utf8', start, end).replace(/\r$/, '')
      const trimmed = text.trimStart()
      if (trimmed !== '' && !trimmed.startsWith('#')) yield { number, text }
    }
    start = end + 1
  }
}
