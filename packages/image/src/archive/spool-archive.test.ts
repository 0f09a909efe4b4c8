import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createChunkReader } from '../compression/chunk-reader.ts'
import { spoolArchive } from './spool-archive.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-spool-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Chunks of an archive without end, and how many of them were read. */
function endless(onChunk: (count: number) => void) {
  async function* source(): AsyncGenerator<Uint8Array> {
    for (let count = 1; ; count += 1) {
      onChunk(count)
      yield new Uint8Array(1 << 20)
      await Promise.resolve()
    }
  }
  return createChunkReader(source(), () => {})
}

test('an archive that comes through a pipe is not read on when the scan is ended', async () => {
  const stop = new AbortController()
  let read = 0
  const reader = endless((count) => {
    read = count
    if (count === 3) stop.abort(new Error('enough'))
  })
  await expect(spoolArchive(reader, { signal: stop.signal, spoolDir: folder, maxSpoolBytes: 1 << 26 })).rejects.toThrow(
    'enough',
  )
  expect(read).toBeLessThan(6)
  expect(await readdir(folder)).toEqual([])
})

test('an archive is not written beyond its bound', async () => {
  await expect(
    spoolArchive(
      endless(() => undefined),
      { spoolDir: folder, maxSpoolBytes: 5 << 20 },
    ),
  ).rejects.toMatchObject({
    code: 'TAR_LIMIT_EXCEEDED',
  })
  expect(await readdir(folder)).toEqual([])
})
