/** A date as RFC 3339 in UTC, to the second; `undefined` for what is none, and for those before there were computers to attack (year 1). */
export function cleanDate(value: unknown): string | undefined {
  const time = value instanceof Date ? value.getTime() : typeof value === 'string' ? parse(value) : Number.NaN
  if (Number.isNaN(time)) return undefined
  const date = new Date(time)
  const year = date.getUTCFullYear()
  return year < 1980 || year > 9999 ? undefined : date.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** A date without a zone is in UTC. */
function parse(text: string): number {
  const given = text.trim().slice(0, 64)
  if (/^\d{4}-\d{2}-\d{2}[T ][\d:.]+$/.test(given)) return Date.parse(`${given.replace(' ', 'T')}Z`)
  return Date.parse(given)
}
