import type { Language, Machine } from '../flow/machine.ts'
import { DECODED, isTrue, joinAll, knownValue, numberOf, PARTIAL, SCRIPT_PATH, textOf, UNKNOWN } from '../flow/value.ts'
import type { Scope, Value } from '../flow/value.ts'
import { callUnknown } from './call-unknown.ts'
import { callFunction } from './calls.ts'
import { SELF } from './files.ts'
import { bitwise } from './functions/bytes.ts'
import { callMethod, createObject, fieldOf } from './objects.ts'
import { isSuperglobal, serverValue, superglobal } from './sources.ts'

const CONSTANTS: Readonly<Record<string, string | number | boolean | null>> = {
  true: true,
  false: false,
  null: null,
  __file__: SELF,
  __line__: 1,
  __dir__: '/var/www/html',
  __namespace__: '',
  php_eol: '\n',
  directory_separator: '/',
  php_version: '7.0.0',
  php_os: 'Linux',
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  m_pi: Math.PI,
  php_int_max: Number.MAX_SAFE_INTEGER,
  e_all: 32767,
}

/** Constants of PHP that nobody compares with their names. */
const IS_CONSTANT = /^(?:[A-Z][A-Z\d]*_[A-Z\d_]*|E_\w+|STDIN|STDOUT|STDERR)$/

/** What PHP means by what it says. */
export const PHP: Language = {
  variable(machine, name) {
    if (name === 'GLOBALS') machine.world.isAllShared = true
    return superglobal(name, machine.globals.variables)
  },
  isGlobal: isSuperglobal,
  constant: readConstant,
  call: callFunction,
  method: callMethod,
  field: (_machine, owner, name) => fieldOf(owner, name, serverValue),
  create: createObject,
  callUnknown,
  join: (_machine, parts) => joinUnknown(parts),
  binary,
  unary(_machine, operator, of) {
    if (operator === '!') {
      const test = isTrue(of)
      return test === undefined ? UNKNOWN : knownValue(!test)
    }
    if (operator === '~' && typeof of.known === 'string') {
      return knownValue(bitwise('^', of.known, '\xff'.repeat(of.known.length)), of.from | DECODED)
    }
    const number = numberOf(of)
    if (number === undefined) return operator === '~' ? joinAll([of], DECODED) : UNKNOWN
    return knownValue(operator === '-' ? -number : operator === '~' ? ~number : number, of.from)
  },
  cast(_machine, type, of) {
    if (type.startsWith('int') || type === 'float' || type === 'double' || type === 'real') {
      const number = numberOf(of)
      return number === undefined ? UNKNOWN : knownValue(type.startsWith('int') ? Math.trunc(number) : number)
    }
    if (type.startsWith('bool')) return UNKNOWN
    if (type === 'string' && of.known !== undefined) return { ...of, known: textOf(of) ?? '' }
    return of
  },
}

function readConstant(_machine: Machine, name: string, scope: Scope): Value {
  const lower = name.toLowerCase()
  if (Object.hasOwn(CONSTANTS, lower)) return knownValue(CONSTANTS[lower] as string)
  if (lower === '__class__') return knownValue(scope.className)
  if (lower === '__function__' || lower === '__method__' || IS_CONSTANT.test(name)) return UNKNOWN
  // A name without a meaning is a text: `$_POST[a]`.
  return knownValue(name)
}

const SCRIPT_ENDING = /\.(?:php\d?|phtml|jspx?|aspx?)$/i
const STREAM = /^(?:data:|php:|https?:|ftp:)/i

/** Texts of which not all are known: a beginning that names a stream leaves it whole. */
function joinUnknown(parts: readonly Value[]): Value {
  const texts = parts.map(textOf)
  const isStream = STREAM.test(texts[0] ?? '')
  const isPartial = !isStream && texts.some((text) => text !== undefined && text.trim() !== '' && text !== './')
  const isScript = SCRIPT_ENDING.test(texts.at(-1) ?? '')
  return joinAll(parts, (isPartial ? PARTIAL : 0) | (isScript ? SCRIPT_PATH : 0))
}

function binary(machine: Machine, operator: string, left: Value, right: Value): Value {
  if (operator === '^' || operator === '&' || operator === '|') return bits(machine, operator, left, right)
  if (operator === '??') return left.known == null && left.items === undefined ? joinOne(left, right) : left
  if (operator === '.') return joinUnknown([left, right])
  if (operator === '||' || operator === 'or' || operator === '&&' || operator === 'and')
    return logical(operator, left, right)
  const [a, b] = [textOf(left), textOf(right)]
  if (a === undefined || b === undefined) return UNKNOWN
  return compute(operator, left, right)
}

/** Either value: one of them says where it comes from. */
function joinOne(left: Value, right: Value): Value {
  return left.from === 0 || left.from === 64
    ? right
    : { from: left.from | right.from, source: left.source ?? right.source }
}

function bits(machine: Machine, operator: string, left: Value, right: Value): Value {
  if (typeof left.known === 'string' && typeof right.known === 'string') {
    machine.characters -= left.known.length
    return knownValue(bitwise(operator, left.known, right.known), left.from | right.from | DECODED)
  }
  const [a, b] = [numberOf(left), numberOf(right)]
  if (a === undefined || b === undefined) return joinAll([left, right], DECODED)
  return knownValue(operator === '^' ? a ^ b : operator === '&' ? a & b : a | b, left.from | right.from)
}

function logical(operator: string, left: Value, right: Value): Value {
  const [a, b] = [isTrue(left), isTrue(right)]
  if (operator === '||' || operator === 'or') {
    if (a === true || b === true) return knownValue(true)
    return a === undefined || b === undefined ? UNKNOWN : knownValue(false)
  }
  if (a === false || b === false) return knownValue(false)
  return a === undefined || b === undefined ? UNKNOWN : knownValue(true)
}

function compute(operator: string, left: Value, right: Value): Value {
  const [a, b] = [numberOf(left) ?? 0, numberOf(right) ?? 0]
  const from = left.from | right.from
  switch (operator) {
    case '+':
      return knownValue(a + b, from)
    case '-':
      return knownValue(a - b, from)
    case '*':
      return knownValue(a * b, from)
    case '/':
      return knownValue(b === 0 ? 0 : a / b, from)
    case '%':
      return knownValue(Math.trunc(b) === 0 ? 0 : Math.trunc(a) % Math.trunc(b), from)
    case '**':
      return knownValue(a ** b, from)
    case '<<':
      return knownValue(a << b, from)
    case '>>':
      return knownValue(a >> b, from)
    case '<':
      return knownValue(a < b)
    case '>':
      return knownValue(a > b)
    case '<=':
      return knownValue(a <= b)
    case '>=':
      return knownValue(a >= b)
    case '===':
      return knownValue(left.known === right.known)
    case '!==':
      return knownValue(left.known !== right.known)
    case '==':
      return knownValue(isSame(left, right))
    case '!=':
    case '<>':
      return knownValue(!isSame(left, right))
    default:
      return UNKNOWN
  }
}

function isSame(left: Value, right: Value): boolean {
  if (typeof left.known === 'string' && typeof right.known === 'string') return left.known === right.known
  return numberOf(left) === numberOf(right)
}
