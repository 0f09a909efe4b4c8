import { tokenAround } from '@veinmind/internal/text'
import { isSecretName } from '@veinmind/sdk'

/** Names that have a word of a secret in them and say something about it: where it lies, how it is made, how long it lives. */
const NO_SECRET_NAME =
  /(?:^|[_.-])(?:file|path|dir|folder|url|uri|endpoint|host|port|socket|name|username|user|id|length|size|min\w*|max\w*|expir\w*|ttl|timeout|lifetime|interval|enabled?|disabled?|required|type|method|mode|provider|backend|algorithm|alg|issuer|audience|header|prefix|suffix|version|sha\d*|md5|checksum|fingerprint|hint|policy|scheme|realm|scopes?|count|retries|ref|encod(?:er|ing)|hash(?:er|ing)?|class|location|strength|format|label|field|pattern|regex\w*|store|rotation|source|service|role|bucket|table|column|status|key_?ref|secret_?name)$/i
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|_+|-+|true|false|yes|no|none|null|nil|undefined|basic|bearer|digest|bcrypt|scrypt|argon2\w*|pbkdf2|htpasswd|oauth2?|oidc|ldap|saml|change[-_ ]?(?:me|it)|my[-_ ]?(?:password|secret|token)|todo|tbd|example|placeholder|redacted|dummy|\d{1,4})$/i
/** What somebody is to put in the place of: `INSERT_YOUR_TOKEN_HERE`, `@@TOKEN@@`, `<token>`. */
const TO_REPLACE =
  /^(?:(?:insert|replace|enter|fill|add|put|paste|provide|specify|set|use|change|update)[-_ ]+(?:[A-Za-z0-9]*[-_ ])*(?:me|in|it|this|here|your|my|the|an?)(?![A-Za-z0-9]).*|(?:insert|replace|your)[-_ ].*|.*[-_ ](?:goes[-_ ])?here|(?:#+|@+|%+|_{2,}|!{2,})\w[\w .-]*(?:#+|@+|%+|_{2,}|!{2,})|<[^<>]*>|\[[A-Z_ -]+\]|.*\b(?:placeholder|change[-_]?me|replace[-_]?me|redacted)\b.*)$/is

/** Whether a variable of this name and value holds a secret in plain text. */
export function isOpenSecret(name: string, value: string): boolean {
  if (!isSecretName(name) || NO_SECRET_NAME.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))) return false
  const trimmed = value.trim()
  if (trimmed.length < 4 || isPlaceholder(trimmed)) return false
  // A variable, a template, a path, an address without a login.
  return !/[$]\{?\w|\{\{|%\{|^<.*>$|^(?:[.~]?\/|https?:\/\/[^@]*$)/.test(trimmed)
}

/** Whether a value is a placeholder. */
export function isPlaceholder(value: string): boolean {
  const trimmed = value.trim().slice(0, 1_024)
  return PLACEHOLDER.test(trimmed) || TO_REPLACE.test(trimmed)
}

/** A kind of token that is known by its form. */
export interface TokenForm {
  readonly what: string
  readonly form: RegExp
}

/**
 * Tokens whose form says that they are one; each from its issuer's documentation. Few and certain: plugin-sensitive knows
 * many more. Every form is bounded, so that a long line costs time linear in its length.
 */
const TOKEN_FORMS: readonly TokenForm[] = [
  { what: 'AWS access key', form: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/g },
  {
    what: 'GitHub token',
    form: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9])/g,
  },
  { what: 'GitLab token', form: /(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20}(?![A-Za-z0-9_-])/g },
  { what: 'Slack token', form: /(?<![A-Za-z0-9])xox[abpors]-\d{9,14}-[A-Za-z0-9-]{10,80}/g },
  { what: 'Google API key', form: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { what: 'Stripe key', form: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{24,99}/g },
  { what: 'npm token', form: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  { what: 'private key', form: /-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----[A-Za-z0-9+/=\s\\n]{40,8192}/g },
  {
    what: 'login in an address',
    form: /\b(?:https?|ftp|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?):\/\/[^\s:@/"']{0,64}:(?<secret>[^\s@/"'${}<>%]{4,128})@[\w.-]{1,253}/g,
  },
]

/** A token that was found. */
export interface FoundToken {
  readonly what: string
  readonly secret: string
  readonly index: number
}

/** All forms in one, as a quick first test: nearly every text has no token. */
const ANY_TOKEN = new RegExp(TOKEN_FORMS.map(({ form }) => form.source).join('|'))

/** The tokens in `text` that are known by their form; those of documentation (`…EXAMPLE`) are not. */
export function findTokens(text: string): readonly FoundToken[] {
  if (!ANY_TOKEN.test(text)) return []
  return TOKEN_FORMS.flatMap(({ what, form }) =>
    [...text.matchAll(form)].flatMap((match) => {
      const found = match.groups?.['secret'] ?? match[0]
      const start = match.index + match[0].lastIndexOf(found)
      // A form may match only the beginning of a longer token, whose rest is as secret.
      const { end } = tokenAround(text, { start, end: start + found.length }, false)
      const secret = text.slice(start, end)
      return secret.endsWith('EXAMPLE') || isPlaceholder(secret) || /^(?:user|pass(?:word|wd)?|secret)$/i.test(secret)
        ? []
        : [{ what, secret, index: match.index }]
    }),
  )
}
