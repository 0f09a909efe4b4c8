import { UnreadableError } from '../reading.ts'

/** A value as PHP writes it; an object is as its members. */
export type PhpValue = string | number | boolean | null | ReadonlyMap<string, PhpValue>

const MAX_DEPTH = 64
const MAX_VALUES = 200_000

/** Reads what PHP's `serialize` has written. Throws {@link UnreadableError} for anything else. */
export function unserialize(bytes: Uint8Array): PhpValue {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  let at = 0
  let count = 0
  const damaged = (): never => {
    throw new UnreadableError('it is not what PHP writes')
  }
  /** Up to the next `mark`, which is near. */
  const until = (mark: string): string => {
    const end = text.indexOf(mark, at)
    if (end < 0 || end - at > 64) return damaged()
    const part = text.slice(at, end)
    at = end + mark.length
    return part
  }
  const readString = (): string => {
    const length = Number(until(':'))
    if (!Number.isSafeInteger(length) || length < 0 || text[at] !== '"' || text[at + 1 + length] !== '"')
      return damaged()
    const part = text.slice(at + 1, at + 1 + length)
    at += length + 2
    return Buffer.from(part, 'latin1').toString('utf8')
  }
  const readMembers = (depth: number): ReadonlyMap<string, PhpValue> => {
    const length = Number(until(':'))
    if (!Number.isSafeInteger(length) || text[at] !== '{') return damaged()
    at += 1
    const members = new Map<string, PhpValue>()
    for (let index = 0; index < length; index++) {
      const key = readValue(depth + 1)
      members.set(typeof key === 'string' || typeof key === 'number' ? String(key) : damaged(), readValue(depth + 1))
    }
    if (text[at] !== '}') return damaged()
    at += 1
    return members
  }
  const readValue = (depth: number): PhpValue => {
    if (depth > MAX_DEPTH || ++count > MAX_VALUES) return damaged()
    const kind = text.slice(at, at + 2)
    at += 2
    if (kind === 'N;') return null
    if (kind === 's:') {
      const part = readString()
      return text[at++] === ';' ? part : damaged()
    }
    if (kind === 'i:' || kind === 'd:') return Number(until(';'))
    if (kind === 'b:') return until(';') === '1'
    if (kind === 'a:') return readMembers(depth)
    if (kind !== 'O:') return damaged()
    readString()
    return text[at++] === ':' ? readMembers(depth) : damaged()
  }
  return readValue(0)
}
