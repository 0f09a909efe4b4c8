/**
 * The words of a line of redis.conf, as Redis itself splits them: double quotes with `\n`, `\x41` and the like, single quotes
 * with `\'`. Undefined where a quote is not closed, which Redis refuses.
 */
export function splitRedisLine(line: string): readonly string[] | undefined {
  // Escapes are bytes: the line is split as bytes, and its words are read as UTF-8 afterwards.
  const words = splitBytes(Buffer.from(line, 'utf8').toString('latin1'))
  return words?.map((word) => Buffer.from(word, 'latin1').toString('utf8'))
}

function splitBytes(text: string): readonly string[] | undefined {
  const words: string[] = []
  let at = 0
  for (;;) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at++
    if (at >= text.length) return words
    let word = ''
    let quote = ''
    for (; at < text.length; at++) {
      const character = text[at] ?? ''
      if (quote === '') {
        if (/\s/.test(character)) break
        if (character === '"' || character === "'") quote = character
        else word += character
      } else if (character === '\\' && quote === '"') {
        const [read, length] = unescape(text, at + 1)
        word += read
        at += length
      } else if (character === '\\' && text[at + 1] === "'") {
        word += "'"
        at++
      } else if (character === quote) {
        if (at + 1 < text.length && !/\s/.test(text[at + 1] ?? '')) return undefined
        quote = ''
      } else {
        word += character
      }
    }
    if (quote !== '') return undefined
    words.push(word)
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\u0007' }

/** What stands at an escape after its backslash, and how many characters it takes. */
function unescape(text: string, at: number): readonly [string, number] {
  const hex = /^x([0-9a-fA-F]{2})/.exec(text.slice(at, at + 3))?.[1]
  if (hex !== undefined) return [String.fromCharCode(Number.parseInt(hex, 16)), 3]
  const character = text[at] ?? ''
  return [ESCAPES[character] ?? character, 1]
}
