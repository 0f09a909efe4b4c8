/** A line of a text file, from 1, without its line end. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** The most lines that are looked at; configuration files of services have a few thousand. */
const MAX_LINES = 100_000

/** The longest line that is looked at, in bytes. */
const LONGEST = 65_536

/** What `linesOf` leaves out, as sentences for the coverage. */
export function linesLeft(bytes: Uint8Array): readonly string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let [start, number, long] = [0, 1, 0]
  for (; start < buffer.length && number <= MAX_LINES; number++) {
    const found = buffer.indexOf(0x0a, start)
    const end = found < 0 ? buffer.length : found
    if (end - start > LONGEST) long++
    start = end + 1
  }
  return [
    ...(start < buffer.length ? [`more than ${MAX_LINES} lines: the rest was not looked at`] : []),
    ...(long > 0 ? [`${long} lines longer than ${LONGEST} bytes were not looked at`] : []),
  ]
}

/** Lines of at most 64 KiB each; comments and blank lines are left out. */
export function* linesOf(bytes: Uint8Array): Generator<Line> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  for (let number = 1; start < buffer.length && number <= MAX_LINES; number++) {
    const found = buffer.indexOf(0x0a, start)
    const end = found < 0 ? buffer.length : found
    if (end - start <= LONGEST) {
      const text = buffer.toString('utf8', start, end).replace(/\r$/, '')
      const trimmed = text.trimStart()
      if (trimmed !== '' && !trimmed.startsWith('#')) yield { number, text }
    }
    start = end + 1
  }
}
