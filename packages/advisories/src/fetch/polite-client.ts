import { asObject } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { withoutUserInfo } from '@veinmind/sdk/target'
import { hash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PublicFile } from './public-sources.ts'

/** What was had of an address: the marks that its server gave, and where it lies. */
interface Known {
  readonly etag?: string
  readonly lastModified?: string
  readonly path: string
}

/** A file that is there: as it was, or fetched now. */
export interface Fetched {
  readonly path: string
  readonly isNew: boolean
}

export interface PoliteClient {
  /** Has the file of an address in a folder; what has not changed since the last time is not sent again. Throws `ADVISORIES_FETCH_FAILED`. */
  fetch(file: PublicFile, folder: string): Promise<Fetched>
  /** A small text. */
  text(file: PublicFile, folder: string): Promise<Fetched & { readonly text: string }>
}

export interface ClientOptions {
  /** Asked instead of each server: `<mirror>/<host>/<path>`. */
  readonly mirror?: string | undefined
  readonly signal?: AbortSignal | undefined
}

const ATTEMPTS = 4
/** The longest pause that a server may ask for; one that asks for more is asked the next day. */
const MAX_PAUSE_MS = 60_000
const PAUSE_MS = 500
/** Nothing came for so long. */
const IDLE_MS = 60_000
const MOST_BYTES = 8 * 2 ** 30
const MOST_TEXT = 64 * 2 ** 20
const SPARE = 64 * 2 ** 20
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** A client that asks each server one thing at a time, says who it is, and does as it is told about when to come back. */
export function createPoliteClient({ mirror, signal }: ClientOptions): PoliteClient {
  const turns = new Map<string, Promise<unknown>>()

  /** One request a server at a time, in the order in which they were made. */
  function inTurn<T>(host: string, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(host) ?? Promise.resolve()).then(work, work)
    turns.set(host, turn)
    return turn
  }

  async function fetchFile(file: PublicFile, folder: string): Promise<Fetched> {
    const url = addressOf(file.url, mirror)
    // Two addresses may end with the same name.
    const path = join(folder, hash('sha256', file.url, 'hex').slice(0, 12), nameOf(file))
    await mkdir(dirname(path), { recursive: true })
    return inTurn(url.host, () => bring(url, path, signal))
  }

  return {
    fetch: fetchFile,
    async text(file, folder) {
      // Not a name that advisories have.
      const fetched = await fetchFile({ url: file.url, as: `${nameOf(file)}.txt` }, folder)
      const { size } = await stat(fetched.path)
      if (size > MOST_TEXT) throw failed(file.url, 'the list is too long')
      return { ...fetched, text: await readFile(fetched.path, 'utf8') }
    },
  }
}

function addressOf(text: string, mirror: string | undefined): URL {
  const { host, pathname, search } = new URL(text)
  if (mirror === undefined) return new URL(text)
  const url = URL.parse(`${mirror.replace(/\/+$/, '')}/${host}${pathname}${search}`)
  if (url === null || !isSafe(url))
    throw new VeinmindError('ADVISORIES_MIRROR_INVALID', `${withoutUserInfo(mirror)} is no address with https`, {
      isUsage: true,
      hint: 'name one with https, under which a folder for each server lies',
    })
  return url
}

const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))

const nameOf = ({ url, as }: PublicFile): string =>
  (as ?? basename(new URL(url).pathname)).replaceAll(/[^\w.+-]/g, '-').slice(-100) || 'file'

async function bring(url: URL, path: string, signal: AbortSignal | undefined): Promise<Fetched> {
  const known = await readMarks(path)
  const part = `${path}.part`
  await rm(part, { force: true })
  let mark: string | undefined
  let problem = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    signal?.throwIfAborted()
    const done = mark === undefined ? 0 : ((await stat(part).catch(() => undefined))?.size ?? 0)
    const idle = new AbortController()
    const timer = setTimeout(() => idle.abort(new Error('nothing came for a minute')), IDLE_MS)
    const signals = [idle.signal, ...(signal === undefined ? [] : [signal])]
    try {
      const answer = await fetch(url, { headers: headersFor(known, done, mark), signal: AbortSignal.any(signals) })
      const { status, headers } = answer
      if (!isSafe(new URL(answer.url))) throw failed(url.href, 'it leads to an address without https')
      if (status === 304 && known !== undefined) return { path, isNew: false }
      if (status === 429 || status >= 500) {
        problem = `the server answers ${status}`
        await answer.body?.cancel()
        await pause(attempt, { url, asked: headers.get('retry-after'), signal })
        continue
      }
      if (!answer.ok || answer.body === null) throw failed(url.href, `the server answers ${status}`)
      mark = headers.get('etag') ?? undefined
      await checkRoom(path, Number(headers.get('content-length') ?? 0), url)
      let length = status === 206 ? done : 0
      const count = new Transform({
        transform(chunk: Uint8Array, _encoding, next) {
          timer.refresh()
          length += chunk.length
          next(length > MOST_BYTES ? failed(url.href, 'there is no end of it') : null, chunk)
        },
      })
      await pipeline(answer.body, count, createWriteStream(part, { flags: status === 206 ? 'a' : 'w' }))
      await rename(part, path)
      await writeMarks(path, headers)
      return { path, isNew: true }
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof VeinmindError) throw error
      problem = reasonOf(error)
      await pause(attempt, { url, asked: null, signal })
    } finally {
      clearTimeout(timer)
    }
  }
  throw failed(url.href, problem)
}

function headersFor(known: Known | undefined, done: number, mark: string | undefined): Record<string, string> {
  const agent = { 'user-agent': 'veinmind (db update --from-sources)' }
  // The rest of the same, or all of another.
  if (done > 0 && mark !== undefined) return { ...agent, range: `bytes=${done}-`, 'if-range': mark }
  return {
    ...agent,
    ...(known?.etag === undefined ? {} : { 'if-none-match': known.etag }),
    ...(known?.lastModified === undefined ? {} : { 'if-modified-since': known.lastModified }),
  }
}

async function pause(
  attempt: number,
  {
    url,
    asked,
    signal,
  }: { readonly url: URL; readonly asked: string | null; readonly signal: AbortSignal | undefined },
): Promise<void> {
  if (attempt === ATTEMPTS - 1) return
  const time = asked === null ? Number.NaN : /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now()
  if (time > MAX_PAUSE_MS) throw failed(url.href, `the server asks to come back in ${Math.ceil(time / 1000)} seconds`)
  const wait = Number.isNaN(time) ? PAUSE_MS * 2 ** attempt : Math.max(0, time)
  await sleep(wait, undefined, signal === undefined ? {} : { signal })
}

async function checkRoom(path: string, needed: number, url: URL): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path))
  if (needed > MOST_BYTES) throw failed(url.href, 'it is too large')
  if (bavail * bsize < needed + SPARE) throw failed(url.href, `there is no room for its ${needed} bytes`)
}

/** Beside the file, hidden from what builds: the marks count only while the file is there. */
const marksOf = (path: string): string => `${path}.marks`

async function readMarks(path: string): Promise<Known | undefined> {
  try {
    await stat(path)
    const { etag, lastModified } = asObject(JSON.parse(await readFile(marksOf(path), 'utf8')))
    return {
      path,
      ...(typeof etag === 'string' ? { etag } : {}),
      ...(typeof lastModified === 'string' ? { lastModified } : {}),
    }
  } catch {
    return undefined
  }
}

async function writeMarks(path: string, headers: Headers): Promise<void> {
  const [etag, lastModified] = [headers.get('etag') ?? undefined, headers.get('last-modified') ?? undefined]
  await writeFile(marksOf(path), JSON.stringify({ etag, lastModified }))
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  return cause instanceof Error ? cause.message : message
}

/** The error of what could not be had of a source. */
export const failed = (url: string, why: string): VeinmindError =>
  new VeinmindError('ADVISORIES_FETCH_FAILED', `${withoutUserInfo(url)} could not be fetched: ${why}`, {
    hint: 'check the network; the next update asks again',
  })
