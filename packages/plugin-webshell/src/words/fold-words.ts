import type { Word } from './lex-words.ts'

/** Rounds in which texts become longer. */
const MAX_ROUNDS = 40
/** Characters of texts that are decoded. */
const MAX_DECODED = 8 << 20
const JOINS = new Set(['+', '&', '.'])
const CHARACTER = /^(?:chr|chrw|chrb|char|fromCharCode|fromcharcode)$/i

/** Texts that were taken apart are put together: joins, lists of codes, `chr`, reversals. */
export function foldWords(words: readonly Word[], onCut: () => void): Word[] {
  let folded = [...words]
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = foldOnce(folded)
    if (next.length === folded.length) return next
    folded = next
  }
  onCut()
  return folded
}

function foldOnce(words: readonly Word[]): Word[] {
  const out: Word[] = []
  for (let index = 0; index < words.length; index += 1) {
    const codes = codesAt(words, index)
    if (codes !== undefined) {
      out.push({ kind: 'string', text: codes.text, at: (words[index] as Word).at })
      index = codes.end
      continue
    }
    const word = words[index] as Word
    const [join, before] = [out.at(-1), out.at(-2)]
    if (word.kind === 'string' && join?.kind === 'mark' && JOINS.has(join.text) && before?.kind === 'string') {
      out.splice(-2, 2, { kind: 'string', text: before.text + word.text, at: before.at })
      continue
    }
    if (
      word.kind === 'string' &&
      join?.text === '(' &&
      before?.kind === 'word' &&
      /^strreverse$/i.test(before.text) &&
      words[index + 1]?.text === ')'
    ) {
      out.splice(-2, 2, { kind: 'string', text: word.text.split('').toReversed().join(''), at: word.at })
      index += 1
      continue
    }
    // A text in brackets by itself is the text.
    if (word.text === ')' && join?.kind === 'string' && before?.text === '(' && !isCall(out.at(-3))) {
      out.splice(-2, 2, join)
      continue
    }
    out.push(word)
  }
  return out
}

const isCall = (word: Word | undefined): boolean =>
  word !== undefined && (word.kind === 'word' || word.text === ')' || word.text === ']')

/** `chr(97)`, `fromCharCode(97, 98)`, `{97, 98, 99, 100}`. */
function codesAt(words: readonly Word[], index: number): { readonly text: string; readonly end: number } | undefined {
  const word = words[index] as Word
  const isCharacter = word.kind === 'word' && CHARACTER.test(word.text) && words[index + 1]?.text === '('
  const isList = word.kind === 'mark' && (word.text === '{' || word.text === '[')
  if (!isCharacter && !isList) return undefined
  const codes: number[] = []
  let at = index + (isCharacter ? 2 : 1)
  for (; at < words.length; at += 1) {
    const { kind, text } = words[at] as Word
    if (kind === 'number') codes.push(numberOf(text))
    else if (kind === 'string' && text.length === 1 && isList) codes.push(text.charCodeAt(0))
    else if (text !== ',' && text !== '(' && text !== ')' && text !== 'byte' && text !== 'char') break
    if (isCharacter && text === ')') break
  }
  const closing = words[at]?.text
  if (isCharacter ? closing !== ')' || codes.length === 0 : (closing !== '}' && closing !== ']') || codes.length < 4)
    return undefined
  const text = codes.map((code) => String.fromCharCode(code & 0xffff)).join('')
  if (isList && !/^[\t\n\r\x20-\x7e]*$/.test(text)) return undefined
  return { text, end: at }
}

const numberOf = (text: string): number => (/^&h/i.test(text) ? Number.parseInt(text.slice(2), 16) : Number(text))

/** What texts are when they are decoded: base64, hexadecimal, reversed. */
export function decodedTexts(words: readonly Word[], onCut: () => void): string[] {
  const out: string[] = []
  let total = 0
  for (const { kind, text } of words) {
    if (kind !== 'string' || text.length < 8) continue
    for (const decoded of decodings(text)) {
      total += decoded.length
      if (total > MAX_DECODED) {
        onCut()
        return out
      }
      out.push(decoded)
    }
  }
  return out
}

function decodings(text: string): string[] {
  const found: string[] = []
  if (/^[\w+/\s-]{8,}={0,2}$/.test(text)) found.push(Buffer.from(text, 'base64').toString('latin1'))
  if (/^(?:[\da-fA-F]{2}){6,}$/.test(text)) found.push(Buffer.from(text, 'hex').toString('latin1'))
  found.push(text.split('').toReversed().join(''))
  return found.filter((one) => /^[\t\n\r\x20-\x7e]{4,}$/.test(one.slice(0, 400)))
}
