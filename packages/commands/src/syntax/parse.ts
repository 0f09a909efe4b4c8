import { endOfLine, skipBracket } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import type { Assignment, Group, Joint, Pipeline, Redirect, SimpleCommand, Word } from './model.ts'
import { readExpanded, readWord } from './read-word.ts'

/** Nesting of groups that is followed; deeper groups are read as if they stood one beside the other. */
const MAX_DEPTH = 50

/** A cursor, and the here-documents whose text begins at the next line. */
interface Reader extends Cursor {
  readonly waiting: { readonly end: string; readonly isPlain: boolean; readonly isIndented: boolean; word: Word }[]
  depth: number
}

/** Words that open a group, and the one that closes it. */
const CLOSES: Readonly<Record<string, string>> = {
  '{': '}',
  if: 'fi',
  while: 'done',
  until: 'done',
  for: 'done',
  select: 'done',
  case: 'esac',
}
const CLOSERS = new Set(Object.values(CLOSES))
/** Words before a command that say when it is run, not what. */
const SKIPPED = new Set(['then', 'do', 'else', 'elif', '!', 'time', 'coproc', 'in'])

/** The commands of a script of a POSIX shell, bash, zsh or ksh. Never throws: what is wrong is read as far as it can be. */
export function parseScript(text: string): readonly Pipeline[] {
  const reader: Reader = { text, at: 0, waiting: [], depth: 0 }
  const all: Pipeline[] = []
  while (reader.at < text.length) {
    const before = reader.at
    all.push(...readList(reader, ''))
    // A bracket or a word that closes what was never opened.
    if (reader.at === before) reader.at++
  }
  return all
}

/** Pipelines up to `close`, which is taken, or to what closes a group around this one, which is not. */
function readList(reader: Reader, close: string): Pipeline[] {
  const pipelines: Pipeline[] = []
  let stages: (SimpleCommand | Group)[] = []
  let joint: Joint = ''
  const finish = (next: Joint): void => {
    if (stages.length > 0) pipelines.push({ stages, joint })
    if (stages.length > 0 || joint === '') joint = pipelines.length === 0 ? '' : next
    stages = []
  }
  for (;;) {
    const { text } = reader
    skipBlanks(reader)
    const character = text[reader.at]
    if (character === undefined) break
    if (character === '\n') {
      reader.at++
      takeDocuments(reader)
      finish(';')
    } else if (character === '#') reader.at = endOfLine(text, reader.at)
    else if (character === ';' && text[reader.at + 1] === ';' && close === 'esac') {
      reader.at += 2
      finish(';')
      skipPattern(reader)
    } else if (character === ';') {
      reader.at++
      finish(';')
    } else if (character === '&' && text[reader.at + 1] !== '>') {
      const isAnd = text[reader.at + 1] === '&'
      reader.at += isAnd ? 2 : 1
      finish(isAnd ? '&&' : '&')
    } else if (character === '|') {
      const isOr = text[reader.at + 1] === '|'
      reader.at += isOr || text[reader.at + 1] === '&' ? 2 : 1
      if (isOr) finish('||')
    } else if (character === ')') {
      if (close === ')') reader.at++
      break
    } else {
      const word = close === '' && reader.depth === 0 ? '' : plainWordAt(reader)
      if (word !== '' && word === close) {
        reader.at += word.length
        break
      }
      if (word !== '' && close !== '' && CLOSERS.has(word)) break
      const stage = readStage(reader)
      if (stage) stages.push(stage)
    }
  }
  finish('')
  return pipelines
}

function readStage(reader: Reader): SimpleCommand | Group | undefined {
  const start = reader.at
  const word = plainWordAt(reader)
  if (SKIPPED.has(word)) {
    reader.at += word.length
    return undefined
  }
  if (word === 'function') {
    reader.at += word.length
    skipBlanks(reader)
    readWord(reader)
    skipBlanks(reader)
    if (reader.text.startsWith('()', reader.at)) reader.at += 2
    return undefined
  }
  if (word === '[[' || isArithmetic(reader)) return readCondition(reader, word)
  const isBracket = reader.text[reader.at] === '('
  const close = isBracket ? ')' : CLOSES[word]
  if (close === undefined || reader.depth >= MAX_DEPTH) {
    if (isBracket || CLOSERS.has(word) || word === '{') {
      reader.at += isBracket ? 1 : word.length
      return undefined
    }
    return readSimple(reader)
  }
  reader.at += isBracket ? 1 : word.length
  const header = readHeader(reader, word)
  reader.depth++
  const body = readList(reader, close)
  reader.depth--
  const redirects: Redirect[] = []
  for (skipBlanks(reader); readRedirect(reader, redirects); skipBlanks(reader));
  return { kind: 'group', body: [...header, ...body], redirects, start, end: reader.at }
}

/** `x in a b` of a loop, which gives `x` a value; the subject and first pattern of a case. */
function readHeader(reader: Reader, word: string): Pipeline[] {
  if (word === 'case') {
    skipBlanks(reader)
    readWord(reader)
    skipBlanks(reader)
    if (plainWordAt(reader) === 'in') reader.at += 2
    skipPattern(reader)
    return []
  }
  if (word !== 'for' && word !== 'select') return []
  const start = reader.at
  skipBlanks(reader)
  if (reader.text.startsWith('((', reader.at)) {
    reader.at = skipBracket(reader.text, reader.at + 2)
    return []
  }
  const name = plainWordAt(reader)
  readWord(reader)
  skipBlanks(reader)
  if (plainWordAt(reader) !== 'in') return []
  reader.at += 2
  skipBlanks(reader)
  const value = readWord(reader)
  while (reader.at < reader.text.length && !/[\n;]/.test(reader.text[reader.at] ?? '')) {
    skipBlanks(reader)
    const before = reader.at
    readWord(reader)
    if (reader.at === before) break
  }
  const assignments = /^[A-Za-z_]\w*$/.test(name) ? [{ name, value, isAppended: false }] : []
  const end = reader.at
  return [{ joint: '', stages: [{ kind: 'simple', assignments, words: [], redirects: [], start, end }] }]
}

/** `(( … ))`, and not a subshell in a subshell: both brackets close together. */
function isArithmetic({ text, at }: Reader): boolean {
  return text.startsWith('((', at) && text[skipBracket(text, at + 2)] === ')'
}

/** `[[ … ]]` and `(( … ))`: nothing in them is run. */
function readCondition(reader: Reader, word: string): undefined {
  if (word === '[[') {
    const end = reader.text.indexOf(']]', reader.at)
    reader.at = end === -1 ? reader.text.length : end + 2
  } else reader.at = skipBracket(reader.text, reader.at + 1)
  return undefined
}

/** A pattern of a case, with its bracket; nothing where `esac` stands there. */
function skipPattern(reader: Reader): void {
  while (/[\s;]/.test(reader.text[reader.at] ?? '')) reader.at++
  if (plainWordAt(reader) === 'esac') return
  if (reader.text[reader.at] === '(') reader.at++
  while (reader.at < reader.text.length && !/[)\n]/.test(reader.text[reader.at] ?? '')) {
    const before = reader.at
    readWord(reader)
    if (reader.at === before) reader.at++
  }
  if (reader.text[reader.at] === ')') reader.at++
}

function readSimple(reader: Reader): SimpleCommand | undefined {
  const start = reader.at
  const assignments: Assignment[] = []
  const words: Word[] = []
  const redirects: Redirect[] = []
  for (;;) {
    skipBlanks(reader)
    const character = reader.text[reader.at]
    if (character === undefined || /[\n;|)]/.test(character)) break
    if (character === '&' && reader.text[reader.at + 1] !== '>') break
    if (character === '#' && /\s/.test(reader.text[reader.at - 1] ?? ' ')) break
    if (readRedirect(reader, redirects)) continue
    // The brackets of a function's name: what follows is a group of its own.
    if (character === '(') {
      if (reader.text[reader.at + 1] === ')') {
        reader.at += 2
        words.length = 0
        break
      }
      reader.at = skipBracket(reader.text, reader.at + 1)
      continue
    }
    const assigned = words.length === 0 ? assignmentAt(reader) : undefined
    if (assigned) assignments.push(assigned)
    else words.push(readWord(reader))
  }
  if (assignments.length + words.length + redirects.length === 0) return undefined
  return { kind: 'simple', assignments, words, redirects, start, end: reader.at }
}

function assignmentAt(reader: Reader): Assignment | undefined {
  const [whole = '', name = '', plus = ''] =
    /^([A-Za-z_]\w{0,254})(\+?)=/.exec(reader.text.slice(reader.at, reader.at + 258)) ?? []
  if (whole === '') return undefined
  reader.at += whole.length
  const value =
    reader.text[reader.at] === '('
      ? readExpanded(reader.text.slice(reader.at + 1, (reader.at = skipBracket(reader.text, reader.at + 1)) - 1))
      : readWord(reader)
  return { name, value, isAppended: plus !== '' }
}

const REDIRECT = /^(\d{1,9}|\{[A-Za-z_]\w{0,99}\})?(<<<|<<-?|<&|<>|>>|>&|>\||&>>?|<|>)/

function readRedirect(reader: Reader, into: Redirect[]): boolean {
  const [whole = '', descriptor = '', operator = ''] =
    REDIRECT.exec(reader.text.slice(reader.at, reader.at + 110)) ?? []
  if (operator === '' || (/^[<>]$/.test(operator) && reader.text[reader.at + whole.length] === '(')) return false
  reader.at += whole.length
  skipBlanks(reader)
  const word = readWord(reader)
  if (operator !== '<<' && operator !== '<<-') {
    into.push({ descriptor, operator, word })
    return true
  }
  const end = word.pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('')
  const isPlain = word.pieces.some(({ isQuoted }) => isQuoted)
  const document = { end, isPlain, isIndented: operator === '<<-', word }
  reader.waiting.push(document)
  // Its text comes with the next line.
  into.push({
    descriptor,
    operator: '<<',
    get word() {
      return document.word
    },
  })
  return true
}

/** Takes the texts of here-documents, which begin where the cursor is. */
function takeDocuments(reader: Reader): void {
  for (const document of reader.waiting.splice(0)) {
    const lines: string[] = []
    const start = reader.at
    while (reader.at < reader.text.length) {
      const end = endOfLine(reader.text, reader.at)
      const line = reader.text.slice(reader.at, end).replace(/\r$/, '')
      reader.at = Math.min(end + 1, reader.text.length)
      const shown = document.isIndented ? line.replace(/^\t+/, '') : line
      if (shown === document.end) break
      lines.push(shown)
    }
    const text = lines.map((line) => `${line}\n`).join('')
    const pieces = document.isPlain ? [{ kind: 'text' as const, text, isQuoted: true }] : readExpanded(text).pieces
    document.word = { pieces, start, end: reader.at }
  }
}

/** The word at the cursor as it stands there, where nothing in it is quoted or expanded. */
function plainWordAt({ text, at }: Reader): string {
  const [word = ''] = /^[^\s;&|<>()'"\\$`]{1,256}/.exec(text.slice(at, at + 257)) ?? []
  const next = text[at + word.length]
  return next === undefined || /[\s;&|<>()]/.test(next) ? word : ''
}

function skipBlanks(reader: Reader): void {
  const { text } = reader
  for (;;) {
    const character = text[reader.at]
    if (character === ' ' || character === '\t' || character === '\r') reader.at++
    else if (character === '\\' && text[reader.at + 1] === '\n') reader.at += 2
    else if (character === '\\' && text[reader.at + 1] === '\r' && text[reader.at + 2] === '\n') reader.at += 3
    else return
  }
}
