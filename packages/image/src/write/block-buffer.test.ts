import { expect, test } from 'vitest'
import { createBlockBuffer } from './block-buffer.ts'

const MIB = 1024 * 1024

test.each([true, false])('small and large pieces become chunks of one size; with reuse %s', (reuse) => {
  const out = createBlockBuffer({ reuse })
  const large = Buffer.from(Array.from({ length: 2 * MIB }, (_, at) => at % 251))
  const chunks: Uint8Array[] = []
  const bytes: Buffer[] = []
  const collect = (source: Iterable<Uint8Array>): void => {
    for (const chunk of source) {
      chunks.push(chunk)
      bytes.push(Buffer.from(chunk))
    }
  }
  let at = 0
  collect(out.write(Buffer.from('start')))
  collect(
    out.fill(large.length, (target) => {
      const part = large.subarray(at, at + Math.min(target.length, 100_000))
      target.set(part)
      at += part.length
      return part.length
    }),
  )
  collect(out.write(large))
  const last = out.take()
  collect(last === undefined ? [] : [last])
  expect(out.take()).toBeUndefined()
  expect(Buffer.concat(bytes).equals(Buffer.concat([Buffer.from('start'), large, large]))).toBe(true)
  expect(chunks.map(({ length }) => length)).toEqual([...Array.from({ length: 8 }, () => MIB / 2), 5])
  expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(reuse ? 1 : 9)
})
