import { constants, deflateSync, inflateSync } from 'node:zlib'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { SmallInflater } from './inflate-small.ts'

const inflater = new SmallInflater()

function inflate(packed: Buffer, size: number): { read: number | undefined; output: Buffer } {
  const output = Buffer.alloc(size)
  return { read: inflater.inflate(packed, output), output }
}

/** Texts of several kinds: noise, words, runs. */
function* contents(seed: number, count: number): Generator<Buffer> {
  const next = createRandom(seed)
  for (let at = 0; at < count; at++) {
    const length = Math.floor(next() * [10, 300, 5000, 16_384][at % 4]!)
    const letters = [256, 4, 30, 1][Math.floor(next() * 4)]!
    yield Buffer.from(Array.from({ length }, () => Math.floor(next() ** 2 * letters) + (letters === 256 ? 0 : 97)))
  }
}

test('what zlib deflates, at every level and by every strategy, is given back, and how much of the input it was', () => {
  const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_RLE, constants.Z_FIXED]
  let at = 0
  for (const content of contents(1, 800)) {
    const packed = deflateSync(content, { level: at % 10, strategy: strategies[at++ % strategies.length]! })
    const { read, output } = inflate(Buffer.concat([packed, Buffer.from('what follows in the pack')]), content.length)
    expect([read, output.equals(content)]).toEqual([packed.length, true])
    expect([inflate(packed, content.length + 1).read, inflate(packed, Math.abs(content.length - 1)).read]).toEqual([
      undefined,
      undefined,
    ])
  }
})

test('10,000 damaged streams: what is taken is what zlib takes, but for the checksum; never a crash or a hang', () => {
  const next = createRandom(2)
  const packed = Array.from(contents(3, 100), (content) => ({ bytes: deflateSync(content), size: content.length }))
  let taken = 0
  for (let round = 0; round < 10_000; round++) {
    const { bytes, size } = packed[round % packed.length]!
    const damaged = Buffer.from(round % 7 === 0 ? bytes.subarray(0, Math.floor(next() * bytes.length)) : bytes)
    for (let change = 0; change <= round % 3 && damaged.length > 0; change++)
      damaged[Math.floor(next() * damaged.length)] = Math.floor(next() * 256)
    const { read, output } = inflate(damaged, size)
    if (read === undefined) continue
    taken += 1
    // zlib takes nothing where the checksum is wrong.
    expect(theirsOf(damaged) ?? output).toEqual(output)
  }
  expect(taken).toBeLessThan(4000)
})

function theirsOf(packed: Buffer): Buffer | undefined {
  try {
    return inflateSync(packed)
  } catch {
    return undefined
  }
}
