import { setTimeout as sleep } from 'node:timers/promises'
import { VeinmindError } from '@veinmind/sdk'

/** What VirusTotal knows of a digest. */
export type Answer =
  | { readonly kind: 'malicious'; readonly count: number; readonly names: readonly string[] }
  | { readonly kind: 'clean' | 'unknown' }
  | { readonly kind: 'not-asked' }

export interface VirusTotal {
  /** Asks once a run for each digest, in the limits; `until` is the time by which it has to be asked. */
  ask(sha256: string, options: { readonly signal: AbortSignal; readonly until: number }): Promise<Answer>
}

export interface ClientOptions {
  readonly url: string
  readonly key: string
  readonly perMinute: number
  readonly perRun: number
}

const TIME_TO_ANSWER = 20_000
const RETRIES = 3
const MOST_BYTES = 4 * 1024 * 1024
const MINUTE = 60_000

/** A client for the interface v3 (https://docs.virustotal.com/reference/file-info). Only digests are sent, never a file. */
export function createVirusTotal({ url, key, perMinute, perRun }: ClientOptions): VirusTotal {
  const base = checkedUrl(url)
  const known = new Map<string, Answer>()
  const asked: number[] = []
  let left = perRun
  let isUsedUp = false

  /** Waits for a place in the minute; false when that would be too late. */
  async function waitForTurn(until: number, signal: AbortSignal): Promise<boolean> {
    for (;;) {
      const now = Date.now()
      while (asked.length > 0 && now - (asked[0] ?? now) >= MINUTE) asked.shift()
      if (asked.length < perMinute) break
      const wait = MINUTE - (now - (asked[0] ?? now)) + 10
      if (now + wait > until) return false
      await sleep(wait, undefined, { signal })
    }
    asked.push(Date.now())
    return true
  }

  async function fetchAnswer(sha256: string, until: number, signal: AbortSignal): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      if (!(await waitForTurn(until, signal))) return { kind: 'not-asked' }
      let response: Response
      try {
        response = await fetch(`${base}/files/${sha256}`, {
          headers: { 'x-apikey': key, accept: 'application/json' },
          redirect: 'error',
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_TO_ANSWER)]),
        })
      } catch (cause) {
        signal.throwIfAborted()
        if (attempt + 1 >= RETRIES) throw unreachable(base, cause)
        await sleep(250 * 2 ** attempt, undefined, { signal })
        continue
      }
      if (response.status === 200) return answerOf(await readBounded(response))
      await response.body?.cancel()
      if (response.status === 404) return { kind: 'unknown' }
      if (response.status === 401 || response.status === 403)
        throw new VeinmindError('MALICIOUS_VIRUSTOTAL_REFUSED', 'VirusTotal does not take the key', {
          hint: 'see the file of --malicious.virustotal-key-file',
        })
      if (response.status === 429) {
        const after = Number(response.headers.get('retry-after') ?? MINUTE / 1000) * 1000
        if (attempt + 1 >= RETRIES || !(Date.now() + after <= until)) {
          isUsedUp = true
          return { kind: 'not-asked' }
        }
        await sleep(after, undefined, { signal })
        continue
      }
      if (attempt + 1 >= RETRIES) throw unreachable(base, new Error(`HTTP ${response.status}`))
      await sleep(250 * 2 ** attempt, undefined, { signal })
    }
  }

  return {
    async ask(sha256, { signal, until }) {
      const before = known.get(sha256)
      if (before !== undefined) return before
      if (left <= 0 || isUsedUp) return { kind: 'not-asked' }
      left -= 1
      const answer = await fetchAnswer(sha256, until, signal)
      if (answer.kind !== 'not-asked') known.set(sha256, answer)
      return answer
    },
  }
}

function unreachable(base: string, cause: unknown): VeinmindError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new VeinmindError(
    'MALICIOUS_VIRUSTOTAL_UNREACHABLE',
    `VirusTotal at ${new URL(base).host} does not answer: ${reason}`,
    {
      cause,
    },
  )
}

/** The key goes over https alone, or to this machine. */
function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isLocal = url !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url === undefined || (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)))
    throw new VeinmindError('MALICIOUS_VIRUSTOTAL_URL', `${JSON.stringify(text)} is no https address`, {
      isUsage: true,
    })
  return url.href.replace(/\/+$/, '')
}

async function readBounded(response: Response): Promise<unknown> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > MOST_BYTES) return undefined
    parts.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    return undefined
  }
}

const MOST_NAMES = 20

function answerOf(body: unknown): Answer {
  const results = field(field(field(body, 'data'), 'attributes'), 'last_analysis_results')
  if (typeof results !== 'object' || results === null) return { kind: 'unknown' }
  const named = Object.entries(results).flatMap(([engine, result]) => {
    if (field(result, 'category') !== 'malicious') return []
    const name = field(result, 'result')
    return [`${engine.slice(0, 40)}: ${typeof name === 'string' ? name.slice(0, 100) : 'malicious'}`]
  })
  return named.length === 0
    ? { kind: 'clean' }
    : { kind: 'malicious', count: named.length, names: named.slice(0, MOST_NAMES) }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}
