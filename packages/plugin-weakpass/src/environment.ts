import { variablePlace } from '@veinmind/internal/text'
import { isSecretName } from '@veinmind/sdk'
import { isKnownPassword } from '@veinmind/sdk/passwords'
import { variantsOf } from './guess/guesses.ts'

/** A variable or an argument that holds a password, or that switches passwords off. */
export interface Setting {
  /** Variable or flag. */
  readonly name: string
  readonly user: string
  /** Absent: the setting switches authentication off. */
  readonly password?: string
  /** The setting as it is written. */
  readonly text: string
  /** Where, such as `config.Env[DB_PASSWORD]`. */
  readonly object: string
}

/** Variables of official and widely used images that switch authentication off, with the values that do. */
const SWITCHES: Readonly<Record<string, RegExp>> = {
  MYSQL_ALLOW_EMPTY_PASSWORD: /./,
  MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: /./,
  MARIADB_ALLOW_EMPTY_PASSWORD: /./,
  ALLOW_EMPTY_PASSWORD: /^(?:yes|true|1)$/i,
  ALLOW_ANONYMOUS_LOGIN: /^(?:yes|true|1)$/i,
  POSTGRES_HOST_AUTH_METHOD: /^trust$/i,
  NEO4J_AUTH: /^none$/i,
  REDIS_PROTECTED_MODE: /^(?:no|false)$/i,
}

/** Names that look like secrets and hold something else. */
const NOT_PASSWORDS =
  /^(?:PWD|OLDPWD)$|(?:_FILE|_PATH|_DIR|_URL|_LENGTH|_MIN|_MAX|_POLICY|_ENABLED?|_TYPE|_METHOD|_ALGORITHM|_EXPIR\w*|_TTL|_ID|_NAME|_KEY_ID|_HEADER|_COOKIE|_HASH)$|(?:RANDOM|ALLOW|ENABLE|DISABLE|ONETIME|REQUIRE)_/i

/** Values that are switches and not passwords. */
const NOT_VALUES = /^(?:|true|false|yes|no|on|off|none|null|auto|enabled|disabled|[01])$/i

/** How many variables of one environment are read. */
export const MAX_VARIABLES = 10_000
/** Longer variables and arguments, in characters, are not read. */
export const LONGEST_VALUE = 65_536

/** The settings of an environment that concern passwords. Values may hold `=`; a variable without one is left out. */
export function readEnvironment(env: readonly string[], object: string): readonly Setting[] {
  const pairs = env.slice(0, MAX_VARIABLES).flatMap((text, index) => {
    const at = text.indexOf('=')
    return at > 0 && text.length <= LONGEST_VALUE
      ? [{ name: text.slice(0, at), value: text.slice(at + 1), text, object: variablePlace(object, text, index) }]
      : []
  })
  const values = new Map(pairs.map(({ name, value }) => [name, value]))
  return pairs.flatMap(({ name, value, text, object: at }): Setting[] => {
    if (Object.hasOwn(SWITCHES, name)) return switchedOff(name, value) ? [{ name, user: '', text, object: at }] : []
    if (!isSecretName(name) || NOT_PASSWORDS.test(name) || NOT_VALUES.test(value) || value.startsWith('/')) return []
    return [{ name, user: userOf(name, values), password: value, text, object: at }]
  })
}

/** Whether a variable of this name and value switches authentication off. */
export function switchedOff(name: string, value: string): boolean {
  return Object.hasOwn(SWITCHES, name) && SWITCHES[name]?.test(value) === true
}

/** The user beside a password: `POSTGRES_USER` for `POSTGRES_PASSWORD`, `root` for `MYSQL_ROOT_PASSWORD`. */
function userOf(name: string, values: ReadonlyMap<string, string>): string {
  const stem = name.replace(/_?(?:PASSWORD|PASSWD|PASS|PWD|SECRET(?:_KEY)?)$/i, '')
  if (/(?:^|_)ROOT$/i.test(stem)) return values.get(`${stem}_USER`) ?? 'root'
  for (const ending of ['_USER', '_USERNAME', '_LOGIN']) {
    const user = values.get(stem + ending)
    if (user !== undefined) return user
  }
  return ''
}

/** Whether a password is one that anybody would try. */
export function isGuessable(setting: Setting, guesses: readonly string[]): boolean {
  const { password, user, name } = setting
  if (password === undefined || password === '') return false
  if (isKnownPassword(password) || guesses.includes(password)) return true
  const words = [user, ...name.toLowerCase().split(/[^a-z0-9]+/)]
  return words.some((word) => word.length >= 3 && variantsOf(word).includes(password))
}
