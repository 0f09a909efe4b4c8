import { Readable } from 'node:stream'
import { VeinmindError } from '@veinmind/sdk'
import type { Dispatcher } from 'undici'
import { MAX_REFS } from '../limits.ts'
import { broken, readPackets } from '../pack/pkt-line.ts'
import type { Packet } from '../pack/pkt-line.ts'
import { translate } from './failures.ts'

type Answer = Pick<Dispatcher.ResponseData, 'body'>

/** The bytes of an answer; a connection that breaks or stalls is an error of ours. */
export async function* readBody({ body }: Answer, host: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body as AsyncIterable<Uint8Array>
  } catch (error) {
    if (error instanceof DOMException) throw error
    const known = translate(error, host)
    throw known.code === 'GIT_UNREACHABLE'
      ? new VeinmindError('GIT_PROTOCOL', `the connection to ${host} broke: ${(error as Error).message}`, {
          cause: error,
        })
      : known
  }
}

/**
 * The list of references, whole: isomorphic-git takes what came before a failure for all of it. What else a server may send is
 * told apart.
 */
export async function readAdvertisement(answer: Answer, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of readBody(answer, host)) {
    if (size === 0) checkStart(Buffer.from(chunk).toString('latin1', 0, 256), host)
    size += chunk.length
    if (size > MAX_REFS)
      throw new VeinmindError('GIT_TOO_LARGE', `the list of references of ${host} is larger than ${MAX_REFS} bytes`)
    chunks.push(chunk)
  }
  let last: Packet | undefined
  for await (const packet of readPackets(Readable.from(chunks))) last = packet
  if (last !== 'flush') throw broken(`the list of references of ${host} breaks off`)
  return Buffer.concat(chunks)
}

function checkStart(text: string, host: string): void {
  if (/^[0-9a-f]{4}/.test(text) && !/^[0-9a-f]{40}/.test(text)) return
  if (/^[0-9a-f]{40}\t/.test(text)) {
    throw new VeinmindError(
      'GIT_UNSUPPORTED',
      `${host} speaks the dumb protocol only, which gives files and no packs`,
      {
        hint: 'let it run git http-backend, or use ssh',
      },
    )
  }
  if (/^\s*</.test(text))
    throw new VeinmindError('GIT_PROTOCOL', `${host} answered with a page, not with a repository`, {
      hint: 'is it the address that git clone takes? a proxy or a login page answers like this too',
    })
  throw broken(`${host} answered with something that is no list of references`)
}
