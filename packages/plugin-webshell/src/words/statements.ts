import type { Word } from './lex-words.ts'

/** Words that belong together, and as one text to be searched: texts stand in it as `"…"`. */
export interface Statement {
  readonly words: readonly Word[]
  readonly text: string
  readonly at: number
  /** What ended it. */
  readonly end: string
}

const ENDS = new Set([';', '{', '}'])

/** Takes a program apart at `;`, braces and, where they count, lines. Brackets keep lines together. */
export function toStatements(words: readonly Word[], lines: boolean): Statement[] {
  const out: Statement[] = []
  let current: Word[] = []
  let open = 0
  let keys = 0
  let before: Word | undefined
  const close = (end: string): void => {
    if (current.length > 0) out.push({ words: current, text: textOf(current), at: (current[0] as Word).at, end })
    current = []
  }
  for (const word of words) {
    if (word.kind === 'end') {
      if (open <= 0) close('\n')
      continue
    }
    if (word.kind === 'mark') {
      // `$a{key}` in Perl.
      const isKey =
        word.text === '{' &&
        (before?.text.startsWith('$') === true || before?.text === 'qx') &&
        before.at + before.text.length === word.at
      if (isKey || (word.text === '}' && keys > 0)) {
        keys += isKey ? 1 : -1
        current.push(word)
        before = word
        continue
      }
      if (word.text === '(' || word.text === '[') open += 1
      else if (word.text === ')' || word.text === ']') open = Math.max(0, open - 1)
      else if (ENDS.has(word.text) || (lines && word.text === ':' && open === 0)) {
        // An object in an argument stays with its call.
        if (open > 0 && word.text !== ';') {
          current.push(word)
          continue
        }
        open = 0
        close(word.text)
        continue
      }
    }
    current.push(word)
    before = word
  }
  close('')
  return out
}

/** Words as one text. */
export function textOf(words: readonly Word[]): string {
  const parts: string[] = []
  let wasWord = false
  for (const { kind, text } of words) {
    const isWord = kind === 'word' || kind === 'number'
    const piece = kind === 'string' ? `"${text.replaceAll('"', "'")}"` : text
    parts.push(isWord && wasWord ? ` ${piece}` : piece)
    wasWord = isWord
  }
  return parts.join('')
}
