import type { Candidate, Verdict } from './checks.ts'
import { entropy } from './entropy.ts'
import { isPlaceholder } from './placeholder.ts'

// Names that go on to say that the value is something about the secret.
const ABOUT = /file|path|dir|url|uri|endpoint|host|port|name|type|class|field|label|title|text|hint|prompt|message|error|regex|pattern|format|policy|rule|valid|require|reset|forgot|change|confirm|min|max|len|size|count|limit|age|expir|ttl|timeout|hash|digest|algo|method|mode|header|cookie|param|input|form|store|manager|provider|service|factory|handler|helper|util|request|response|version|index|kind|id$|ref$|public|time|date|encrypt|encod|separator|delimiter|sequence|stream|typ\b|column|table/i
const ABOUT_BEFORE = /(?:csrf|xsrf|next|page|continuation|cancel|cancellation|public_?key|public|syntax|lex|sort|partition|primary|foreign|cache|no|without|show|hide|forgot|reset|confirm|invalid|wrong|old|new|test|example|fake|mock|dummy)[_.-]?$/i
const CODE = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$|^[A-Za-z_][\w.]*\(|=>|^(?:true|false|yes|no|on|off|null|nil|none|string|str|int|bool|boolean|number|object|optional|required|undefined|any)$/i
const WORDS = /^\w+=$|^[a-z]+(?:[_-][a-z0-9]+)+$|^(?:[A-Z]?[a-z]+|[A-Z]+)(?:[ ._-](?:[A-Z]?[a-z]+|[A-Z]+))*$/
const PATH_OR_ADDRESS = /^(?:[~.]{0,2}\/[\w.]|[A-Za-z]:\\|[a-z][a-z0-9+.-]{1,20}:\/\/|\.{1,2}\/|\/)|\.(?:js|ts|py|rb|php|java|html?|json|ya?ml|xml|conf|txt|key|pem|crt|example|com|org|net|io)$/i
const PATTERN = /::|\(\)|\\[dwsbS]|\[[^\]]+\]|\(\?|[*+]\)|\^|\$$|%s|%d|\\n|;$|&[a-z]{2,6};|[<>]/

/** A value that is called a password: at least six characters of two kinds, not code, a reference or a sentence. */
export function checkLoosePassword(candidate: Candidate): Verdict | undefined {
  const { secret } = candidate
  if (!isPlausible(candidate) || secret.length < 6 || entropy(secret) < 2) return undefined
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(secret)).length
  if (candidate.kind === 'code' && /invalid|passw|secret/i.test(secret)) return undefined
  const digitsOnly = /^\d{6,}$/.test(secret)
  if (digitsOnly) return candidate.kind === 'config' ? {} : undefined
  if (kinds < 2 || /\s/.test(secret)) return undefined
  if (/[\d\W_]/.test(secret)) return {}
  // Letters of both cases only: a random value, or words of an identifier.
  return secret.length >= 10 && candidate.kind === 'config' && !isCamelCase(secret) ? {} : undefined
}

/** A value that is called a token or a key: random letters and digits, not code, a path or a sentence. */
export function checkLooseSecret(candidate: Candidate): Verdict | undefined {
  const { secret } = candidate
  if (!isPlausible(candidate) || !/\d/.test(secret) || !/[A-Za-z]/.test(secret)) return undefined
  if (/^(?:0x)?[a-f0-9]+$/i.test(secret)) return entropy(secret) >= 3 && secret.length >= 20 ? {} : undefined
  if (/^[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}$/i.test(secret)) return entropy(secret) >= 3 ? {} : undefined
  // Words joined by dashes or dots are names, whatever their entropy: a random token has digits among its letters.
  const longestWord = Math.max(...secret.split(/[^A-Za-z]+/).map(({ length }) => length))
  return entropy(secret) >= 3.5 && longestWord < 18 && !isCamelCase(secret) ? {} : undefined
}

function isPlausible({ secret, groups, text, start, kind, rule }: Candidate): boolean {
  if (isPlaceholder(secret) || CODE.test(secret) || PATTERN.test(secret) || WORDS.test(secret) || PATH_OR_ADDRESS.test(secret)) return false
  if (/^[\d.:,-]+$/.test(secret) && !/^\d{6,}$/.test(secret)) return false
  if (groups['name'] === undefined) return true
  if (kind === 'prose' || (kind === 'code' && !groups['quote'])) return false
  const before = text.slice(Math.max(0, start - 24), start)
  if (ABOUT.test(groups['rest'] ?? '') || ABOUT_BEFORE.test(before)) return false
  // `passwordHash: …` and `const passwordless` go on in lower case; `apiKey2` and `secret_key` are names.
  if (/^[a-z]{2}/.test(groups['rest'] ?? '') && !/^(?:key|value|s\b)/i.test(groups['rest'] ?? '')) return false
  return rule.loose
}

/** `someLongIdentifier2Name`: words that begin with capitals, with few digits. */
function isCamelCase(text: string): boolean {
  if (!/^[A-Za-z0-9]+$/.test(text) || text.replace(/\D/g, '').length > 2) return false
  const words = text.split(/(?=[A-Z][a-z])/)
  return words.length > 1 && words.every((word) => /^[A-Z]?[a-z]{2,}\d?[A-Z]*$/.test(word))
}
