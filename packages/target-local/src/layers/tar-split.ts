import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { pipeline } from 'node:stream/promises'
import type { JsonObject } from '@veinmind/sdk'
import type { OpenLayerOptions } from '@veinmind/sdk/target'
import { asObject } from '@veinmind/internal'
import { cleanPath, mib, VeinmindError } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import { asText } from '../shared/json.ts'
import { createBlockBuffer } from '@veinmind/image'
import type { BlockBuffer } from '@veinmind/image'
import { openInside } from './inside.ts'
import type { Inside } from './inside.ts'

/** A line holds the headers between two files: names, extended attributes and padding. */
const MAX_LINE = mib(32)

/**
 * The tar of a layer as it was when it was pulled, byte for byte: docker and podman unpack it into a folder and keep what
 * is between the files in a `tar-split` file (github.com/vbatts/tar-split, JSON lines in gzip). So its digest is the diff
 * id. Throws `LOCAL_LAYER_CHANGED` when a file is not what it was, `LOCAL_LAYER_UNREADABLE`.
 */
export async function* assembleTar(
  tarSplit: string,
  folder: string,
  { signal, reuse = false }: OpenLayerOptions = {},
): AsyncGenerator<Uint8Array> {
  const inside = openInside(folder)
  const out = createBlockBuffer({ reuse })
  for await (const line of readLines(tarSplit, signal)) {
    for (const chunk of append(line, inside, out)) {
      signal?.throwIfAborted()
      yield chunk
    }
  }
  const last = out.take()
  if (last !== undefined) yield last
}

/** Appends a segment's own bytes, or a file's content. */
function* append(line: string, inside: Inside, out: BlockBuffer): Generator<Uint8Array> {
  const entry = parseEntry(line)
  if (entry['type'] === 2) yield* out.write(Buffer.from(asText(entry['payload']), 'base64'))
  const size = typeof entry['size'] === 'number' ? entry['size'] : 0
  if (entry['type'] !== 1 || size === 0) return
  const raw = asText(entry['name_raw'])
  const path = cleanPath(`/${raw === '' ? asText(entry['name']) : decodeName(Buffer.from(raw, 'base64'))}`)
  const file = inside.open(path)
  if (file === undefined) throw changed(path)
  try {
    if (file.size !== size) throw changed(path)
    yield* out.fill(size, (target) => {
      const bytes = file.read(target)
      if (bytes === 0) throw changed(path)
      return bytes
    })
  } finally {
    file.close()
  }
}

function parseEntry(line: string): JsonObject {
  try {
    return asObject(JSON.parse(line))
  } catch (error) {
    throw new VeinmindError('LOCAL_LAYER_UNREADABLE', 'what the engine keeps of the tar of a layer is damaged', {
      cause: error,
    })
  }
}

async function* readLines(path: string, signal: AbortSignal | undefined): AsyncGenerator<string> {
  const gunzip = createGunzip()
  const source = pipeline(createReadStream(path), gunzip, signal === undefined ? {} : { signal })
  // Its failure is the stream's too, where it is seen.
  source.catch(() => {})
  let rest = ''
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      // Names that are not UTF-8 are in base64: the text is ASCII, or whole characters of JSON between the quotes.
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MAX_LINE)
        throw new VeinmindError('LOCAL_LAYER_UNREADABLE', `${path} has a line of more than ${MAX_LINE} bytes`)
      for (const line of lines) if (line !== '') yield Buffer.from(line, 'latin1').toString('utf8')
    }
    if (rest.trim() !== '') yield Buffer.from(rest, 'latin1').toString('utf8')
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof VeinmindError) throw error
    throw new VeinmindError('LOCAL_LAYER_UNREADABLE', `${path} cannot be read`, { cause: error })
  } finally {
    gunzip.destroy()
  }
}

function changed(path: string): VeinmindError {
  return new VeinmindError(
    'LOCAL_LAYER_CHANGED',
    `${path} in the folder of a layer is not what it was when the image was pulled`,
    {
      hint: 'somebody has changed the folders of the container engine: pull the image again',
    },
  )
}
