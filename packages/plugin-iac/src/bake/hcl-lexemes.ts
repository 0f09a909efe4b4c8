/** A text of HCL, and where it ends. */
interface FoundText {
  readonly value: string
  readonly end: number
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
/** Templates in templates; a person stops at two. */
const MAX_DEPTH = 16

/** The place behind spaces and comments, and behind line ends too with `withLines`. */
export function skipBlanks(source: string, from: number, withLines: boolean): number {
  for (let at = from; ;) {
    const char = source[at]
    if (char === ' ' || char === '\t' || char === '\r' || (withLines && char === '\n') || char === '\uFEFF') at++
    else if (char === '#' || source.startsWith('//', at)) at = endOf(source, '\n', at)
    else if (source.startsWith('/*', at)) at = Math.min(source.length, endOf(source, '*/', at + 2) + 2)
    else return at
  }
}

function endOf(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from)
  return end === -1 ? source.length : end
}

/** The text in quotes at `start`; interpolations (`${NAME}`) stay as they are written. */
export function stringAt(source: string, start: number): FoundText | undefined {
  if (source[start] !== '"') return undefined
  let value = ''
  for (let at = start + 1; at < source.length;) {
    const char = source[at] ?? ''
    if (char === '"') return { value, end: at + 1 }
    if (char === '\n') return { value, end: at }
    if (char === '\\') {
      const [, code] = /^u([\dA-Fa-f]{4})/.exec(source.slice(at + 1, at + 6)) ?? []
      const next = source[at + 1] ?? ''
      value += code === undefined ? (ESCAPES[next] ?? next) : String.fromCharCode(Number.parseInt(code, 16))
      at += code === undefined ? 2 : 6
    } else if (source.startsWith('$${', at) || source.startsWith('%%{', at)) {
      // `$${` is an escaped `${`. It stays escaped, because the text may be parsed as a template later.
      value += source.slice(at, at + 3)
      at += 3
    } else if ((char === '$' || char === '%') && source[at + 1] === '{') {
      const end = templateEnd(source, at + 2, 0)
      value += source.slice(at, end)
      at = end
    } else {
      value += char
      at++
    }
  }
  return { value, end: source.length }
}

/** Behind the brace that ends a template whose content begins at `from`; the end of the line where none does. */
function templateEnd(source: string, from: number, level: number): number {
  let depth = 1
  for (let at = from; at < source.length && source[at] !== '\n'; at++) {
    if (source[at] === '{') depth++
    else if (source[at] === '}' && --depth === 0) return at + 1
    else if (source[at] === '"' && level < MAX_DEPTH) at = quotedEnd(source, at, level) - 1
  }
  return endOf(source, '\n', from)
}

function quotedEnd(source: string, start: number, level: number): number {
  for (let at = start + 1; at < source.length && source[at] !== '\n'; at++) {
    if (source[at] === '"') return at + 1
    if (source[at] === '\\') at++
    else if (source[at] === '$' && source[at + 1] === '{') at = templateEnd(source, at + 2, level + 1) - 1
  }
  return endOf(source, '\n', start)
}

/** The heredoc at `start` (`<<EOT`, `<<-EOT`), without the indent of its first line. */
export function heredocAt(source: string, start: number): (FoundText & { readonly isBlock: true }) | undefined {
  const form = /<<-?([A-Za-z_][\w-]*)[ \t]*\r?\n/y
  form.lastIndex = start
  const [, mark] = form.exec(source) ?? []
  if (mark === undefined) return undefined
  const lines: string[] = []
  let at = form.lastIndex
  while (at < source.length) {
    const end = endOf(source, '\n', at)
    const line = source.slice(at, end)
    at = end
    if (line.trim() === mark) break
    lines.push(line)
    at = Math.min(source.length, end + 1)
  }
  const indent = /^[ \t]*/.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? ''
  const value = lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart())).join('\n')
  return { value: `${value}\n`, end: at, isBlock: true }
}

/** The end of an expression that is not read: before the comma, bracket or line that ends it. */
export function expressionEnd(source: string, start: number, isInside: boolean): number {
  let depth = 0
  for (let at = start; at < source.length;) {
    const blank = skipBlanks(source, at, isInside || depth > 0)
    if (blank > at) {
      at = blank
      continue
    }
    const char = source[at] ?? ''
    if ('([{'.includes(char)) depth++
    else if (')]}'.includes(char) && --depth < 0) return at
    else if (depth === 0 && (char === ',' || char === '\n')) return at
    at = stringAt(source, at)?.end ?? at + 1
  }
  return source.length
}
