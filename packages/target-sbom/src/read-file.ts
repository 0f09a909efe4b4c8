import { open } from 'node:fs/promises'
import { isStandardInput } from '@veinmind/image'
import { VeinmindError } from '@veinmind/sdk'

/** Bills of images with ten thousand packages and all their files have a tenth of it. */
const MAX_BYTES = 128 * 1024 * 1024

/** A file, or standard input where it is `-`, of no more than 128 MiB. Throws `SBOM_UNREADABLE`. */
export async function readSbomFile(path: string, signal: AbortSignal): Promise<Uint8Array> {
  if (isStandardInput(path)) return gather(process.stdin as AsyncIterable<Uint8Array>, path, signal)
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error instanceof Error ? error.message : String(error))
  })
  try {
    const found = await file.stat()
    if (found.isDirectory())
      throw unreadable(path, 'it is a folder', 'name the document in it; a folder is scanned by scan image')
    return await gather(file.createReadStream({ autoClose: false }), path, signal)
  } finally {
    await file.close()
  }
}

async function gather(stream: AsyncIterable<Uint8Array>, path: string, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    signal.throwIfAborted()
    size += part.length
    if (size > MAX_BYTES) throw unreadable(path, 'it is larger than 128 MiB')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function unreadable(path: string, why: string, hint?: string): VeinmindError {
  return new VeinmindError('SBOM_UNREADABLE', `${path} cannot be read: ${why}`, hint === undefined ? {} : { hint })
}
