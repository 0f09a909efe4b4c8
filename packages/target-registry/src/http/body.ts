import { registryError } from '../errors.ts'
import type { HttpResponse } from './response.ts'
import { translateFailure } from './failures.ts'

/** Reads a body of at most `max` bytes; more is `REGISTRY_ANSWER_TOO_LARGE`, and the rest is not read. */
export async function readBody(response: HttpResponse, max: number): Promise<Buffer> {
  const tooLarge = (): Error =>
    registryError(
      'REGISTRY_ANSWER_TOO_LARGE',
      `the answer of ${response.url.host} is larger than ${max} bytes (${response.url.pathname})`,
    )
  if (Number(response.headers['content-length'] ?? 0) > max) {
    discard(response)
    throw tooLarge()
  }
  const chunks: Buffer[] = []
  let size = 0
  try {
    // Leaving the loop destroys the body, and with it the connection.
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > max) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    response.signal?.throwIfAborted()
    throw translateFailure(error, response.url)
  }
  return Buffer.concat(chunks, size)
}

/** Gives up a body that nobody wants: a short rest is read so that the connection can be used again. */
export function discard({ body }: HttpResponse): void {
  const timer = setTimeout(() => body.destroy(), SOON)
  let size = 0
  body
    .on('error', () => {})
    .on('close', () => clearTimeout(timer))
    .on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > SHORT) body.destroy()
    })
}

/** What a server says about an error, if it says it soon and in short; the body is gone afterwards. */
export async function readShort(response: HttpResponse): Promise<Buffer> {
  const timer = setTimeout(() => response.body.destroy(), SOON)
  try {
    return await readBody(response, SHORT)
  } catch {
    return Buffer.alloc(0)
  } finally {
    clearTimeout(timer)
  }
}

/** Bytes and milliseconds that are spent on what is not worth more. */
const SHORT = 64 * 1024
const SOON = 3000
