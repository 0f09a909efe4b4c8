import { readSync } from 'node:fs'
import { mib } from '@veinmind/sdk'

/** Where a line stands in a file. */
export interface FileLine {
  readonly offset: number
  readonly bytes: Buffer
}

/** A finding of ours is far smaller. */
export const MOST_LINE: number = mib(64)

/** The lines of a file that do not end too late; throws a RangeError for one that does. */
export function* fileLines(file: number): Generator<FileLine> {
  const chunk = Buffer.alloc(mib(1))
  let open: Buffer[] = []
  let size = 0
  let offset = 0
  for (let at = 0; ;) {
    const count = readSync(file, chunk, 0, chunk.length, at)
    if (count === 0) break
    let start = 0
    for (;;) {
      const end = chunk.subarray(0, count).indexOf(0x0a, start)
      if (end < 0) break
      const bytes = Buffer.concat([...open, chunk.subarray(start, end)])
      if (bytes.length > 0) yield { offset, bytes }
      open = []
      size = 0
      start = end + 1
      offset = at + start
    }
    size += count - start
    if (size > MOST_LINE) throw new RangeError('a line is too long')
    if (start < count) open.push(Buffer.from(chunk.subarray(start, count)))
    at += count
  }
  if (open.length > 0) yield { offset, bytes: Buffer.concat(open) }
}
