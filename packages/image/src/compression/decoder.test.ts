import { deflateRawSync, zstdCompressSync } from 'node:zlib'
import { afterEach, expect, test, vi } from 'vitest'
import type { Encoding } from './decoder.ts'
import { createDecoder } from './decoder.ts'

const KINDS: readonly Encoding[] = [{ kind: 'deflate' }, { kind: 'zstd', windowLog: 27 }]

afterEach(() => void vi.unstubAllEnvs())

test.each(KINDS)('this Node has a decoder of $kind, which writes where it is told to', (encoding) => {
  const text = Buffer.alloc(10_000, 'some text')
  const stored = encoding.kind === 'deflate' ? deflateRawSync(text) : zstdCompressSync(text)
  const decoder = createDecoder(encoding)
  const output = Buffer.from(new SharedArrayBuffer(12_000))
  decoder?.decode(stored, 0, { output, at: 1000 })
  expect([decoder?.taken, decoder?.given]).toEqual([stored.length, text.length])
  expect(output.subarray(1000, 11_000).equals(text)).toBe(true)
  expect(output.subarray(0, 1000).every((byte) => byte === 0)).toBe(true)
  decoder?.close()
})

test.each(KINDS)('the plain ways have none ($kind)', (encoding) => {
  vi.stubEnv('VEINMIND_PLAIN', '1')
  expect(createDecoder(encoding)).toBeUndefined()
})
