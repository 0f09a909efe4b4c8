import { isCommented } from './comments.ts'
import { createLines, lineBefore } from './lines.ts'
import { userAround } from './users.ts'
import type { ValueKind } from './where.ts'

/** A password that stands in clear in a text, with what it is called. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly user: string
  readonly line: number
}

/** Words that end the name of a setting that holds a password. */
const PASSWORD_WORD =
  /requirepass|masterauth|pass(?:word|wd|phrase|wort|code)?|passw|pwd|pw|contrase[nñ]a|secret(?:[_.-]?key)?/gi

/** What may follow the word for a password in such a name: `_2`, `_value`, `_default`. */
const AFTER = /^(?:[_.-]?\d{1,2}|[_.-]?value|[_.-]?default)?(?![\w-])/i

/** Names that end so and hold something else: a switch, a file, the name of an object that holds the secret. */
const NO_PASSWORD =
  /(?:^|[_.-])(?:no|show|hide|hidden|has|is|use|using|allow|enable|disable|require|forgot|forget|reset|change|confirm|confirmation|repeat|retype|verify|invalid|wrong|incorrect|bad|missing|missed|new|old|current|your|enter|type|input|field|prompt|min|max|random|generate|by|with|without|via|lost|unix|shadow|expired?|weak|strong|text|save|remember|set|get|check|existing|image_?pull|pull|tls|cert(?:ificate)?|secret_?name|grant_?type|token_?endpoint|auth_?method|auth_?type|bypass|com|byp|com_?pass|sur|tres|first|second|two|single|multi|high|low|band|by)[_.-]?$/i

/** Values that say what a field is, or that there is none. */
const NO_VALUE =
  /^(?:|true|false|yes|no|on|off|none|null|nil|undefined|auto|enabled|disabled|required|optional|string|text|hidden|str|int|bool|any|void|[01]|basic|bearer|plain|md5|sha\d*|bcrypt|password_?field|field|input|label|name|type|value|key|prompt|ask|file|env|vault|default|redacted|masked|filtered|removed)$/i

/** In code, words that name a thing rather than being one. */
const WORD_OF_CODE =
  /^(?:pass(?:word|wd|phrase|wort)?s?|pwd|pw|secrets?|tokens?|users?|user_?names?|login|email|mail|key|api_?key|credentials?|auth|account|admin_?password|db_?pass(?:word)?|new_?password|old_?password|current_?password|name|id|code|pin|hidden|text|dialog|master|service|server|client|local|public|private|system|manager|support|example|access|database|application|sample|search|tel|url|number|foo|bar|baz|p|x)$/i

/** Passwords as settings: `NAME=value`, `name: value`, `"name": "value"`, `<name>value</name>`, `name="x" value="y"`, `name value`. */
export function findSettings(
  text: string,
  kind: ValueKind,
): { readonly settings: readonly Setting[]; readonly isCut: boolean } {
  const found: Setting[] = []
  const lines = createLines(text)
  const seen = new Set<number>()
  let examined = 0
  for (const match of text.matchAll(PASSWORD_WORD)) {
    if (++examined > MAX_EXAMINED || found.length >= MAX_SETTINGS) return { settings: found, isCut: true }
    const end = match.index + match[0].length
    const rest = AFTER.exec(text.slice(end, end + 16))?.[0]
    if (rest === undefined) continue
    const name =
      (/[\w.-]{0,64}$/.exec(text.slice(Math.max(0, match.index - 64), match.index))?.[0] ?? '').replace(/^-+/, '') +
      match[0] +
      rest
    const start = end + rest.length - name.length
    if (!isPasswordName(name) || isCommented(text, start)) continue
    const value = readValue(text, end + rest.length, { kind, start, name })
    if (!value || seen.has(value.at) || !isValue(value.text, name, kind)) continue
    seen.add(value.at)
    const user = userOf(name) ?? userAround(text, start) ?? ''
    found.push({ name, value: value.text, user, line: lines(value.at) })
  }
  return { settings: found, isCut: false }
}

const MAX_SETTINGS = 2000

/** How many names of one file are examined. Files written by people have far fewer. */
const MAX_EXAMINED = 20_000

function isPasswordName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[_.-]?(?:\d{1,2}|value|default)$/i, '')
  const stem = words.replace(
    /(?:requirepass|masterauth|pass(?:word|wd|phrase|wort|code)?|passw|pwd|pw|contrase[nñ]a|secret(?:[_.-]?key)?)$/i,
    '',
  )
  // `compass` and `bypass` end so by chance: what stands before must end a word, or be one that passwords are joined to.
  if (
    stem !== '' &&
    !/[_.-]$/.test(stem) &&
    !/(?:root|admin|db|user|my|pg|auth|bind|default|smtp|ftp|ssh|sql|login|database|key|store|master|app|test|web|mail|account|sa|adm|net|insecure|client|server)$/i.test(
      stem,
    )
  )
    return false
  return !NO_PASSWORD.test(stem)
}

interface Read {
  readonly text: string
  readonly at: number
}

interface Place {
  readonly kind: 'settings' | 'code'
  readonly start: number
  readonly name: string
}

/** The value that follows a name which ends at `end`. */
function readValue(text: string, end: number, { kind, start, name }: Place): Read | undefined {
  const rest = text.slice(end, end + 256)
  const opening = /(\\{0,3}["'`])?[[({]?$/.exec(text.slice(Math.max(0, start - 5), start))?.[1]
  const close = /^(?:\\{0,3}["'`])?[\])]{0,2}/.exec(rest)?.[0] ?? ''
  const after = rest.slice(close.length)
  const from = end + close.length
  // `name="password" value="x"`, `- name: PASSWORD` and `value: x` on the next line.
  const pair = /^(?:\s{1,8}|,\s{0,40}|\s{0,4}\n\s{0,40})["']?value["']?\s{0,4}[:=]\s{0,4}/i.exec(after)
  if (pair && /(?:name|key|"type)["']?\s{0,4}[:=]\s{0,4}["']?$/i.test(text.slice(Math.max(0, start - 40), start)))
    return valueAt(text, from + pair[0].length, kind)
  const element = /^>\s{0,8}([^<>\s]{1,128})\s{0,8}<\//.exec(after)
  // `<password>x</password>`, `<property name="Password">x</property>`
  if (element) return { text: unescapeXml(element[1] ?? ''), at: from + after.indexOf(element[1] ?? '') }
  const operator =
    /^[ \t]{0,16}(?:=>|:=|=(?![=~>])|:(?![:=/]))[ \t]{0,16}/.exec(after) ??
    (opening && close !== '' && /\(\s{0,4}\\{0,3}["'`]$/.test(text.slice(Math.max(0, start - 8), start))
      ? /^\s{0,4},\s{0,4}(?=["'])/.exec(after)
      : null)
  if (operator)
    return (
      valueAt(text, from + operator[0].length, kind) ??
      (/^=$/.test(operator[0]) && /^[A-Z0-9_]+$/.test(name) ? variableAt(text, from + 1) : undefined)
    )
  if (kind === 'code') return undefined
  return isDirective(text, start, name) ? directiveValue(text, end) : undefined
}

/**
 * Whether a name may be followed by blanks and its value: names of known directives, options of command lines, and names at the start
 * of a line or behind words such as `username bob`.
 */
function isDirective(text: string, start: number, name: string): boolean {
  const line = lineBefore(text, start, 120)
  if (
    /^(?:requirepass|masterauth|rootpw|bindpw|rootbindpw|insecure-password|auth-pass|auth_pass|smtp_?pass(?:word)?)$/i.test(
      name,
    )
  )
    return true
  if (/^(?:--?)$/.test(line.trim().split(/\s/).at(-1) ?? '')) return true
  return /^\s{0,16}(?:enable\s|username\s\S{1,64}\s(?:privilege\s\d{1,2}\s)?|user\s\S{1,64}\s|machine\s\S{1,128}\s.{0,100}|default\s.{0,100}|login\s\S{1,64}\s|account\s.{0,60})?\s{0,8}$/.test(
    line,
  )
}

/** The one word that follows to the end of the line; Cisco's `0` says that it is in clear. */
function directiveValue(text: string, end: number): Read | undefined {
  const match =
    /^[ \t]{1,16}(?:0[ \t]{1,4})?(?:"([^"\n]{1,128})"|'([^'\n]{1,128})'|([^\s"';#]{1,128}))[ \t]{0,8};?[ \t]{0,8}(?:\r?\n|$)/.exec(
      text.slice(end, end + 300),
    )
  const value = match?.[1] ?? match?.[2] ?? match?.[3]
  return value === undefined ? undefined : { text: value, at: text.indexOf(value, end) }
}

/** A value in quotes, or a bare word after which its line holds nothing more that belongs to it. */
function valueAt(text: string, at: number, kind: Place['kind']): Read | undefined {
  const rest = text.slice(at, at + 256)
  // `a ? "A common password" : "english" === b`: what is compared is no value.
  const quoted = /^(?:[A-Za-z]{1,2})?(\\{0,3}["'`])([^"'`\n\\]{0,128})\1(?![ \t]{0,2}[=!]==?)/.exec(rest)
  if (quoted) return fallback(quoted[2] ?? '', at)
  // `getenv("X") || "default"`, `os.environ.get("X", "default")`: X is the name of a variable, and the default is the value.
  const call =
    /^[\w.$]{1,60}\(\s{0,4}["'][\w.-]{1,64}["']\s{0,4},\s{0,4}["']([^"'\n]{1,128})["']/.exec(rest) ??
    /^[\w.$()[\]"'-]{1,80}\s{0,4}(?:\|\||\?\?|\?:|\bor\b)\s{0,4}["']([^"'\n]{1,128})["']/.exec(rest)
  if (call) return { text: call[1] ?? '', at }
  if (kind === 'code') return inString(text, at)
  const interpolated = /^\$\{[\w.]{1,64}:?[-=:]([^}\s]{1,128})\}/.exec(rest)
  if (interpolated) return { text: interpolated[1] ?? '', at }
  const bare =
    /^([^\s"'`,;&<>(){}[\]|\\]{1,128})(?=[ \t]{0,16}(?:\r?\n|$|[,;&"'`)}\]<|]|#|\\n)|[ \t]{1,8}(?:[\w.-]{1,40}=|-|&&))/.exec(
      rest,
    )
  return bare ? { text: bare[1] ?? '', at } : undefined
}

/** A setting that stands inside of a string of code: `"spring.datasource.password=x"`, `Password=x;`. */
function inString(text: string, at: number): Read | undefined {
  const bare = text.charAt(at - 1) === '=' ? /^([\w.@!#%^*+-]{3,64})(?=["'`;&])/.exec(text.slice(at, at + 80)) : null
  return bare ? { text: bare[1] ?? '', at } : undefined
}

/** A variable that a shell sets for one command: `PGPASSWORD=x psql`. */
function variableAt(text: string, at: number): Read | undefined {
  const bare = /^([\w.@!#%^*+-]{1,128})(?=[ \t])/.exec(text.slice(at, at + 256))
  return bare ? { text: bare[1] ?? '', at } : undefined
}

/** What `${NAME:-value}` in quotes comes to when nobody sets NAME. */
function fallback(value: string, at: number): Read {
  const inner = /^\$\{[\w.]{1,64}:?[-=:]([^}]{1,128})\}$/.exec(value)?.[1]
  return { text: inner ?? value, at }
}

function isValue(value: string, name: string, kind: Place['kind']): boolean {
  if (NO_VALUE.test(value)) return false
  // `db_password` is the name of a field.
  if (kind === 'code' && (WORD_OF_CODE.test(value) || /^[a-z]+(?:[_-][a-z]+)+$/.test(value))) return false
  const last = name.slice(name.search(/[A-Za-z]+[\d]*$/))
  // A label: `"password": "Password"`.
  if (/^[A-Z]/.test(value) && value.toLowerCase() === last.toLowerCase()) return false
  // `secret: db-password` names an object that holds it.
  if (name === 'secret' && /[-_]/.test(value)) return false
  if (/secret/i.test(last)) return /secret|chang|test|dev|example|123|pass|key|admin|abc|qwerty|default/i.test(value)
  return true
}

/** The user that a name tells: `root` of `MYSQL_ROOT_PASSWORD`. */
function userOf(name: string): string | undefined {
  return /(?:^|[_.-])(root|admin|postgres|sa)[_.-]?(?:password|passwd|pass|pwd)$/i.exec(name)?.[1]?.toLowerCase()
}

function unescapeXml(text: string): string {
  return text.replace(
    /&(amp|lt|gt|quot|apos);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? '',
  )
}
