/** The first values of the fields of a head as in mails (RFC 822): `Name: value`, continued by lines that are indented; it ends at an empty line. */
export function headersOf(text: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>()
  let last: string[] | undefined
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end).replace(/\r$/, '')
    at = end < 0 ? text.length : end + 1
    if (line === '') break
    if (/^[ \t]/.test(line)) {
      const value = last?.at(-1)
      if (last !== undefined && value !== undefined && value.length < MAX_VALUE)
        last[last.length - 1] = `${value}\n${line.trim()}`
      continue
    }
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    last = fields.get(name)
    if (last === undefined) fields.set(name, (last = []))
    if (last.length < MAX_VALUES)
      last.push(
        line
          .slice(colon + 1)
          .trim()
          .slice(0, MAX_VALUE),
      )
    else last = undefined
  }
  return fields
}

const MAX_VALUES = 500
const MAX_VALUE = 4096
