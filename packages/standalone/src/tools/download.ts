import { VeinmindError } from '@veinmind/sdk'
import { withoutUserInfo } from '@veinmind/sdk/target'
import type { DownloadOptions, Downloaded } from '@veinmind/sdk'
import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const ATTEMPTS = 4
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
/** The longest pause that a server may ask for. */
const MAX_PAUSE_MS = 30_000

/**
 * Fetches an address into a file; what is there already is continued where the server can, and what breaks off is tried again. Throws
 * `DOWNLOAD_FAILED`. Only `https:` is asked, and `http:` on this machine.
 */
export async function download(
  address: string,
  file: string,
  { signal, etag }: DownloadOptions & { readonly signal: AbortSignal },
): Promise<Downloaded> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))))
    throw failed(address, 'it is no address with https')
  let problem = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    signal.throwIfAborted()
    const done = (await stat(file).catch(() => undefined))?.size ?? 0
    const answer = await fetch(url, {
      signal,
      headers: headersFor(done, etag),
    }).catch((error: unknown) => error as Error)
    signal.throwIfAborted()
    if (answer instanceof Error) {
      problem = reasonOf(answer)
      await sleep(500 * 2 ** attempt, undefined, { signal })
      continue
    }
    // All of it is there already.
    if (answer.status === 416 && done > 0) return {}
    if (answer.status === 304 && etag !== undefined) return { isUnchanged: true }
    if (answer.status === 429 || answer.status >= 500) {
      problem = `the server answers ${answer.status}`
      const asked = Number(answer.headers.get('retry-after')) * 1000
      await sleep(Math.min(asked > 0 ? asked : 500 * 2 ** attempt, MAX_PAUSE_MS), undefined, { signal })
      continue
    }
    if (!answer.ok || answer.body === null) throw failed(address, `the server answers ${answer.status}`)
    if (!answer.url.startsWith(url.protocol)) throw failed(address, 'it leads to an address without https')
    const isContinued = answer.status === 206
    try {
      const body = Readable.fromWeb(answer.body as never)
      await pipeline(body, createWriteStream(file, { flags: isContinued ? 'a' : 'w' }), { signal })
      const tag = answer.headers.get('etag')
      return tag === null ? {} : { etag: tag }
    } catch (error) {
      signal.throwIfAborted()
      problem = reasonOf(error as Error)
    }
  }
  throw failed(address, problem)
}

/** Asks for the rest of what is there; where nothing is, only for what differs from what was had before. */
function headersFor(done: number, etag: string | undefined): Readonly<Record<string, string>> {
  if (done > 0) return { range: `bytes=${done}-` }
  return etag === undefined ? {} : { 'if-none-match': etag }
}

function reasonOf(error: Error): string {
  const { cause } = error
  return cause instanceof Error ? cause.message : error.message
}

function failed(address: string, why: string): VeinmindError {
  return new VeinmindError('DOWNLOAD_FAILED', `${withoutUserInfo(address)} could not be fetched: ${why}`, {
    hint: 'check the address and the network; what was fetched is continued',
  })
}
