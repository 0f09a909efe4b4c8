import type { Form } from '../model.ts'
import { parseAny } from './any.ts'
import { parseCrypt } from './crypt.ts'
import { parseHtpasswd } from './htpasswd.ts'
import { parseLdap } from './ldap.ts'
import { parseMysql } from './mysql.ts'
import { parsePostgres } from './postgres.ts'
import { parseRedisHash } from './redis.ts'
import { parseHexPbkdf2 } from './pbkdf2.ts'
import { parseDigestAuth, parseNtHex, parseRabbitmq } from './salted.ts'
import { parseTomcat } from './tomcat.ts'
import { plain } from './verifier.ts'
import type { Parsed } from './verifier.ts'

/**
 * The verifier of a stored value, by the way in which its service stores passwords. Salted LDAP digests are accepted for every service,
 * since records keep a plain password as such a digest.
 */
export function parseStored(form: Form, value: string, user: string): Parsed | undefined {
  return FORMS[form](value, user)
}

const FORMS: Readonly<Record<Form, (value: string, user: string) => Parsed | undefined>> = {
  crypt: parseCrypt,
  mysql: parseMysql,
  postgres: parsePostgres,
  tomcat: parseTomcat,
  htpasswd: parseHtpasswd,
  redis: parseRedisHash,
  any: (value, user) => parseAny(value, user) ?? parsePostgres(value, user) ?? parseMysql(value),
  nt: parseNtHex,
  digest: parseDigestAuth,
  rabbitmq: parseRabbitmq,
  pbkdf2: parseHexPbkdf2,
  plain: (value) => parseLdap(value) ?? plain(value),
}
