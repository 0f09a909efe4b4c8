import { asMembers, asText, asWord } from '../values.ts'

/** What an item of `secret`, `ssh`, `output` or `cache-to` says: an object, or `name=value` with commas between. */
export function fieldsOf(item: unknown): ReadonlyMap<string, string> {
  const text = asText(item)
  if (text === undefined) return new Map(Object.entries(asMembers(item)).map(([name, value]) => [name, asWord(value)]))
  return new Map(
    text.split(',').map((part): [string, string] => {
      const equals = part.indexOf('=')
      return equals === -1
        ? ['', part.trim()]
        : [
            part.slice(0, equals).trim(),
            part
              .slice(equals + 1)
              .trim()
              .replace(/^"(.*)"$/s, '$1'),
          ]
    }),
  )
}
