/** The code of a template, with everything else blanked: places and lines stay what they are. */
export function codeOfTemplate(source: string, kind: 'jsp' | 'asp'): string {
  const pieces: string[] = []
  let at = 0
  BLOCK.lastIndex = 0
  for (let found = BLOCK.exec(source); found !== null; found = BLOCK.exec(source)) {
    const { index } = found
    const isScript = found[0].toLowerCase() === '<script'
    const tagEnd = isScript ? source.indexOf('>', index) : -1
    if (isScript && tagEnd === -1) break
    const start = isScript ? tagEnd + 1 : index + found[0].length
    const isComment = found[0].startsWith('<%--')
    const isDirective = found[0].startsWith('<%@')
    const close = isComment ? '--%>' : found[0].startsWith('<%') ? '%>' : `</${found[1] ?? 'script'}`
    // A script of the page itself is not run by the server.
    if (isScript && !/runat\s*=\s*["']?server/i.test(source.slice(index, start))) continue
    const stop = indexOfClose(source, close, start)
    const end = Math.min(source.length, stop + close.length)
    pieces.push(blank(source.slice(at, start)))
    const code = source.slice(start, stop)
    pieces.push(
      isComment || isDirective ? blank(code) : kind === 'jsp' && found[1] !== undefined ? decodeEntities(code) : code,
    )
    // What stands in two blocks is no one statement.
    pieces.push(`\u2028;${blank(source.slice(stop + 2, end))}`)
    at = end
    BLOCK.lastIndex = end
  }
  pieces.push(blank(source.slice(at)))
  return pieces.join('')
}

const BLOCK = /<%--|<%[@!=:#]?|<((?:[\w-]{1,20}:)?(?:scriptlet|declaration|expression))\s*>|<script\b/gi

function indexOfClose(source: string, close: string, from: number): number {
  if (close === '%>' || close === '--%>') {
    const found = source.indexOf(close, from)
    return found === -1 ? source.length : found
  }
  const found = source.slice(from).search(new RegExp(close.replace(/[^\w<]/g, '\\$&'), 'i'))
  return found === -1 ? source.length : from + found
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** In XML, code may be written in entities, and stands in `CDATA`. */
function decodeEntities(code: string): string {
  return code
    .replace(/<!\[CDATA\[|\]\]>/g, '')
    .replace(
      /&(?:#(\d{1,6})|#x([\da-f]{1,5})|(lt|gt|amp|quot|apos));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
        if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
        return point > 0 && point < 0x110000 ? String.fromCodePoint(point) : whole
      },
    )
}

/** `\u0052` is `R` in Java, wherever it stands. */
export const decodeUnicode = (code: string): string =>
  code.includes('\\u')
    ? code.replace(/\\u+([\da-fA-F]{4})/g, (_, hex: string) => {
        const char = String.fromCharCode(Number.parseInt(hex, 16))
        return char === '\n' ? ' ' : char
      })
    : code

const OPENS = /[$#]\{/g

/** The expressions of a page that stand outside of its code: `${…}`, `#{…}`; one a line, where they stand. */
export function expressionsOf(source: string): string {
  if (!source.includes('{')) return ''
  const out: string[] = []
  let at = 0
  OPENS.lastIndex = 0
  for (let found = OPENS.exec(source); found !== null; found = OPENS.exec(source)) {
    const end = source.indexOf('}', found.index)
    if (end === -1) break
    out.push(blank(source.slice(at, found.index)), source.slice(found.index, end + 1), ';')
    at = end + 1
    OPENS.lastIndex = at
  }
  return out.join('')
}
