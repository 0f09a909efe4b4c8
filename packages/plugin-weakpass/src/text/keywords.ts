import { COMMON_PASSWORDS, DEFAULT_PASSWORDS } from '@veinmind/sdk/passwords'
import { COMMAND_KEYWORDS } from './find-commands.ts'
import { HASH_KEYWORDS } from './find-hashes.ts'
import { LOGIN_KEYWORDS } from './find-logins.ts'
import { PRODUCT_KEYWORDS } from './find-products.ts'

/** Parts of names of passwords; `find-settings` looks closer. */
const NAME_KEYWORDS = [
  'password',
  'passwd',
  'passphrase',
  '_pass',
  'pass=',
  'pass:',
  'pass"',
  'pwd',
  'requirepass',
  'masterauth',
  'rootpw',
  'bindpw',
  'secret_key',
  'secretkey',
  '_secret',
  'secret=',
  'secret:',
  'secret =',
  'dbpass',
  'userpass',
  'insecure-password',
  'auth-pass',
]

const SWITCH_KEYWORDS = ['allow_empty_', 'host_auth_method', 'neo4j_auth', 'allow_anonymous_login']

/** Schemes of servers that ask for a password, and the passwords that addresses have most. */
const ADDRESS_KEYWORDS = [
  'postgres://',
  'postgresql://',
  'mysql://',
  'mariadb://',
  'mongodb://',
  'mongodb+srv://',
  'redis://',
  'rediss://',
  'amqp://',
  'amqps://',
  'ftp://',
  'ldap://',
  'smtp://',
  'mqtt://',
  'nats://',
  'clickhouse://',
  'pymysql://',
  'psycopg2://',
  'asyncpg://',
  'sqlserver://',
  'mssql://',
]

const IN_ADDRESSES = [...COMMON_PASSWORDS.slice(0, 150), ...Object.values(DEFAULT_PASSWORDS).flat()].map(
  (word) => `:${word.toLowerCase()}@`,
)

/** A file without any of these keywords is not read. */
export const KEYWORDS: readonly string[] = [
  ...new Set([
    ...NAME_KEYWORDS,
    ...SWITCH_KEYWORDS,
    ...ADDRESS_KEYWORDS,
    ...IN_ADDRESSES,
    ...HASH_KEYWORDS,
    ...COMMAND_KEYWORDS,
    ...LOGIN_KEYWORDS,
    ...PRODUCT_KEYWORDS,
  ]),
]
