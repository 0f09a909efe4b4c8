import type { Transform } from 'node:stream'

/** Writes a chunk and waits until it was taken: true, or until the decoder ended or failed before: false. */
export function writeTo(decoder: Transform, chunk: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = (): void => resolve(false)
    decoder.once('end', stop)
    decoder.once('close', stop)
    decoder.write(chunk, () => {
      decoder.off('end', stop)
      decoder.off('close', stop)
      resolve(!decoder.destroyed)
    })
  })
}
