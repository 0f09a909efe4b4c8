import { mib, VeinmindError } from '@veinmind/sdk'
import type { Entry, Layer } from '@veinmind/sdk'
import type { LayerEntry } from '@veinmind/sdk/target'
import { DEFAULT_LIMITS } from '../limits.ts'
import { BLOCK } from '../tar/fields.ts'
import { createTarReader } from '../tar/reader.ts'
import { streamLayer } from './stream-layer.ts'

const DEFAULT_MAX = mib(16)

/** The content of an entry while it passes by. */
interface Body {
  wanted: Buffer[] | undefined
  isPassing: boolean
  isComplete: boolean
  /** Whether it is one hole: nothing of it is stored, so that it has passed by with its header. */
  isHole: boolean
}

/**
 * Every entry of a layer, for a person's loop: `readLayer` is faster where a program wants many bodies. The tar is pushed
 * block by block, so that an entry can still be asked for its content when it is handed out.
 */
export async function* layerEntries(
  layer: Layer,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<LayerEntry> {
  const found: { entry: Entry; body: Body }[] = []
  let step = 0
  const tar = createTarReader({
    entry(entry) {
      const body: Body = { wanted: undefined, isPassing: true, isComplete: false, isHole: false }
      const begin = step
      found.push({ entry, body })
      return {
        data: (chunk) => void body.wanted?.push(Buffer.from(chunk)),
        end() {
          body.isHole = step === begin
          body.isComplete = true
          body.isPassing = false
        },
        abort() {
          body.isPassing = false
        },
      }
    },
    note: () => {},
  })
  const stream = streamLayer(layer, {
    limits: DEFAULT_LIMITS,
    note: () => {},
    signal,
    identify: false,
    threadFrom: Infinity,
  })
  const push = createStepper(stream, tar)
  const feed = (): Promise<boolean> => {
    step += 1
    return push()
  }
  try {
    for (;;) {
      const next = found.shift()
      if (next !== undefined)
        yield { ...next.entry, bytes: (options) => readBody(next.entry, next.body, feed, options) }
      else if (!(await feed())) return
    }
  } finally {
    await stream.return({ diffId: '', storedBytes: 0, tarBytes: 0 })
  }
}

type Feed = () => Promise<boolean>

/** Pushes the tar on by no more than a block; false at its end. */
function createStepper(
  stream: AsyncGenerator<Buffer, unknown>,
  tar: { write(chunk: Buffer): void; end(): void },
): Feed {
  let chunk: Buffer = Buffer.alloc(0)
  let at = 0
  let position = 0
  return async () => {
    if (at === chunk.length) {
      const { done, value } = await stream.next()
      if (done) {
        tar.end()
        return false
      }
      chunk = value
      at = 0
    }
    const end = Math.min(at + BLOCK - (position % BLOCK), chunk.length)
    position += end - at
    const piece = chunk.subarray(at, end)
    at = end
    tar.write(piece)
    return true
  }
}

async function readBody(
  entry: Entry,
  body: Body,
  feed: Feed,
  { max = DEFAULT_MAX }: { readonly max?: number } = {},
): Promise<Buffer> {
  if (entry.size > max)
    throw new VeinmindError('FILE_TOO_LARGE', `${entry.path} has ${entry.size} bytes, more than ${max}`)
  if (entry.size === 0) return Buffer.alloc(0)
  if (body.isHole) return Buffer.alloc(entry.size)
  if (!body.isPassing || body.wanted !== undefined) {
    throw new VeinmindError(
      'IMAGE_CONTENT_PASSED',
      `the content of ${entry.path} has passed by: ask before the next entry`,
    )
  }
  body.wanted = []
  while (isPassing(body) && (await feed()));
  if (!body.isComplete) throw new VeinmindError('IMAGE_LAYER_CORRUPT', `${entry.path} breaks off`)
  return Buffer.concat(body.wanted)
}

/** Asked in a function, since the compiler does not know that `feed` changes it. */
function isPassing(body: Body): boolean {
  return body.isPassing
}
