import type { Statement } from './statements.ts'
import type { Word } from './lex-words.ts'

const ASSIGNS = new Set(['=', '+=', '&=', '.=', ':=', '||=', '|='])
/** Methods that store their arguments in an object. */
const TAKES =
  /^(?:append|write|add|put|push|set\w*|load\w*|update|insert|concat|open|eval|loadxml|writetext|appendchild)$/i
/** Methods that write an object's content into their arguments. */
const GIVES = /^(?:read|readfully|readbytes|copyto|copy|transferto|inflate|dofinal)$/i
const NO_FUNCTION =
  /^(?:if|for|while|switch|catch|synchronized|using|lock|foreach|elseif|elsif|with|return|new|else|select|case|until|unless|and|or|not)$/i
const NO_NAME =
  /^(?:byte|char|int|string|object|var|let|const|my|new|this|self|true|false|null|nothing|out|response|in|i|j|request|if|else|return|void|public|private|static|final|length)$/i
/** Names that are followed, and words that are looked at for them. */
const MAX_NAMES = 50_000
const MAX_WORK = 12_000_000

/** Names that may hold what a request brings, and functions that give it. */
export interface Taint {
  readonly names: ReadonlySet<string>
  /** Whether words bring what the request does. */
  holds(words: readonly Word[]): boolean
}

/**
 * Follows what `source` matches through assignments, methods, parameters and results of one file until nothing new comes of it: a statement is
 * looked at again only where a name in it is new.
 */
export function followTaint(statements: readonly Statement[], source: RegExp, onCut: () => void): Taint {
  const names = new Set<string>()
  const functions = declarations(statements)
  const places = mentions(statements)
  const isSource = statements.map(({ text }) => source.test(text))
  const inside = enclosing(statements)
  const waiting = statements.flatMap((_, index) => (isSource[index] === true ? [index] : []))
  const isWaiting = new Set(waiting)
  const taintName = (name: string | undefined): void => {
    if (name === undefined || names.has(name) || NO_NAME.test(name)) return
    if (names.size >= MAX_NAMES) return onCut()
    names.add(name)
    for (const place of places.get(name) ?? []) {
      if (isWaiting.has(place)) continue
      isWaiting.add(place)
      waiting.push(place)
    }
  }
  let work = 0
  for (let next = 0; next < waiting.length; next += 1) {
    const index = waiting[next] as number
    isWaiting.delete(index)
    const statement = statements[index] as Statement
    work += statement.words.length
    if (work > MAX_WORK) {
      onCut()
      break
    }
    const current = inside[index] ?? ''
    propagate(statement, { names, functions, isSource: isSource[index] === true, current, taintName })
  }
  return { names, holds: (words) => holdsAny(words, names) }
}

/** The statements in which each name stands. */
function mentions(statements: readonly Statement[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const [index, { words }] of statements.entries()) {
    for (const word of words) {
      for (const name of namesIn(word)) {
        const known = places.get(name)
        if (known === undefined) places.set(name, [index])
        else if (known.at(-1) !== index) known.push(index)
      }
    }
  }
  return places
}

/** The function in which each statement stands, as far as the order says. */
function enclosing(statements: readonly Statement[]): string[] {
  let current = ''
  return statements.map((statement) => {
    current = nameOfDeclaration(statement) ?? current
    return current
  })
}

interface Round {
  readonly names: Set<string>
  readonly functions: ReadonlyMap<string, readonly string[]>
  readonly isSource: boolean
  readonly current: string
  readonly taintName: (name: string | undefined) => void
}

/** Names in texts: `"$a"`, `${a}`, `#{a}`, `{a}`. */
const INSERTED = /[#$]?\{\s*([\p{L}_$@][\p{L}\p{N}_$]*)|([$@][\p{L}_][\p{L}\p{N}_]*)/gu

/** The names that a word, or a text with names in it, stands for. */
function namesIn({ kind, text }: Word): string[] {
  if (kind === 'word') return [text]
  if (kind !== 'string' || !/[${]/.test(text)) return []
  return Array.from(text.matchAll(INSERTED), ([, braced, plain]) => braced ?? plain ?? '')
}

const holdsAny = (words: readonly Word[], names: ReadonlySet<string>): boolean =>
  words.some((word) => (word.kind === 'word' ? names.has(word.text) : namesIn(word).some((name) => names.has(name))))

function propagate({ words, text }: Statement, { names, functions, isSource, current, taintName }: Round): void {
  if (!isSource && !holdsAny(words, names)) return
  const counts = countsOf(words, names)
  const isTainted = (from: number, to: number): boolean => (counts[to] as number) > (counts[from] as number)
  for (const [index, { kind, text: mark }] of words.entries()) {
    if (kind !== 'mark' || !ASSIGNS.has(mark)) continue
    if (isSource || isTainted(index + 1, words.length)) taintName(targetOf(words, index))
  }
  const [first, second] = words
  if (/^(?:return|yield)$/i.test(first?.text ?? '') && current !== '') taintName(current)
  if (/^for(?:each)?$/i.test(first?.text ?? '')) {
    const place = words.findIndex(({ text: word }) => word === ':' || word === 'in' || word === 'of')
    if (place > 0) taintName(words[place - 1]?.text)
  }
  if (second === undefined || text.length === 0) return
  const ends = closingBrackets(words)
  for (const [index, { kind, text: name }] of words.entries()) {
    if (kind !== 'word' || words[index + 1]?.text !== '(') continue
    const end = ends[index + 1] as number
    const parameters = functions.get(name)
    const isGiven = isTainted(index + 2, end)
    if (parameters !== undefined && (isGiven || (isSource && end > index + 2))) {
      for (const parameter of parameters) taintName(parameter)
    }
    const owner = words[index - 1]?.text === '.' ? words[index - 2] : undefined
    if (owner?.kind !== 'word') continue
    if (TAKES.test(name) && isGiven) taintName(owner.text)
    if (GIVES.test(name) && names.has(owner.text)) {
      for (const arg of words.slice(index + 2, end)) if (arg.kind === 'word') taintName(arg.text)
    }
  }
}

/** How many words before each place bring the request. */
function countsOf(words: readonly Word[], names: ReadonlySet<string>): Int32Array {
  const counts = new Int32Array(words.length + 1)
  for (const [index, word] of words.entries())
    counts[index + 1] = (counts[index] as number) + (holdsAny([word], names) ? 1 : 0)
  return counts
}

/** For each opening bracket, where it is closed. */
function closingBrackets(words: readonly Word[]): Int32Array {
  const ends = new Int32Array(words.length).fill(words.length)
  const open: number[] = []
  for (const [index, { kind, text }] of words.entries()) {
    if (kind !== 'mark') continue
    if (text === '(' || text === '[' || text === '{') open.push(index)
    else if (text === ')' || text === ']' || text === '}') {
      const start = open.pop()
      if (start !== undefined) ends[start] = index
    }
  }
  return ends
}

/** The name before `=`, without its indexes. */
function targetOf(words: readonly Word[], equals: number): string | undefined {
  let open = 0
  for (let index = equals - 1; index >= 0; index -= 1) {
    const { kind, text } = words[index] as Word
    if (text === ']' || text === ')') open += 1
    else if (text === '[' || text === '(') open -= 1
    else if (open === 0 && kind === 'word') return text
  }
  return undefined
}

/** The words between a bracket and the one that closes it. */
export function argumentsAt(words: readonly Word[], open: number): readonly Word[] {
  let depth = 0
  for (let index = open; index < words.length; index += 1) {
    const { kind, text } = words[index] as Word
    if (kind !== 'mark') continue
    if (text === '(' || text === '[' || text === '{') depth += 1
    else if (text === ')' || text === ']' || text === '}') depth -= 1
    if (depth === 0) return words.slice(open + 1, index)
  }
  return words.slice(open + 1)
}

function nameOfDeclaration({ words, end, text }: Statement): string | undefined {
  const isBasic = /^(?:(?:public|private) )?(?:function|sub|def) /i.test(text)
  if (end !== '{' && !isBasic) return undefined
  const open = words.findIndex(({ text: mark }) => mark === '(')
  const name = open > 0 ? words[open - 1] : isBasic ? words[/^(?:public|private)/i.test(text) ? 2 : 1] : undefined
  return name?.kind === 'word' && !NO_FUNCTION.test(name.text) && !text.includes('=') ? name.text : undefined
}

function declarations(statements: readonly Statement[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const statement of statements) {
    const name = nameOfDeclaration(statement)
    if (name === undefined) continue
    const { words } = statement
    const open = words.findIndex(({ text }) => text === '(')
    const parameters = open === -1 ? [] : argumentsAt(words, open)
    // Of `String a, int b` the last word before each comma is the name.
    const names = parameters.filter(
      ({ kind }, index) => kind === 'word' && (parameters[index + 1]?.text ?? ',') === ',',
    )
    found.set(
      name,
      names.map(({ text }) => text),
    )
  }
  return found
}
