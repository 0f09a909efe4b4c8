/** Facts of a log line; never a credential. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Messages are static; what varies is in the fields. Logs go to stderr. */
export interface Logger {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
}
