import { decompressChunks } from '@veinmind/image'
import { VeinmindError } from '@veinmind/sdk'
import { isTar, TAR_BLOCK } from '../kind.ts'
import type { Reading } from '../reading.ts'
import type { Member } from '../types.ts'
import { readTar } from './tar.ts'

/** What a gzip or zstd stream holds: the files of a tar, or the one file that it is. */
export async function* readCompressed(chunks: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<Member> {
  const plain = bounded(chunks, reading)
  const first: Uint8Array[] = []
  let length = 0
  while (length < TAR_BLOCK) {
    const { done, value } = await plain.next()
    if (done === true) break
    first.push(value)
    length += value.length
  }
  const all = chain(first, plain)
  if (isTar(Buffer.concat(first).subarray(0, TAR_BLOCK))) yield* readTar(all, reading)
  else yield* readOnly(all, reading)
}

/** The uncompressed chunks, counted; ends where the stream is damaged or there is more than may be read, which is said. */
async function* bounded(chunks: AsyncIterable<Uint8Array>, { place, budget }: Reading): AsyncGenerator<Uint8Array> {
  const archive = place.prefix.slice(0, -2)
  try {
    for await (const chunk of decompressChunks(chunks, () => {})) {
      budget.takeBytes(chunk.length)
      if (budget.bytesLeft < 0) {
        budget.unread(archive, 'too large', 'it decompresses to more than may be read; the rest was not read')
        return
      }
      yield chunk
    }
  } catch (error) {
    if (!(error instanceof VeinmindError)) throw error
    budget.unread(archive, 'damaged', 'it cannot be decompressed to its end')
  }
}

/** The one file of a stream, called as the archive is without its last ending. */
async function* readOnly(chunks: AsyncIterable<Uint8Array>, { place, budget, needs }: Reading): AsyncGenerator<Member> {
  const archive = place.prefix.slice(0, -2)
  const name = (/[^/]*$/.exec(archive)?.[0] ?? '').replace(/\.(?:gz|z|zst)$/i, '') || 'content'
  const path = place.prefix + name
  const member = { path, name, size: undefined, depth: place.depth, read: async () => undefined }
  if (!needs(member)) {
    yield member
    return
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    length += chunk.length
    if (length > budget.limits.memberBytes) {
      budget.unread(path, 'too large', `it has more than ${budget.limits.memberBytes} bytes`)
      return
    }
    parts.push(Uint8Array.from(chunk))
  }
  yield { ...member, size: length, read: async () => Buffer.concat(parts) }
}

async function* chain(first: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* first
  yield* rest
}
