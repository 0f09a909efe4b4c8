import type { BinaryOperator, Expression, TemplatePart } from './hcl-expression.ts'
import { EACH } from './hcl-expression.ts'
import { skipBlanks } from './hcl-lexemes.ts'

/** Templates nested deeper than this are not parsed. */
const MAX_DEPTH = 48

const NAME = /[A-Za-z_][\w-]*/y
const NUMBER = /\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const OPERATORS: readonly (readonly [RegExp, number])[] = [
  [/\|\|/y, 1],
  [/&&/y, 2],
  [/==(?!=)|!=/y, 3],
  [/[<>]=?/y, 4],
  [/[+-]/y, 5],
  [/[*/%]/y, 6],
]
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null }

class SyntaxFault extends Error {}

/** The text between quotes, or of a heredoc, as HCL reads it: `${…}` and `%{…}` are read; undefined where it is none. */
export function parseTemplate(text: string): Expression | undefined {
  try {
    return createParser(text).template()
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined
    throw error
  }
}

function createParser(source: string): { template(): Expression } {
  let at = 0
  let depth = 0
  const fail = (): never => {
    throw new SyntaxFault('not HCL')
  }
  const deeper = <T>(read: () => T): T => {
    if (++depth > MAX_DEPTH) fail()
    const value = read()
    depth--
    return value
  }
  const skip = (): void => {
    at = skipBlanks(source, at, true)
  }
  const match = (form: RegExp): string | undefined => {
    form.lastIndex = at
    const found = form.exec(source)?.[0]
    if (found !== undefined) at += found.length
    return found
  }
  const take = (mark: string): boolean => {
    skip()
    if (!source.startsWith(mark, at)) return false
    at += mark.length
    return true
  }
  const need = (mark: string): void => {
    if (!take(mark)) fail()
  }
  const name = (): string => {
    skip()
    return match(NAME) ?? fail()
  }
  const keyword = (word: string): boolean => {
    skip()
    const from = at
    if (match(NAME) === word) return true
    at = from
    return false
  }

  /** Up to the closing quote or the end, or behind a directive that ends this part, such as `%{else}`, whose word is `stop`. */
  const parts = (isQuoted: boolean): { readonly value: Expression; readonly stop: string | undefined } => {
    const found: TemplatePart[] = []
    let text = ''
    let isTrimmed = false
    const flush = (isCutBehind: boolean): void => {
      let piece = isTrimmed ? text.trimStart() : text
      if (isCutBehind) piece = piece.trimEnd()
      if (piece !== '') found.push({ value: { kind: 'literal', value: piece }, source: undefined })
      text = ''
      isTrimmed = false
    }
    const end = (stop?: string): { value: Expression; stop: string | undefined } => {
      flush(false)
      return { value: { kind: 'template', parts: found }, stop }
    }
    for (;;) {
      if (at >= source.length) return isQuoted ? fail() : end()
      const char = source[at] ?? ''
      if (isQuoted && char === '"') {
        at++
        return end()
      }
      if (source.startsWith('$${', at) || source.startsWith('%%{', at)) {
        text += `${char}{`
        at += 3
      } else if (source.startsWith('${', at) || source.startsWith('%{', at)) {
        const start = at
        at += 2
        const isCut = source[at] === '~'
        if (isCut) at++
        if (char === '$') {
          flush(isCut)
          const value = deeper(expression)
          isTrimmed = take('~')
          need('}')
          found.push({ value, source: source.slice(start, at) })
        } else {
          const word = name()
          if (/^(?:else|endif|endfor)$/.test(word)) {
            flush(isCut)
            isTrimmed = take('~')
            need('}')
            return end(word)
          }
          flush(isCut)
          const value = deeper(() => directive(word, isQuoted))
          found.push({ value, source: source.slice(start, at) })
        }
      } else if (isQuoted && char === '\\') text += escape()
      else {
        text += char
        at++
      }
    }
  }
  const escape = (): string => {
    const [whole, short, long] =
      /^\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8}))/.exec(source.slice(at, at + 10)) ?? ([] as string[])
    const code = Number.parseInt(short ?? long ?? '', 16)
    if (whole !== undefined && code <= 0x10_ff_ff) {
      at += whole.length
      return String.fromCodePoint(code)
    }
    const next = source[at + 1] ?? ''
    at += 2
    return ESCAPES[next] ?? next
  }
  const directive = (word: string, isQuoted: boolean): Expression => {
    if (word === 'if') {
      const test = expression()
      take('~')
      need('}')
      const yes = parts(isQuoted)
      const no = yes.stop === 'else' ? parts(isQuoted) : undefined
      if ((no ?? yes).stop !== 'endif') fail()
      return { kind: 'choice', test, yes: yes.value, no: no?.value ?? { kind: 'literal', value: '' } }
    }
    if (word !== 'for') fail()
    const { key, item, of } = loop()
    take('~')
    need('}')
    const { value, stop } = parts(isQuoted)
    if (stop !== 'endfor') fail()
    return { kind: 'for', key, item, of, name: undefined, value, test: undefined, isGrouped: false, isText: true }
  }
  const loop = (): { readonly key: string | undefined; readonly item: string; readonly of: Expression } => {
    const first = name()
    const second = take(',') ? name() : undefined
    if (!keyword('in')) fail()
    return { key: second === undefined ? undefined : first, item: second ?? first, of: expression() }
  }

  function expression(): Expression {
    return deeper(() => {
      const test = binary(1)
      if (!take('?')) return test
      const yes = expression()
      need(':')
      return { kind: 'choice', test, yes, no: expression() }
    })
  }
  const operator = (level: number): BinaryOperator | undefined => {
    skip()
    const [form] = OPERATORS[level - 1] ?? []
    return form && (match(form) as BinaryOperator | undefined)
  }
  const binary = (level: number): Expression => {
    if (level > OPERATORS.length) return unary()
    let left = binary(level + 1)
    for (let found = operator(level); found !== undefined; found = operator(level))
      left = { kind: 'binary', operator: found, left, right: binary(level + 1) }
    return left
  }
  const unary = (): Expression => {
    skip()
    const sign = source[at]
    if (sign !== '-' && sign !== '!') return postfix()
    at++
    return { kind: 'unary', operator: sign, of: deeper(unary) }
  }
  const postfix = (): Expression => steps(primary())
  /** `.name`, `.0`, `[key]`, `.*`, `[*]` behind a value. */
  const steps = (from: Expression): Expression => {
    let value = from
    for (;;) {
      if (source.startsWith('...', at)) return value
      if (source.startsWith('.*', at) || /^\[\s{0,16}\*\s{0,16}\]/.test(source.slice(at, at + 40))) {
        at = source[at] === '.' ? at + 2 : source.indexOf(']', at) + 1
        return { kind: 'splat', of: value, each: deeper(() => steps({ kind: 'name', name: EACH })) }
      }
      if (source[at] === '.') {
        at++
        const key = match(NAME) ?? match(/\d+/y) ?? fail()
        value = { kind: 'member', of: value, key: { kind: 'literal', value: /^\d/.test(key) ? Number(key) : key } }
      } else if (source[at] === '[') {
        at++
        const key = expression()
        need(']')
        value = { kind: 'member', of: value, key }
      } else return value
    }
  }
  const primary = (): Expression => {
    skip()
    const char = source[at] ?? ''
    if (char === '"') {
      at++
      return deeper(() => parts(true).value)
    }
    if (char === '(') {
      at++
      const value = expression()
      need(')')
      return value
    }
    if (char === '[') return list()
    if (char === '{') return object()
    const number = match(NUMBER)
    if (number !== undefined) return { kind: 'literal', value: Number(number) }
    const word = match(NAME) ?? fail()
    if (source[at] === '(') return call(word)
    return Object.hasOwn(WORDS, word) ? { kind: 'literal', value: WORDS[word] ?? null } : { kind: 'name', name: word }
  }
  const call = (word: string): Expression => {
    at++
    const values: Expression[] = []
    let isSpread = false
    while (!take(')')) {
      values.push(expression())
      if (take('...')) isSpread = true
      if (!take(',')) {
        need(')')
        break
      }
    }
    return { kind: 'call', name: word, values, isSpread }
  }
  const list = (): Expression => {
    at++
    if (keyword('for')) return forBehind(']')
    const items: Expression[] = []
    while (!take(']')) {
      items.push(expression())
      if (!take(',')) {
        need(']')
        break
      }
    }
    return { kind: 'list', items }
  }
  const object = (): Expression => {
    at++
    if (keyword('for')) return forBehind('}')
    const items: (readonly [Expression, Expression])[] = []
    while (!take('}')) {
      skip()
      const word = /[A-Za-z_][\w-]*(?=\s*[=:](?!=))/y
      const plain = match(word)
      const key: Expression = plain === undefined ? expression() : { kind: 'literal', value: plain }
      if (!take('=')) need(':')
      items.push([key, expression()])
      take(',')
    }
    return { kind: 'object', items }
  }
  const forBehind = (bracket: string): Expression => {
    const { key, item, of } = loop()
    need(':')
    const first = expression()
    const second = bracket === '}' ? (need('=>'), expression()) : undefined
    const isGrouped = take('...')
    const test = keyword('if') ? expression() : undefined
    need(bracket)
    const [member, value] = second === undefined ? [undefined, first] : [first, second]
    return { kind: 'for', key, item, of, name: member, value, test, isGrouped, isText: false }
  }
  return {
    template() {
      const { value, stop } = parts(false)
      return stop === undefined ? value : fail()
    },
  }
}
