/** A place in a script. Whoever reads moves it on. */
export interface Cursor {
  readonly text: string
  at: number
}

/** Quotes and brackets in each other that are followed when an end is looked for. */
const MAX_NESTED = 200

/** The place behind the bracket that closes the one before `at`; the end of the text where none does. */
export function skipBracket(text: string, at: number, depth = 0, close = ')'): number {
  if (depth > MAX_NESTED) return text.length
  const open = close === ')' ? '(' : '{'
  let index = at
  while (index < text.length) {
    const character = text[index]
    if (character === close) return index + 1
    if (character === '\\') index += 2
    else if (character === "'") index = skipSingle(text, index + 1)
    else if (character === '"') index = skipDouble(text, index + 1, depth + 1)
    else if (character === open) index = skipBracket(text, index + 1, depth + 1, close)
    else if (character === '#' && close === ')' && /\s/.test(text[index - 1] ?? ' ')) index = endOfLine(text, index)
    else index++
  }
  return text.length
}

/** The place behind the quote that closes the text that begins at `at`. */
export function skipSingle(text: string, at: number): number {
  const end = text.indexOf("'", at)
  return end === -1 ? text.length : end + 1
}

function skipDouble(text: string, at: number, depth: number): number {
  if (depth > MAX_NESTED) return text.length
  let index = at
  while (index < text.length) {
    const character = text[index]
    if (character === '"') return index + 1
    if (character === '\\') index += 2
    else if (character === '$' && text[index + 1] === '(') index = skipBracket(text, index + 2, depth + 1)
    else index++
  }
  return text.length
}

/** The place of the backtick that closes the text that begins at `at`. */
export function endOfBackticks(text: string, at: number): number {
  let index = at
  while (index < text.length && text[index] !== '`') index += text[index] === '\\' ? 2 : 1
  return Math.min(index, text.length)
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}
