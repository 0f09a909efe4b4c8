/** A word as BuildKit reads it, and whether every variable in it has a value that is known. */
export interface ShellWord {
  readonly text: string
  readonly isKnown: boolean
}

/** Variables by name; undefined: declared, and without a value unless the builder gives one. */
export type Variables = ReadonlyMap<string, string | undefined>

/** Nesting of defaults in defaults that is read. */
const MAX_DEPTH = 16
const MAX_LENGTH = 65_536
/** Longest value, and longest pattern, that are matched: stars over longer ones could take without end. */
const MAX_MATCHED = 256

/** A word that BuildKit refuses, or that is beyond what a person writes. */
class Refused extends Error {}

/**
 * A word of an instruction with its quotes and escapes taken away and its variables put in, by the rules of BuildKit
 * (`frontend/dockerfile/shell`): `$A`, `${A}`, `${A:-0}`, `${A:+1}`, `${A#pattern}`, `${A%pattern}`, `${A/from/to}`, one in another.
 * A variable without a value is nothing. Undefined where BuildKit refuses the word, and for extremes.
 */
export function readShellWord(raw: string, variables: Variables, escape = '\\'): ShellWord | undefined {
  if (raw.length > MAX_LENGTH) return undefined
  const reader = createReader(raw, variables, escape)
  try {
    const text = reader.readUntil('', false)
    return text.length > MAX_LENGTH ? undefined : { text, isKnown: reader.isKnown() }
  } catch (error) {
    if (error instanceof Refused) return undefined
    throw error
  }
}

interface Reader {
  readonly readUntil: (stop: string, isPattern: boolean) => string
  readonly isKnown: () => boolean
}

function createReader(source: string, variables: Variables, escape: string): Reader {
  let at = 0
  let depth = 0
  let known = true

  const readUntil = (stop: string, isPattern: boolean): string => {
    if (++depth > MAX_DEPTH) throw new Refused()
    let text = ''
    while (at < source.length) {
      const character = source[at] ?? ''
      if (stop !== '' && character === stop) {
        at++
        depth--
        return text
      }
      if (character === '$') text += readVariable()
      else if (character === "'") text += readSingle(isPattern)
      else if (character === '"') text += readDouble(isPattern)
      else if (character === escape) {
        at++
        if (isPattern) text += escape
        text += source[at++] ?? ''
      } else {
        text += character
        at++
      }
    }
    if (stop !== '') throw new Refused()
    depth--
    return text
  }
  const readSingle = (isPattern: boolean): string => {
    const end = source.indexOf("'", at + 1)
    if (end === -1) throw new Refused()
    const text = source.slice(at + 1, end)
    at = end + 1
    return isPattern ? text.replaceAll(escape, escape + escape) : text
  }
  const readDouble = (isPattern: boolean): string => {
    let text = ''
    for (at++; at < source.length;) {
      const character = source[at] ?? ''
      if (character === '"') {
        at++
        return text
      }
      if (character === '$') text += readVariable()
      else if (character === escape && at + 1 < source.length) {
        const next = source[at + 1] ?? ''
        const isEscaped = next === '"' || next === '$' || next === escape
        text += isEscaped ? (isPattern ? escape : '') + next : isPattern ? escape + escape : escape
        at += isEscaped ? 2 : 1
      } else {
        text += character
        at++
      }
    }
    throw new Refused()
  }
  const readName = (): string => {
    const [name = ''] = /^(?:\d+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*)/u.exec(source.slice(at, at + 256)) ?? []
    at += name.length
    return name
  }
  const valueOf = (name: string): string => {
    const value = variables.get(name)
    if (value === undefined) known = false
    return value ?? ''
  }
  const readVariable = (): string => {
    at++
    if (source[at] !== '{') {
      const name = readName()
      return name === '' ? '$' : valueOf(name)
    }
    at++
    if (/^[{}:]?$/.test(source[at] ?? '')) throw new Refused()
    const name = readName()
    let mark = source[at++] ?? ''
    if (mark === '}') return valueOf(name)
    const orEmpty = mark === ':'
    if (orEmpty) mark = source[at++] ?? ''
    if (mark === '/') return replace(name)
    const isPattern = mark === '#' || mark === '%'
    if (!'+-?#%'.includes(mark) || mark === '' || (orEmpty && isPattern)) throw new Refused()
    const word = readUntil('}', isPattern)
    const value = variables.get(name)
    const isUnset = value === undefined || (orEmpty && value === '')
    if (mark === '-') return isUnset ? word : value
    if (mark === '+') return isUnset ? '' : word
    if (!isPattern) return valueOf(name)
    const isLongest = word.startsWith(mark)
    return trim(matchedValueOf(name), { pattern: isLongest ? word.slice(1) : word, isLongest, isEnd: mark === '%' })
  }
  const matchedValueOf = (name: string): string => {
    const value = valueOf(name)
    if (value.length > MAX_MATCHED) throw new Refused()
    return value
  }
  const replace = (name: string): string => {
    const isAll = source[at] === '/'
    if (isAll) at++
    const pattern = toRegExp(readUntil('/', true), true)
    const replacement = readUntil('}', false)
    return matchedValueOf(name).replace(new RegExp(pattern, isAll ? 'gs' : 's'), () => replacement)
  }
  const trim = (
    value: string,
    { pattern, isLongest, isEnd }: { readonly pattern: string; readonly isLongest: boolean; readonly isEnd: boolean },
  ): string => {
    const form = toRegExp(pattern, isLongest)
    if (!isEnd) return value.replace(new RegExp(`^(?:${form})`, 's'), '')
    // The shortest end is the one that begins last.
    return value.replace(new RegExp(isLongest ? `(?:${form})$` : `^(.*)(?:${form})$`, 's'), isLongest ? '' : '$1')
  }
  const toRegExp = (pattern: string, isGreedy: boolean): string => {
    if (pattern.split('*').length > 3 || pattern.length > MAX_MATCHED) throw new Refused()
    let form = ''
    for (let index = 0; index < pattern.length; index++) {
      const character = pattern[index] ?? ''
      if (character === '*') form += isGreedy ? '.*' : '.*?'
      else if (character === '?') form += '.'
      else form += (character === '\\' ? (pattern[++index] ?? '\\') : character).replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
    }
    return form
  }
  return { readUntil, isKnown: () => known }
}
