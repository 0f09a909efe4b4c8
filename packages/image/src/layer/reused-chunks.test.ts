import { zstdCompressSync, gzipSync } from 'node:zlib'
import type { Layer } from '@veinmind/sdk'
import { layer } from '@veinmind/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLayer } from '../image/create-image.ts'
import { readLayer } from './read-layer.ts'
const TEXT = Array.from({ length: 6_000 }, (_, at) => `line ${at * 7919} `).join('')
const { tar } = layer({ a: TEXT.slice(0, 70_000), 'srv/b': '', 'srv/c': TEXT.slice(1000), d: { symlink: 'a' } })

const STORED = {
  plain: tar,
  gzip: gzipSync(tar),
  'gzip of two members': Buffer.concat([gzipSync(tar.subarray(0, 10_000)), gzipSync(tar.subarray(10_000))]),
  zstd: zstdCompressSync(tar),
  'zstd of two frames': Buffer.concat([
    zstdCompressSync(tar.subarray(0, 10_000)),
    zstdCompressSync(tar.subarray(10_000)),
  ]),
}

/** A layer whose chunks are no longer what they were once the next is asked for, if the reader allows it. */
function reusing(stored: Uint8Array, size: number): Layer {
  return createLayer(
    {
      digest: '',
      diffId: '',
      size: stored.length,
      mediaType: '',
      async open(options) {
        expect(options?.reuse).toBe(true)
        return (async function* () {
          const memory = Buffer.alloc(size)
          for (let at = 0; at < stored.length; at += size) {
            const part = stored.subarray(at, at + size)
            memory.fill(0xaa).set(part)
            yield memory.subarray(0, part.length)
          }
        })()
      },
    },
    0,
  )
}

async function contents(from: Layer): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  await readLayer(from, {
    note: ({ message }) => expect.unreachable(message),
    entry({ path }) {
      texts[path] = ''
      return { data: (chunk) => void (texts[path] += Buffer.from(chunk).toString('latin1')), end: () => {} }
    },
  })
  return texts
}

describe.each([
  ['into memory that is given', ''],
  ['by streams', '1'],
])('%s', (_how, plain) => {
  beforeEach(() => void vi.stubEnv('VEINMIND_PLAIN', plain))
  afterEach(() => void vi.unstubAllEnvs())

  test.each(Object.keys(STORED) as (keyof typeof STORED)[])(
    'a source may use the memory of its chunks again: %s',
    async (kind) => {
      for (const size of [7, 600, 65_536]) {
        const texts = await contents(reusing(STORED[kind], size))
        expect(Object.keys(texts)).toEqual(['/a', '/srv/b', '/srv/c', '/d'])
        expect([texts['/a'] === TEXT.slice(0, 70_000), texts['/srv/c'] === TEXT.slice(1000)]).toEqual([true, true])
      }
      const sizes = await Array.fromAsync(
        reusing(STORED[kind], 600).entries(),
        async (entry) => (await entry.bytes()).length,
      )
      expect(sizes).toEqual([70_000, 0, TEXT.length - 1000, 0])
    },
  )
})
