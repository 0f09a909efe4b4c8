import { order } from '../order.ts'
import type { Order } from '../order.ts'

/** The parts of a version in the order in which they may follow each other; a part that may not makes the rest invalid. */
const PART = {
  invalid: -1,
  digitOrZero: 0,
  digit: 1,
  letter: 2,
  suffix: 3,
  suffixNumber: 4,
  hash: 5,
  revision: 6,
  end: 7,
} as const
type Part = (typeof PART)[keyof typeof PART]

const BEFORE_RELEASE = ['alpha', 'beta', 'pre', 'rc']
const AFTER_RELEASE = ['cvs', 'svn', 'git', 'hg', 'p']

/** What is left of a version, and which part comes next. */
interface Reader {
  readonly text: string
  at: number
  next: Part
}

/**
 * The order of apk-tools 2.14, by which Alpine's advisories are written, and commit hashes (`~`) of apk-tools 3. Of versions that
 * are not valid, what follows the first invalid part counts for nothing, and to have such a part is older.
 */
export function compareApk(a: string, b: string): Order {
  const [left, right] = [open(a), open(b)]
  let [x, y] = [0n, 0n]
  while (left.next === right.next && left.next !== PART.end && left.next !== PART.invalid && x === y) {
    x = read(left)
    y = read(right)
  }
  if (x !== y) return x < y ? -1 : 1
  for (const reader of [left, right]) skipNothing(reader)
  if (left.next === right.next) return 0
  // One goes on where the other ends or is something else, which makes it newer but for what comes before a release or is invalid.
  return order(Number(isOlder(right)), Number(isOlder(left))) || order(right.next, left.next)
}

/** Whether what comes next makes a version older than one that lacks it. */
function isOlder(reader: Reader): boolean {
  if (reader.next === PART.suffix) return read({ ...reader }) < 0n
  return (
    reader.next === PART.invalid ||
    (reader.next === PART.digitOrZero && /^[a-z]/.test(reader.text.slice(reader.at, reader.at + 1)))
  )
}

/** `-r` without a number is no revision. */
function skipNothing(reader: Reader): void {
  if (reader.next === PART.revision && !/^\d/.test(reader.text.slice(reader.at, reader.at + 1))) read(reader)
}

function open(text: string): Reader {
  return { text, at: 0, next: PART.digit }
}

/** Reads the part that comes next as a number, and finds out what follows it. */
function read(reader: Reader): bigint {
  const { text } = reader
  if (reader.at >= text.length) return finish(reader, PART.end, 0n)
  switch (reader.next) {
    case PART.digitOrZero:
      return text[reader.at] === '0' ? readZeros(reader) : readNumber(reader)
    case PART.digit:
    case PART.suffixNumber:
    case PART.revision:
      return readNumber(reader)
    case PART.letter:
      return follow(reader, BigInt(text.charCodeAt(reader.at++)))
    case PART.suffix:
      return readSuffix(reader)
    case PART.hash:
      return readHash(reader)
    default:
      return finish(reader, PART.invalid, -1n)
  }
}

/** A part that starts with zeros is read as a fraction: the more zeros, the older, then the digits behind them. */
function readZeros(reader: Reader): bigint {
  const [zeros = ''] = /^0+/.exec(reader.text.slice(reader.at)) ?? []
  reader.at += zeros.length
  if (reader.at === reader.text.length) reader.next = PART.end
  else reader.next = PART.digit
  return BigInt(-zeros.length)
}

function readNumber(reader: Reader): bigint {
  const [digits = ''] = /^\d*/.exec(reader.text.slice(reader.at)) ?? []
  if (digits.length >= 18) return finish(reader, PART.invalid, -1n)
  reader.at += digits.length
  return follow(reader, BigInt(digits))
}

function readSuffix(reader: Reader): bigint {
  const rest = reader.text.slice(reader.at)
  const before = BEFORE_RELEASE.findIndex((name) => rest.startsWith(name))
  const after = AFTER_RELEASE.findIndex((name) => rest.startsWith(name))
  const name = BEFORE_RELEASE[before] ?? AFTER_RELEASE[after]
  if (name === undefined) return finish(reader, PART.invalid, -1n)
  reader.at += name.length
  return follow(reader, BigInt(before === -1 ? after : before - BEFORE_RELEASE.length))
}

function readHash(reader: Reader): bigint {
  const [digits = ''] = /^[\da-f]*/.exec(reader.text.slice(reader.at)) ?? []
  if (digits === '') return finish(reader, PART.invalid, -1n)
  reader.at += digits.length
  // As text, the shorter one first where one begins the other.
  return follow(reader, BigInt(`0x${digits.slice(0, 64).padEnd(64, '0')}`))
}

function follow(reader: Reader, value: bigint): bigint {
  const next = nextPart(reader)
  const steps =
    next >= reader.next ||
    (next === PART.digitOrZero && reader.next === PART.digit) ||
    (next === PART.suffix && reader.next === PART.suffixNumber) ||
    (next === PART.digit && reader.next === PART.letter)
  return finish(reader, steps ? next : PART.invalid, value)
}

/** What follows, and past its mark. */
function nextPart(reader: Reader): Part {
  const { text, next } = reader
  const character = text[reader.at]
  if (character === undefined) return PART.end
  if ((next === PART.digit || next === PART.digitOrZero) && /[a-z]/.test(character)) return PART.letter
  if (next === PART.letter && /\d/.test(character)) return PART.digit
  if (next === PART.suffix && /\d/.test(character)) return PART.suffixNumber
  reader.at++
  if (character === '.') return PART.digitOrZero
  if (character === '_') return PART.suffix
  if (character === '~') return PART.hash
  if (character !== '-' || text[reader.at] !== 'r') return PART.invalid
  reader.at++
  return PART.revision
}

function finish(reader: Reader, next: Part, value: bigint): bigint {
  reader.next = next
  return value
}
