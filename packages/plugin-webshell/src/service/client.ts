import type { Severity } from '@veinmind/sdk'

/** What the service says of a file. */
export type Verdict = {
  readonly severity: Severity
  readonly type: string
  readonly reason: string
  readonly engine: string
}

/** A service that takes files and says what they are. */
export interface Service {
  /** Its address, without credentials. */
  readonly name: string
  /** What it says of a file: nothing where it takes it for harmless. Throws a sentence where it cannot say. */
  ask(file: { readonly path: string; readonly bytes: Uint8Array; readonly type: string }): Promise<Verdict | undefined>
}

const TIMEOUT = 30_000
/** Longer answers are not read. */
const MAX_ANSWER = 1 << 16
/** Failures one after the other, after which it is not asked any more. */
const MAX_FAILURES = 5
/** Files that are on their way at once. */
const MAX_AT_ONCE = 8

/**
 * A client of the original's protocol: `POST` with the file as `multipart/form-data` (`file`, `tag`, `type`) and the token in `X-Ca-Token`; the
 * answer is JSON, `{ code, message, data: { risk_level, type, reason, engine } }`. Certificates are verified, redirects are not followed.
 */
export function createService(address: string, token: string | undefined): Service {
  const url = new URL(address)
  let failures = 0
  let refused: string | undefined
  let running = 0
  const waiting: (() => void)[] = []
  const enter = async (): Promise<void> => {
    if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
    running += 1
  }
  const leave = (): void => {
    running -= 1
    waiting.shift()?.()
  }
  return {
    name: `${url.protocol}//${url.host}${url.pathname}`,
    async ask(file) {
      await enter()
      try {
        if (refused !== undefined) throw new Error(refused)
        if (failures >= MAX_FAILURES) throw new Error('it failed too often, and is not asked any more')
        const answer = await post(url, token, file)
        failures = 0
        return verdictOf(answer)
      } catch (error) {
        failures += 1
        if (error instanceof Refused) refused = error.message
        throw error
      } finally {
        leave()
      }
    },
  }
}

/** The service will say the same of every other file: the token is wrong, or its quota is used up. */
class Refused extends Error {}

async function post(url: URL, token: string | undefined, file: Parameters<Service['ask']>[0]): Promise<unknown> {
  const form = new FormData()
  form.set('file', new Blob([Uint8Array.from(file.bytes)]), file.path)
  form.set('tag', 'veinmind-webshell')
  form.set('type', file.type)
  const response = await fetch(url, {
    method: 'POST',
    body: form,
    redirect: 'error',
    headers: token === undefined ? {} : { 'X-Ca-Token': token },
    signal: AbortSignal.timeout(TIMEOUT),
  })
  const text = (await response.text()).slice(0, MAX_ANSWER)
  if (response.status === 401 || response.status === 403) throw new Refused('it refuses the token')
  if (response.status === 429) throw new Refused('its quota is used up')
  if (!response.ok) throw new Error(`it answers with HTTP ${response.status}`)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Error('its answer is no JSON')
  }
}

/** Levels of the original; above 20 is as bad as it gets. */
const LEVELS: readonly (readonly [number, Severity])[] = [
  [5, 'low'],
  [10, 'medium'],
  [15, 'high'],
]

function verdictOf(answer: unknown): Verdict | undefined {
  const { code, message, data } = (answer ?? {}) as Record<string, unknown>
  if (code !== 0 && code !== 200) throw new Error(`it says ${String(message ?? code).slice(0, 200)}`)
  const { risk_level: level, type, reason, engine } = (data ?? {}) as Record<string, unknown>
  if (typeof level !== 'number' || !Number.isFinite(level)) throw new Error('its answer names no risk level')
  if (level === 0) return undefined
  const severity = level < 0 ? 'low' : (LEVELS.find(([most]) => level <= most)?.[1] ?? 'critical')
  const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 300) : '')
  return { severity, type: text(type), reason: text(reason), engine: text(engine) }
}
