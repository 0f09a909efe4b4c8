import { printable } from '@veinmind/sdk/target'
import type { LogFields, Logger } from '@veinmind/sdk'
import { say } from './speech.ts'

const LEVELS = ['error', 'warn', 'info', 'debug'] as const

/** How a logger writes. */
export interface LogSink {
  readonly write: (line: string) => void
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string
}

/** A logger on stderr: one line a message, as text or as JSON, without secrets. Who reads text reads it in the language that is spoken; JSON is for programs. Messages below `level` are dropped. */
export function createLogger(level: string, format: string, { write, mask }: LogSink): Logger {
  const most = LEVELS.findIndex((name) => name === level)
  const log =
    (index: number) =>
    (message: string, fields: LogFields = {}) => {
      if (index > most) return
      const facts = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? mask(value) : value]),
      )
      write((format === 'json' ? asJson : asText)(LEVELS[index], mask(message), facts))
    }
  return { error: log(0), warn: log(1), info: log(2), debug: log(3) }
}

function asJson(level: string | undefined, message: string, fields: LogFields): string {
  return `${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`
}

function asText(level: string | undefined, message: string, fields: LogFields): string {
  const facts = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}=${printable(String(value))}`)
  return `${level}  ${printable(say(message))}${facts.join('')}\n`
}
