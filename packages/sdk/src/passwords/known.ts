import { COMMON_PASSWORDS } from './common-passwords.ts'
import { DEFAULT_PASSWORDS } from './default-passwords.ts'

let known: ReadonlySet<string> | undefined

/** Words that people put digits behind when they are asked for a password. */
const WORDS = new Set(
  (
    'pass password passwd pwd admin administrator root toor test testing tester user welcome secret change changeme me letmein qwerty abc demo guest default temp login hello master super ' +
    'db database postgres mysql mariadb redis mongo oracle sql server app web dev prod docker jenkins grafana my company strong system manager service backup support spring summer autumn winter'
  ).split(' '),
)

/** Digits that say nothing: one or two, counted up, repeated, a year. */
const DIGITS = /^(?:\d{1,2}|123\d{0,3}|(?:19|20)\d\d|(\d)\1{2,5}|321|007|123123)$/

/**
 * Whether a password stands in the lists of common and default passwords, or is one of their words with the usual digits and
 * marks (`Admin@2026`, `TestPass123!`). Plugins share it to agree on whose a password in clear is: what is known is a weak
 * password, what is not is a leaked secret.
 */
export function isKnownPassword(password: string): boolean {
  known ??= new Set([...COMMON_PASSWORDS, ...Object.values(DEFAULT_PASSWORDS).flat()])
  return known.has(password) || isDerived(password)
}

function isDerived(password: string): boolean {
  if (password.length < 5 || password.length > 24 || !/[\d!@#$%]/.test(password) || !/^[A-Za-z]/.test(password))
    return false
  if ((password.match(/[^A-Za-z0-9]/g) ?? []).length > 2 || /[^A-Za-z0-9!@#$%&*_.-]/.test(password)) return false
  const words = password.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []
  const digits = password.match(/\d+/g) ?? []
  return (
    words.every((word) => WORDS.has(word.toLowerCase())) &&
    digits.length <= 1 &&
    digits.every((run) => DIGITS.test(run))
  )
}
