import type { Json, LogFields, Logger } from '@veinmind/sdk'
import { LOGGING_NAMESPACE } from '@veinmind/internal/services'
import { toVeinmindError } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/internal/wire'

/** libveinmind's numbers of levels. */
const LEVELS = { error: 2, warn: 3, info: 4, debug: 5 } as const

const MOST_WAITING = 1000
const NANOSECONDS = 1e6

/** A logger that writes to a host. */
export interface HostedLogger {
  readonly log: Logger
  flush(): Promise<void>
}

/**
 * A logger over the logging service of a host, buffered for as long as the host says; `otherwise` where it has none, and for
 * lines that it refuses. What `mask` knows to be secret when a line is sent is not in it.
 */
export async function createHostedLogger(
  client: ServiceClient,
  otherwise: Logger,
  mask: (text: string) => string,
): Promise<HostedLogger> {
  if (!(await client.hasNamespace(LOGGING_NAMESPACE))) return { log: otherwise, flush: async () => {} }
  const { level, delay } = await readConfig(client)
  let lines: Line[] = []
  let lost = 0
  let timer: NodeJS.Timeout | undefined
  const flush = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const batch = lines
    lines = []
    // A host that asks for errors alone is told of lost errors as one.
    if (lost > 0)
      batch.push(
        toLine(
          level < LEVELS.warn ? 'error' : 'warn',
          `${lost} lines of the log are left out: more were waiting than are kept`,
        ),
      )
    lost = 0
    if (batch.length === 0) return
    await client
      .call(
        LOGGING_NAMESPACE,
        'log',
        batch.map((line) => toJson(line, mask)),
      )
      .catch((error: unknown) => {
        otherwise.warn('the host has refused lines of the log', { reason: toVeinmindError(error).message })
        for (const line of batch) otherwise[line.level](line.message, line.fields)
      })
  }
  const write = (name: LevelName) => (message: string, fields?: LogFields) => {
    if (LEVELS[name] > level) return
    if (lines.length >= MOST_WAITING) lost += 1
    else lines.push(toLine(name, message, fields))
    timer ??= setTimeout(() => void flush(), delay)
  }
  return { log: { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') }, flush }
}

type LevelName = keyof typeof LEVELS

/** What was logged, and when. */
interface Line {
  readonly time: string
  readonly level: LevelName
  readonly message: string
  readonly fields?: LogFields | undefined
}

const toLine = (level: LevelName, message: string, fields?: LogFields): Line => ({
  time: new Date().toISOString(),
  level,
  message,
  fields,
})

/** A line as libveinmind's service takes it. */
function toJson({ time, level, message, fields }: Line, mask: (text: string) => string): Json {
  const masked =
    fields &&
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? mask(value) : value]),
    )
  return { time, level: LEVELS[level], fields: masked ?? null, msg: mask(message) }
}

async function readConfig(client: ServiceClient): Promise<{ readonly level: number; readonly delay: number }> {
  const [config] = await client.call(LOGGING_NAMESPACE, 'getConfig').catch(() => [])
  const { level, delay } = (config ?? {}) as { readonly level?: unknown; readonly delay?: unknown }
  return {
    level: typeof level === 'number' ? level : LEVELS.info,
    delay: typeof delay === 'number' && delay >= 0 ? Math.min(delay / NANOSECONDS, 1000) : 20,
  }
}
