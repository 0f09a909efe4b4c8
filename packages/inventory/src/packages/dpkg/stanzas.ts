/** A paragraph of a Debian control file (deb822(5)): the last value of each field, by its name in lower case. */
export type Stanza = ReadonlyMap<string, string>

/** Characters of a field that are kept: a package has some hundred files of configuration, and all others say a few words. */
const MAX_FIELD = 1 << 18

/**
 * The paragraphs of a control file, with the wanted fields. Continued lines are joined by a line break. `onCut` gets the names of
 * fields that were cut because they are too long.
 */
export function* readStanzas(
  text: string,
  wanted: ReadonlySet<string>,
  onCut: (field: string) => void,
): Generator<Stanza> {
  let stanza = new Map<string, string>()
  let open: string | undefined
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const line = text.slice(start, end)
    start = end + 1
    if (line.trim() === '') {
      if (stanza.size > 0) yield stanza
      stanza = new Map()
      open = undefined
    } else if (line[0] === ' ' || line[0] === '\t') {
      const value = open === undefined ? undefined : stanza.get(open)
      if (open === undefined || value === undefined) continue
      if (value.length + line.length <= MAX_FIELD) stanza.set(open, `${value}\n${line.trim()}`)
      else {
        onCut(open)
        open = undefined
      }
    } else {
      const colon = line.indexOf(':')
      const name = line.slice(0, Math.max(0, colon)).trimEnd().toLowerCase()
      open = wanted.has(name) ? name : undefined
      if (open === undefined) continue
      const value = line.slice(colon + 1).trim()
      if (value.length > MAX_FIELD) onCut(open)
      stanza.set(open, value.slice(0, MAX_FIELD))
    }
  }
  if (stanza.size > 0) yield stanza
}
