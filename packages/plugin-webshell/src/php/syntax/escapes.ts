const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  v: '\v',
  e: '\x1b',
  f: '\f',
  '\\': '\\',
  $: '$',
}

/** What a text between double quotes means; `quote` is the character that it escapes besides. */
export function unescapeDouble(text: string, quote: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:[0-7]{1,3}|[xX][\da-fA-F]{1,2}|u\{[\da-fA-F]{1,6}\}|[^])/g, (escape) => {
    const body = escape.slice(1)
    if (/^[0-7]/.test(body)) return String.fromCharCode(Number.parseInt(body, 8) & 255)
    if (/^[xX]./.test(body)) return String.fromCharCode(Number.parseInt(body.slice(1), 16))
    if (body.startsWith('u{')) return utf8Of(Number.parseInt(body.slice(2), 16)) ?? escape
    return body === quote ? quote : (ESCAPES[body] ?? escape)
  })
}

/** What a text between single quotes means. */
export const unescapeSingle = (text: string): string => text.replace(/\\([\\'])/g, '$1')

function utf8Of(point: number): string | undefined {
  return point > 0x10ffff ? undefined : Buffer.from(String.fromCodePoint(point), 'utf8').toString('latin1')
}

/** The text of a `string` token. */
export function textOf(token: string): string {
  const start = token.startsWith('b') || token.startsWith('B') ? 2 : 1
  const inner = token.slice(start, -1)
  return token.charAt(start - 1) === "'" ? unescapeSingle(inner) : unescapeDouble(inner, '"')
}

/** The number of a `number` token. */
export function numberOf(token: string): number {
  const text = token.replaceAll('_', '')
  if (/^0[xXbBoO]/.test(text)) return Number(text)
  return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text)
}
