import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { closeSync, readSync, writeSync } from 'node:fs'
import { openNamelessFileSync } from '@veinmind/internal/temporary'

/** Lines of text in a private file, encrypted; the key is in memory only, so the file says nothing to anybody else. */
export interface EncryptedLines {
  readonly length: number
  /** Adds texts that have no line break; the first gets the number that `length` was. A file for which this has thrown takes no more. */
  append(lines: Iterable<string>): void
  /** Throws where the file was changed since. */
  read(number: number): string
  /** Frees the space. */
  close(): void
}

const ALGORITHM = 'aes-256-gcm'
const TAG = 16
/** Lines are encrypted together, so many or so many UTF-16 units: one by one, encryption would cost more than all else. */
const BLOCK_LINES = 4
const BLOCK_SIZE = 8 * 1024
/** Opened blocks that are kept: neighbours are read one after the other. */
const OPEN_BLOCKS = 256

/** A new file in `folder` (by default the system's for temporary files); it has no name and ends with the process. */
export function createEncryptedLines(folder?: string): EncryptedLines {
  const key = createSecretKey(randomBytes(32))
  const file = openNamelessFileSync(folder)
  /** Of each block its first line, and where it begins; it ends where the next one does. */
  const firsts: number[] = []
  const starts: number[] = []
  const opened = new Map<number, readonly string[]>()
  // What is read is decrypted at once: one buffer will do, and millions would be garbage.
  let buffer = Buffer.allocUnsafeSlow(4 * BLOCK_SIZE)
  let length = 0
  let end = 0

  function write(lines: readonly string[]): void {
    const cipher = createCipheriv(ALGORITHM, key, nonce(firsts.length))
    const encrypted = Buffer.concat([
      cipher.update(lines.map((line) => `${line}\n`).join(''), 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ])
    for (let at = 0; at < encrypted.length;) at += writeSync(file, encrypted, at, encrypted.length - at, end + at)
    firsts.push(length)
    starts.push(end)
    length += lines.length
    end += encrypted.length
  }

  function open(number: number): readonly string[] {
    const known = opened.get(number)
    if (known) return known
    const start = starts[number] ?? end
    const size = (starts[number + 1] ?? end) - start
    if (buffer.length < size) buffer = Buffer.allocUnsafeSlow(2 * size)
    const encrypted = buffer.subarray(0, size)
    for (let at = 0; at < size;) {
      const read = readSync(file, encrypted, at, size - at, start + at)
      if (read === 0) throw new Error('what was put aside on disk has been cut')
      at += read
    }
    const decipher = createDecipheriv(ALGORITHM, key, nonce(number))
    decipher.setAuthTag(encrypted.subarray(-TAG))
    // With GCM `final` gives nothing, and throws where the tag is wrong.
    const text = decipher.update(encrypted.subarray(0, -TAG))
    decipher.final()
    const lines = text.toString('utf8').split('\n')
    const [oldest] = opened.keys()
    if (opened.size >= OPEN_BLOCKS && oldest !== undefined) opened.delete(oldest)
    opened.set(number, lines)
    return lines
  }

  function blockOf(line: number): number {
    let [low, high] = [0, firsts.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((firsts[middle] ?? 0) <= line) low = middle
      else high = middle - 1
    }
    return low
  }

  return {
    get length() {
      return length
    },
    append(lines) {
      let block: string[] = []
      let size = 0
      for (const line of lines) {
        block.push(line)
        size += line.length
        if (block.length < BLOCK_LINES && size < BLOCK_SIZE) continue
        write(block)
        block = []
        size = 0
      }
      if (block.length > 0) write(block)
    },
    read(number) {
      const block = blockOf(number)
      const line = open(block)[number - (firsts[block] ?? 0)]
      if (line === undefined || number >= length) throw new RangeError(`there is no line ${number}`)
      return line
    },
    close: () => closeSync(file),
  }
}

/** The number of the block: it is used once under its key, and binds the block to its place. */
function nonce(number: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeBigUInt64BE(BigInt(number), 4)
  return bytes
}
