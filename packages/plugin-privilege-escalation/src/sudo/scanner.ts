import type { CommandMember, Member } from './model.ts'

/** Thrown for a line that is none of sudoers(5); it never leaves the parser. */
export class SudoersFault extends Error {}

/** Reads a line from left to right. */
export class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string, at = 0) {
    this.#text = text
    this.#at = at
  }

  get isAtEnd(): boolean {
    this.skipSpace()
    return (
      this.#at >= this.#text.length ||
      (this.#text[this.#at] === '#' && !/^#-?\d/.test(this.#text.slice(this.#at, this.#at + 3)))
    )
  }

  skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }

  /** Whether the text goes on with `word`, which is passed then. */
  take(word: string): boolean {
    this.skipSpace()
    if (!this.#text.startsWith(word, this.#at)) return false
    this.#at += word.length
    return true
  }

  /** What an expression, which is sticky, finds here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    this.skipSpace()
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text)
    if (found === null) return undefined
    this.#at = expression.lastIndex
    return found
  }

  peek(): string {
    this.skipSpace()
    return this.#text[this.#at] ?? ''
  }

  /** Exclamation marks; an even number says nothing. */
  negation(): boolean {
    let isNegated = false
    while (this.take('!')) isNegated = !isNegated
    return isNegated
  }

  /** A name, quoted or with backslashes, up to what ends one. */
  name(stop: RegExp): string {
    this.skipSpace()
    let value = ''
    if (this.#text[this.#at] === '"') {
      const end = this.#text.indexOf('"', this.#at + 1)
      if (end === -1) throw new SudoersFault()
      value = this.#text.slice(this.#at + 1, end)
      this.#at = end + 1
      return value
    }
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? ''
      if (character === '\\' && this.#at + 1 < this.#text.length) {
        this.#at += 1
        value += this.#text[this.#at]
      } else if (stop.test(character)) break
      else value += character
    }
    if (value === '') throw new SudoersFault()
    return value
  }

  /** A path or its arguments: backslashes go before what is special to sudoers, and stay before wildcards. */
  raw(stop: RegExp): string {
    let value = ''
    for (; this.#at < this.#text.length; this.#at += 1) {
      const character = this.#text[this.#at] ?? ''
      const next = this.#text[this.#at + 1]
      if (character === '\\' && next !== undefined) {
        value += /[:\\,= \t#"]/.test(next) ? next : `\\${next}`
        this.#at += 1
      } else if (stop.test(character)) break
      else value += character
    }
    return value
  }
}

const END_OF_NAME = /[\s,:=!()#]/

/** A list of users, hosts or users to run as, separated by commas. */
export function readMembers(scanner: Scanner): readonly Member[] {
  const members: Member[] = []
  do {
    const isNegated = scanner.negation()
    members.push({ isNegated, ...readMember(scanner) })
  } while (scanner.take(','))
  return members
}

function readMember(scanner: Scanner): Omit<Member, 'isNegated'> {
  const id = scanner.match(/(%?)#(-?\d+)/y)
  if (id !== undefined) return { kind: id[1] === '%' ? 'gid' : 'uid', value: id[2] ?? '' }
  const prefix = scanner.match(/%:|[%+]/y)?.[0]
  const value = scanner.name(END_OF_NAME)
  if (prefix === '%' && value.startsWith('#')) return { kind: 'gid', value: value.slice(1) }
  if (prefix === '%') return { kind: 'group', value }
  if (prefix !== undefined) return { kind: 'other', value }
  if (value === 'ALL') return { kind: 'all', value }
  if (value.startsWith('%#')) return { kind: 'gid', value: value.slice(2) }
  if (value.startsWith('%')) return { kind: 'group', value: value.slice(1) }
  return { kind: 'name', value }
}

/** One command of a list, without its negation's list. */
export function readCommand(scanner: Scanner): CommandMember {
  const isNegated = scanner.negation()
  const digests: string[] = []
  for (;;) {
    const digest = scanner.match(/(sha(?:224|256|384|512))\s*:\s*([A-Za-z0-9+/=]+)/y)
    if (digest === undefined) break
    digests.push(`${digest[1] ?? ''}:${digest[2] ?? ''}`)
    scanner.take(',')
  }
  const isInner = digests.length > 0 && scanner.negation()
  const path = readPath(scanner)
  const common = { isNegated: isNegated !== isInner, digests }
  if (path === 'ALL') return { ...common, kind: 'all', value: path }
  const isAlias = /^[A-Z][A-Z0-9_]*$/.test(path)
  if (isAlias) return { ...common, kind: 'alias', value: path }
  const args = readArguments(scanner)
  const isEdit = path === 'sudoedit'
  if (!isEdit && path !== 'list' && !/^[/^*]/.test(path)) throw new SudoersFault()
  const kind = isEdit ? 'sudoedit' : path === 'list' ? 'list' : path.endsWith('/') ? 'folder' : 'command'
  return { ...common, kind, value: path, ...(args === undefined ? {} : { args }) }
}

function readPath(scanner: Scanner): string {
  scanner.skipSpace()
  const path = scanner.peek() === '^' ? (scanner.match(/\^\S*\$/y)?.[0] ?? '') : scanner.raw(/[\s,:=#]/)
  if (path === '') throw new SudoersFault()
  return path
}

/** Arguments up to the next command; `""` means that there are none. */
function readArguments(scanner: Scanner): string | undefined {
  scanner.skipSpace()
  const text = scanner.raw(/[,:#]/).trim().replaceAll(/\s+/g, ' ')
  if (text === '') return undefined
  return text === '""' ? '' : text
}
