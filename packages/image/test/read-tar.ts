import { createRandom as createFractions } from '@veinmind/testing'
import { VeinmindError } from '@veinmind/sdk'
import type { Entry } from '@veinmind/sdk'
import { createTarReader } from '../src/index.ts'
import type { LayerLimits, LayerNote } from '../src/index.ts'

/** A file as a reader delivered it. */
export interface ReadFile {
  readonly entry: Entry
  readonly content: Buffer
  readonly state: 'complete' | 'aborted' | 'open'
}

export interface ReadTar {
  readonly files: readonly ReadFile[]
  readonly notes: readonly LayerNote[]
}

/** Reads a whole tar, pushed in pieces of `step` bytes. */
export function readTar(tar: Uint8Array, options: { step?: number; limits?: Partial<LayerLimits> } = {}): ReadTar {
  const files: { entry: Entry; content: Buffer; state: ReadFile['state'] }[] = []
  const notes: LayerNote[] = []
  const reader = createTarReader(
    {
      entry(entry) {
        const file: (typeof files)[number] = { entry, content: Buffer.alloc(0), state: 'open' }
        const chunks: Buffer[] = []
        files.push(file)
        return {
          data: (chunk) => void chunks.push(Buffer.from(chunk)),
          end() {
            file.content = Buffer.concat(chunks)
            file.state = 'complete'
          },
          abort: () => void (file.state = 'aborted'),
        }
      },
      note: (note) => void notes.push(note),
    },
    options.limits,
  )
  const step = options.step ?? tar.length
  for (let at = 0; at < tar.length; at += step) reader.write(tar.subarray(at, at + step))
  reader.end()
  return { files, notes }
}

/** Whole numbers below what is asked for, from a seed. */
export function createRandom(seed: number): (below: number) => number {
  const random = createFractions(seed)
  return (below) => Math.floor(random() * below)
}

/** `bytes` with one to eight changes: bytes overwritten, inserted, removed or repeated, or the end cut off. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Buffer {
  let result = Buffer.from(bytes)
  for (let left = 1 + random(8); left > 0; left -= 1) {
    if (result.length === 0) return result
    const at = random(result.length)
    const kind = random(10)
    const piece = result.subarray(at, at + 1 + random(600))
    if (kind < 6) result.fill(kind < 3 ? random(256) : (result[at] ?? 0) ^ (1 << random(8)), at, at + 1)
    else if (kind === 6) result = Buffer.concat([result.subarray(0, at), piece, result.subarray(at)])
    else if (kind === 7) result = Buffer.concat([result.subarray(0, at), result.subarray(at + piece.length)])
    else if (kind === 8) result = Buffer.concat([result.subarray(0, at), Buffer.of(random(256)), result.subarray(at)])
    else if (random(4) === 0) result = result.subarray(0, at)
  }
  return result
}

/** `ok`, the code of the VeinmindError that `work` ends with, or what else it threw. */
export function outcomeOf(work: () => void): string {
  try {
    work()
    return 'ok'
  } catch (error) {
    return codeOf(error)
  }
}

/** The code of a VeinmindError; for anything else a text that no code is. */
export function codeOf(error: unknown): string {
  return error instanceof VeinmindError ? error.code : `unexpected ${String(error)}`
}

/** How often each text occurs. */
export function countEach(texts: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1
  return counts
}
