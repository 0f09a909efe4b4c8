import type { Candidate, Verdict } from './candidate.ts'
import { kindOfName } from './name.ts'
import type { NameKind } from './name.ts'
import { isFiller } from './placeholder.ts'
import { randomness } from './randomness.ts'
import { defaultOf, isReference } from './reference.ts'
import { lineBefore, readValue } from './value.ts'
import type { Value } from './value.ts'

const SHORTEST = 5

/** A value that is called a password, a secret or a key, behind the name and operator that the candidate is. */
export function checkAssignment(candidate: Candidate): Verdict | undefined {
  const { text, start, secret, format } = candidate
  if (candidate.kind === 'foreign') return undefined
  // `name==value` of a file of lines: what follows the first sign is the value.
  const isInValue = format.bare === 'line' && /\w=[=>]$/.test(secret)
  const value = readValue(text, start + secret.length - Number(isInValue), format)
  // Most of what follows an operator is too short or goes on in words: that is seen before anything is weighed.
  if (value === undefined || value.text.length < SHORTEST || /\s/.test(value.text)) return undefined
  const name = nameAround(text, start, candidate.groups['name'] ?? '', candidate.groups['rest'] ?? '')
  const kind = kindOfName(name)
  // In noise that is written in letters, three of them are a word now and then.
  if (kind === undefined || randomness(name) >= 12 || /[+/]/.test(text.charAt(start - 1))) return undefined
  // What everybody who has the address may read.
  if (/[?&]alt=media&(?:amp;)?$/.test(text.slice(Math.max(0, start - 16), start))) return undefined
  // `# public key: age1…`, in words.
  if (
    /\b(?:public(?:[ \t]key)?|publishable|foreign|primary|cache|sort)[ \t]$/i.test(
      text.slice(Math.max(0, start - 16), start),
    )
  )
    return undefined
  // `sign('test_secret') => 'f7f9…'` tells what a call gives.
  if (
    /^["'\x60]\)\s{0,4}=>/.test(
      secret.slice(
        (candidate.groups['name'] ?? '').length +
          (candidate.groups['rest'] ?? '').length +
          Number(secret.startsWith('_')),
      ),
    )
  )
    return undefined
  const { comma, blank, element, sibling, directive } = candidate.groups
  if ((element ?? sibling) !== undefined && !text.startsWith('</', value.end)) return undefined
  if (blank !== undefined && /^pass$/i.test(name)) return undefined
  if (directive !== undefined && (kind === 'key' || !isDirective(candidate, value))) return undefined
  // `{token.HEREDOC, "…"}`, `importKey(password, 'PBKDF2')`: what a program calls something, not the name of a setting.
  if (
    comma !== undefined &&
    candidate.kind === 'code' &&
    !/["'\x60]/.test(secret) &&
    (name.includes('.') || name !== name.toUpperCase())
  )
    return undefined
  if (comma !== undefined && /^\s{0,4}[:=]/.test(text.slice(value.end + 1, value.end + 8))) return undefined
  return checkValue(value, kind, candidate)
}

/** A value whose name says what it is. */
export function checkValue(value: Value, kind: NameKind, candidate: Candidate): Verdict | undefined {
  const fallback = defaultOf(value.text)
  const at =
    fallback === undefined
      ? value
      : { ...value, raw: fallback, text: fallback, start: value.start + value.raw.indexOf(fallback) }
  if (fallback === undefined && isReference(value, candidate.format)) return undefined
  if (!isSecret(at, kind, candidate)) return undefined
  const alsoSecret = at.text === at.raw ? {} : { alsoSecret: [at.text] }
  return { secret: at.raw, secretStart: at.start, end: at.start + at.raw.length, identity: at.text, ...alsoSecret }
}

/**
 * `name value` without a sign: the last on its line, in configuration or in text, and no word that a sentence may end with.
 */
function isDirective(candidate: Candidate, { text: value, end }: Value): boolean {
  const { text, kind, start } = candidate
  if (kind === 'code' && !isInComment(candidate)) return false
  if (!/^[;)"'\x60.]{0,2}[ \t]*(?:[\r\n]|$)/.test(text.slice(end, end + 40))) return false
  if (value.includes('/') && randomness(value) < 20) return false
  if (kind === 'config' && !/^[ \t#$]*(?:[\w.$:-]+[ \t]+){0,3}[\w.$-]*$/.test(lineBefore(text, start))) return false
  return randomness(value) >= 8 || (/\d\d|\d[!@#$%^&*]/.test(value) && isPassword(value, false))
}

/** A password that stands where only passwords stand (a command, an address, a statement). */
export function checkPassword(candidate: Candidate): Verdict | undefined {
  const { secret, secretStart, groups, format } = candidate
  const value = {
    raw: secret,
    text: secret,
    start: secretStart,
    end: secretStart + secret.length,
    quote: groups['quote'] ?? '',
  }
  if (isReference(value, format) || secret.length < 5) return undefined
  const surprise = randomness(secret)
  if (isFiller(secret, surprise)) return undefined
  return surprise >= leastFor(secret) || (!isCode(secret) && isPassword(secret, true)) ? {} : undefined
}

/** A password in a statement of SQL. Without quotes it wants the verb of the statement before it: prose has "identified by" as well. */
export function checkStatement(candidate: Candidate): Verdict | undefined {
  const { text, start, groups } = candidate
  return groups['quote'] !== undefined || /\b(?:create|alter|grant|set)\s/i.test(lineBefore(text, start))
    ? checkPassword(candidate)
    : undefined
}

/** A token that stands where only tokens stand. */
export function checkToken({ secret, secretStart, groups, format }: Candidate): Verdict | undefined {
  const value = {
    raw: secret,
    text: secret,
    start: secretStart,
    end: secretStart + secret.length,
    quote: groups['quote'] ?? '',
  }
  const surprise = randomness(secret)
  return !isReference(value, format) && !isFiller(secret, surprise) && isToken(secret, surprise, 'secret')
    ? {}
    : undefined
}

/** The whole name that a keyword is a part of, with what it is an index of. */
function nameAround(text: string, start: number, keyword: string, rest: string): string {
  let from = start
  while (start - from < 60 && belongsToName(text, from - 1)) from -= 1
  return text.slice(from, start) + keyword + rest
}

function belongsToName(text: string, at: number): boolean {
  const character = text.charAt(at)
  if (character === '"' || character === "'") return text.charAt(at - 1) === '[' || text.charAt(at + 1) === ']'
  return /[\w.$[\]-]/.test(character)
}

function isSecret(value: Value, kind: NameKind, candidate: Candidate): boolean {
  const { text } = value
  const isQuoted = value.quote !== ''
  const isShortest = kind === 'password' && (isQuoted || candidate.kind === 'config')
  if (text.length < (isShortest ? SHORTEST : SHORTEST + 1) || /\s/.test(text)) return false
  // A bare word of code is a name of the program; in its comments and strings it is text.
  const isName = candidate.kind === 'code' && !isQuoted && !isInComment(candidate)
  if (isName && !/^[\w+/=.~-]+$/.test(text)) return false
  const surprise = randomness(text)
  if (isFiller(text, surprise) || isSentence(text)) return false
  if (isName) return text.length >= 16 && surprise >= 12 && /\d/.test(text) && !text.includes('.')
  if (isPattern(text) || isAddress(text, surprise)) return false
  // `user:password`, under a name that says so.
  const pair = kind === 'key' ? undefined : /^[\w.@-]{2,40}:([^:/@]{6,64})$/.exec(text)?.[1]
  if (pair !== undefined && randomness(pair) >= 6 && !isFiller(pair, randomness(pair))) return true
  if (kind === 'password')
    return (
      (surprise >= leastFor(text) && !ALGORITHM.test(text)) ||
      (!isCode(text) &&
        isPassword(text, isQuoted || candidate.kind === 'config') &&
        !(candidate.kind === 'code' && SAYS_SO.test(text) && !isMadeUp(text)))
    )
  return isToken(text, surprise, kind)
}

/** What a random text must cost more as words: short ones may be words that nobody knows. */
function leastFor(text: string): number {
  return text.length < 7 ? 6 : 4
}

function isToken(text: string, surprise: number, kind: NameKind): boolean {
  const least = kind === 'key' ? 16 : 8
  if (
    text.length < least ||
    (text.length < 10 && surprise < 12) ||
    (kind === 'key' && !/^[\w+/=.~-]+$/.test(text)) ||
    (/["'{}[\]<>()]/.test(text) && surprise < 10 && !isOfEveryKind(text))
  )
    return false
  if (/^[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}$/i.test(text))
    return kind === 'secret' && !/^(.)\1+$/.test(text.replaceAll('-', ''))
  if (/^\d+$/.test(text) || text.replace(/[^A-Za-z0-9]/g, '').length * 3 < text.length) return false
  // Random letters without a digit cost as much where they are as many; a pair of words that nobody knows does not.
  if (text.length < 16) return surprise >= (/\d/.test(text) && /[A-Za-z]/.test(text) ? 7 : kind === 'key' ? 14 : 10)
  return surprise >= (kind === 'key' ? 14 : 7) || (kind === 'secret' && surprise >= 2 && isOfEveryKind(text))
}

/** Capitals, small letters, digits and several marks, and no code: generators draw from all characters, people from few. */
function isOfEveryKind(text: string): boolean {
  return (
    /[a-z].*[a-z]/.test(text) &&
    /[A-Z].*[A-Z]/.test(text) &&
    /\d/.test(text) &&
    new Set(text.match(/[^A-Za-z0-9]/g)).size >= 3 &&
    !isCode(text)
  )
}

/** What a person makes up: letters with digits or marks, no words of a program and no sentence. */
function isPassword(text: string, isPlain: boolean): boolean {
  if (/^\d+$/.test(text)) return isPlain && text.length >= 6
  if (
    /[^\x20-\x7e]|^0x[0-9a-f]{1,8}$|^\d{4}-\d\d-\d\d/i.test(text) ||
    (WORDS.test(text) && !NUMBERED.test(text)) ||
    ALGORITHM.test(text) ||
    /^[\d.:,v-]+$/.test(text)
  )
    return false
  const hasLetter = /[A-Za-z]/.test(text)
  const hasDigit = /\d/.test(text)
  const hasMark = /[^A-Za-z0-9]/.test(text)
  if (!hasLetter || !(hasDigit || hasMark)) return false
  if (hasDigit) return true
  // Letters and marks: `P@ssword!`, not `user-name` or `a.b`.
  return /[A-Za-z][@!$#%^&*+?~][A-Za-z]|[!@#$%^&*?]{1,3}$/.test(text) && !/[(){}[\]<>|\\]/.test(text)
}

const WORDS =
  /^\w+=$|^[a-z]+(?:[_./:-][a-z0-9]+)+$|^(?:[A-Z]?[a-z]+|[A-Z]+)(?:[ ._:/-](?:[A-Z]?[a-z]+|[A-Z]+))*\d?$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/
/** `winter-2024`: a person's way to have a digit in it. Names of things end so as well, but not behind such a word. */
const NUMBERED =
  /^(?!(?:user|item|field|step|page|line|test|case|part|type|level|group|input|version|http|error|code|image|build|release|passw|secret|token|text)\w{0,6}[._-])[A-Za-z]{5,16}[._-]\d{2,4}$/i
const ALGORITHM =
  /^(?:sha|md|aes|rsa|utf|base|oauth|hmac|bcrypt|scrypt|pbkdf|argon|x?509|ed25519|iso|http|ipv|ecdsa|ssl|tls|win|php|python|java|node|int|float|char|varchar|string|uuid|latin|cp|v)[-_]?\d{1,5}(?:[-_/.]?\w{0,12})?(?:\(\d+\))?$/i
const CODE =
  /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+(?:\(.*)?$|^[A-Za-z_$][\w.$]*\(|=>|->|::|\(\)|^\w+\[|^[\w.]+\s?[=!]=|\+\+|&&|\|\||^(?:function|return|new|await|self|this)\b|;$|%[sd]|\{\d?\}|\$\{|\\n/

/** `Secret123!`, `passw0rd99`: a message or a name has no digits like these. */
function isMadeUp(text: string): boolean {
  return /\d\d|\d[!@#$%^&*]/.test(text) && !/[-_. :/]/.test(text)
}

/** A text of a program about passwords. */
const SAYS_SO = /invalid|passw|secret|token|wrong|required/i

/** Words in base64: a message, an example. */
function isSentence(text: string): boolean {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(text)) return false
  const decoded = Buffer.from(text, 'base64').toString('latin1')
  return /^[\x20-\x7e\n]+$/.test(decoded) && randomness(decoded) < 0 && (/[ :]/.test(decoded) || isFiller(decoded, 0))
}

function isCode(text: string): boolean {
  return CODE.test(text)
}

/** A regular expression, which says what a secret must look like. */
function isPattern(text: string): boolean {
  const signs =
    text.match(
      /\(\?[:=!<]|\[\^[^\]]{1,30}\][+*?{]|\[[\w\\](?:-[\w\\])?[^\]]{0,30}\][+*?{]|\\[dwsbSDW][+*{]|\.[*+]|\{\d{1,3},\d{0,3}\}/g,
    ) ?? []
  return signs.length >= 2 || (signs.length === 1 && text.length < 48 && /^[\^(\\[/]|[$)/]$/.test(text))
}

/** A path, an address or the name of a file. What begins as a path by chance costs much more than words. */
function isAddress(text: string, surprise: number): boolean {
  if (/^(?:[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/|data:)/i.test(text)) return true
  if (
    /\.(?:js|ts|py|rb|php|java|html?|json|ya?ml|xml|conf|cfg|ini|txt|key|pem|crt|cer|jks|p12|pfx|pub|properties|env|sh|example|com|org|net|io|local|dev|md|log|go|css|png|svg|dll|exe|so)(?:[:/?#].{0,80})?$/i.test(
      text,
    )
  )
    return surprise < 40
  if (/^(?:[~.]{0,2}\/[\w.]|\.{1,2}\\)/.test(text)) return surprise < 14
  return /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(text) && surprise < 30
}

/** Whether what stands before on the line says that it is text, not code: a comment, or a string that has not ended. */
function isInComment({ text, start }: Candidate): boolean {
  const before = lineBefore(text, start)
  // Of a line that is longer nobody knows where a string began.
  if (before.length >= 400) return false
  if (/^\s*(?:#|\/\/|\/?\*|--|<!--|;|%|"""|''')|\s(?:#|\/\/)\s/.test(before)) return true
  return ['"', "'", '\x60'].some((quote) => before.split(quote).length % 2 === 0 && !before.endsWith(quote))
}
