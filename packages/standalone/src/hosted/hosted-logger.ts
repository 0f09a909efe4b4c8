import type { Json, LogFields, Logger } from '@veinmind/sdk'
import { LOGGING_NAMESPACE } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/sdk/wire'

/** libveinmind's numbers of levels. */
const LEVELS = { error: 2, warn: 3, info: 4, debug: 5 } as const

const MOST_WAITING = 1000
const NANOSECONDS = 1e6

/** A logger that writes to a host. */
export interface HostedLogger {
  readonly log: Logger
  flush(): Promise<void>
}

/** A logger over the logging service of a host, buffered for as long as the host says; `otherwise` where it has none. */
export async function createHostedLogger(client: ServiceClient, otherwise: Logger): Promise<HostedLogger> {
  if (!(await client.hasNamespace(LOGGING_NAMESPACE))) return { log: otherwise, flush: async () => {} }
  const { level, delay } = await readConfig(client)
  let lines: Json[] = []
  let lost = 0
  let timer: NodeJS.Timeout | undefined
  const flush = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const batch = lines
    lines = []
    // A host that asks for errors alone is told of lost errors as one.
    if (lost > 0) batch.push(toLine(Math.min(LEVELS.warn, level), `${lost} lines of the log are left out: more were waiting than are kept`))
    lost = 0
    if (batch.length > 0) await client.call(LOGGING_NAMESPACE, 'log', batch).catch(() => {})
  }
  const write = (number: number) => (message: string, fields?: LogFields) => {
    if (number > level) return
    if (lines.length >= MOST_WAITING) lost += 1
    else lines.push(toLine(number, message, fields))
    timer ??= setTimeout(() => void flush(), delay)
  }
  return { log: { error: write(LEVELS.error), warn: write(LEVELS.warn), info: write(LEVELS.info), debug: write(LEVELS.debug) }, flush }
}

const toLine = (level: number, msg: string, fields?: LogFields): Json => ({ time: new Date().toISOString(), level, fields: fields ?? null, msg })

async function readConfig(client: ServiceClient): Promise<{ readonly level: number; readonly delay: number }> {
  const [config] = await client.call(LOGGING_NAMESPACE, 'getConfig').catch(() => [])
  const { level, delay } = (config ?? {}) as { readonly level?: unknown; readonly delay?: unknown }
  return {
    level: typeof level === 'number' ? level : LEVELS.info,
    delay: typeof delay === 'number' && delay >= 0 ? Math.min(delay / NANOSECONDS, 1000) : 20,
  }
}
