/** A document of a text that may hold several. */
export interface YamlPart {
  readonly source: string
  /** Line of the text that the part begins on, from 1. */
  readonly line: number
}

/**
 * The documents of a text, as Kubernetes tells them apart: a `---` at the start of a line always begins one, whatever stands before
 * it; and so does, in a stream of JSON, an object behind the end of another. One pass.
 */
export function splitYamlDocuments(text: string): readonly YamlPart[] {
  const starts = [0, ...[...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map(({ index }) => index)]
  const sources = starts.flatMap((start, index) => splitObjects(text.slice(start, starts[index + 1] ?? text.length)))
  let line = 1
  return sources.map((source) => {
    const part = { source, line }
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) line++
    return part
  })
}

/** `{…} {…}`, with any blanks between them; what is no such stream is one part. */
function splitObjects(source: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  for (const lead = /\s*(?=\{)/y; ;) {
    lead.lastIndex = parts.length === 0 ? (/^---[ \t]*/.exec(source)?.[0].length ?? 0) : from
    if (!lead.test(source)) break
    const end = endOfObject(source, lead.lastIndex)
    if (end === undefined || !/\S/.test(source.slice(end))) break
    parts.push(source.slice(from, end))
    from = end
  }
  // Text of another kind behind an object is a fault of the one document that this then is.
  return parts.length > 0 && /^\s*\{/.test(source.slice(from)) ? [...parts, source.slice(from)] : [source]
}

/** Behind the brace that closes the one at `start`. */
function endOfObject(source: string, start: number): number | undefined {
  let depth = 0
  let isText = false
  for (let at = start; at < source.length; at++) {
    const character = source[at]
    if (character === '"') isText = !isText
    else if (isText) at += character === '\\' ? 1 : 0
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at + 1
  }
  return undefined
}
